# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Undocumented parameters are errors, in the format of the product."""

from __future__ import annotations

from typing import Any

import pytest

TICKS = 638_597_664_705_763_668
WINDOW = {"startTime": "2020-01-01", "finishTime": "2100-01-01T00:00:00Z"}
BODY = {
    "pageInfo": {"currentPage": 1, "pageSize": 5},
    "type": 0,
    "startTime": "2020-01-01",
    "endTime": "2100-01-01",
}
M365, M365_2025 = "/cloudbackup/jobs", "/backup/m365/cloudbackupjobs"
GOOGLE, IAAS = "/backup/google/admin/jobs", "/backup/vm/jobs"
SALESFORCE = "/backup/sfbapi/jobs"
DYNAMICS, DYNAMICS_2025 = "/api/OpenApi/GetJobs", "/dynamicsbackup/jobs"

WRONG = [
    ("m365", M365, {"Color": 1}),
    ("m365", M365, {"JobState": 6}),
    ("m365", M365, {"JobState": "Finished"}),
    ("m365", M365, {"PageIndex": -1}),
    ("m365", M365, {"PageIndex": "one"}),
    ("m365", M365, {"PageSize": 0}),
    ("m365", M365, {"StartTime": "2024-01-01"}),
    ("m365", M365, {"StartTime": 1_700_000_000}),
    ("m365", M365, {"location": "NAM"}),
    ("m365", M365_2025, {"StartTime": TICKS}),
    ("m365", M365_2025, {"location": "North America"}),
    ("google", GOOGLE, {"jobStatus": 1}),
    ("google", GOOGLE, {"appType": 3}),
    ("google", GOOGLE, {"startTime": TICKS}),
    ("google", GOOGLE, {"NextLink": "rubbish"}),
    ("salesforce", SALESFORCE, {}),
    ("salesforce", SALESFORCE, {"startTime": "2024-01-01"}),
    ("salesforce", SALESFORCE, {**WINDOW, "level": 7}),
    ("salesforce", SALESFORCE, {**WINDOW, "finishtime": "2024-01-01"}),
    ("iaas", IAAS, {"JobStatus": 2}),
    ("iaas", IAAS, {"ServiceType": 521}),
    ("iaas", IAAS, {"StartTime": TICKS, "FinishTime": "2024-01-01"}),
    ("dynamics365", DYNAMICS_2025, {"startTime": "2024-01-01"}),
    ("dynamics365", DYNAMICS_2025, {**WINDOW, "pageIndex": 0}),
    ("dynamics365", DYNAMICS_2025, {**WINDOW, "organizationId": "Contoso"}),
]
WRONG_BODIES = [
    {**BODY, "finishTime": "2100-01-01"},
    {**BODY, "startTime": TICKS},
    {**BODY, "type": "1"},
    {**BODY, "type": 3},
    {**BODY, "pageInfo": {"currentPage": 0, "pageSize": 5}},
    {**BODY, "endTime": None},
    {name: value for name, value in BODY.items() if name != "pageInfo"},
    {**BODY, "status": True},
    [],
]


@pytest.mark.parametrize(("product", "path", "query"), WRONG)
def test_wrong_parameters_are_errors(wire: Any, product: str, path: str, query: dict[str, object]) -> None:
    reply = wire.get(product, path, **query)
    assert reply.status == 400, reply.body
    assert reply.headers["request-id"]


@pytest.mark.parametrize("body", WRONG_BODIES)
def test_wrong_bodies_are_errors(wire: Any, body: object) -> None:
    assert wire.post("dynamics365", DYNAMICS, body).status == 400


def test_the_same_requests_without_the_mistakes_succeed(wire: Any) -> None:
    """This proves that the requests above fail for the stated reason."""
    assert wire.get("m365", M365, starttime=TICKS, FINISHTIME=0, jobstate=0).status == 200
    assert wire.get("m365", M365_2025, startTime="2024-01-01", location="nam").status == 200
    assert wire.get("google", GOOGLE, appType=4096, startTime="2024-01-01").status == 200
    assert wire.get("salesforce", SALESFORCE, **WINDOW, level=6).status == 200
    assert wire.get("iaas", IAAS, ServiceType=512, StartTime=TICKS).status == 200
    assert wire.get("dynamics365", DYNAMICS_2025, **WINDOW, pageIndex=1).status == 200
    assert wire.post("dynamics365", DYNAMICS, {**BODY, "status": None}).status == 200


def test_a_repeated_parameter_is_an_error(wire: Any) -> None:
    assert wire.get("m365", M365 + "?JobType=1&jobtype=1").status == 400


def test_a_plus_sign_must_be_encoded(wire: Any) -> None:
    assert wire.get("google", GOOGLE + "?startTime=2024-01-01T00:00:00+00:00").status == 400
    assert wire.get("google", GOOGLE + "?startTime=2024-01-01T00:00:00%2B00:00").status == 200


def test_error_bodies(wire: Any) -> None:
    traced = wire.get("salesforce", SALESFORCE).json
    assert (traced["statusCode"], traced["errors"][0]["field"]) == (400, "startTime")
    assert traced["requestId"]
    assert traced["traceId"]
    plain = wire.get("iaas", IAAS, Color=1).json
    assert sorted(plain) == ["date", "requestId", "statusCode"]


def test_a_request_without_a_token_is_a_401(wire: Any) -> None:
    reply = wire.send("GET", M365)
    assert reply.status == 401
    assert reply.headers["request-id"] == reply.json["requestId"]
    assert wire.send("GET", M365, headers={"Authorization": "Bearer no"}).status == 401


def test_each_api_version_alone(sandboxes: Any, wire_to: Any) -> None:
    old = wire_to(sandboxes(revision="2024"))
    new = wire_to(sandboxes(revision="2025"))
    assert old.get("m365", M365_2025).status == 404
    assert new.get("m365", M365).status == 404
    assert old.get("dynamics365", DYNAMICS_2025, **WINDOW).status == 404
    assert new.post("dynamics365", DYNAMICS, BODY).status == 404
    assert old.get("dynamics365", DYNAMICS).status == 405
    assert old.get("iaas", IAAS, StartTime="2024-01-01").status == 400
    assert new.get("iaas", IAAS, StartTime=TICKS).status == 400
    assert old.get("google", GOOGLE, appType=256).status == 400
    assert new.get("google", GOOGLE, appType=256).status == 200
