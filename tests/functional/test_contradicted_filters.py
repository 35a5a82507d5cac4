# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that contradict the query, and jobs that a filter of the gate would exclude."""

from __future__ import annotations

import json
import socket
import typing as t
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest

from functional.helpers import Hostile, Outcome, Tenant, http

Row = dict[str, t.Any]
Rows = t.Callable[[dict[str, str]], list[Row]]


def ago(**span: float) -> str:
    return (datetime.now(timezone.utc) - timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")


def run_against_rows(tenant: Tenant, rows: Rows, module: str, **params: t.Any) -> Outcome:
    """Run a module against a service that responds with `rows` of the parameters of each request."""

    def response(connection: socket.socket, request: str) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(request.split(" ")[1]).query).items()}
        found = rows(query)
        body: Row = {"jobs": found, "nextLink": ""}
        if "dynamicsbackup" in request or "sfbapi" in request:
            body = {"statusCode": 200, "data": {"totalCount": len(found), "jobs": found, "nextLink": None}}
        if "dynamicsbackup" in request:
            body = {"totalCount": len(found), "jobs": found, "nextLink": None}
        connection.sendall(http(json.dumps(body).encode()))

    with Hostile(response).up() as service:
        where = {"api_url": service.url, "identity_url": service.url}
        return tenant.run(module, api_revision="2025", **where, **params)


def one_page(*rows: Row, first: int = 0) -> Rows:
    return lambda query: list(rows) if int(query.get("pageIndex", first)) == first else []


def verdicts(tenant: Tenant, rows: Rows, **rule: t.Any) -> list[Row]:
    rules = [{"name": "rule", **rule}]
    outcome = run_against_rows(tenant, rows, "job_gate", rules=rules, enforce=False).good()
    return t.cast("list[Row]", outcome.result["verdicts"])


@pytest.mark.parametrize(
    ("product", "good", "bad", "rule"),
    [
        ("dynamics365", {"job_type": 1}, {"job_type": 99}, {}),
        ("google", {"service": 1, "job_type": 1}, {"service": 1, "job_type": 99}, {}),
        ("google", {"service": 1, "job_type": 1}, {"service": 1, "job_type": 99}, {"services": ["gmail"]}),
        ("google", {"service": 1, "job_type": 1}, {"service": 99, "job_type": 1}, {"services": ["gmail"]}),
        ("salesforce", {"job_type": 1}, {"job_type": 99}, {"job_types": ["1"]}),
    ],
)
def test_a_gate_counts_unknown_values_even_if_a_rule_names_one_value(
    tenant: Tenant, product: str, good: Row, bad: Row, rule: Row
) -> None:
    names = {
        "dynamics365": {"job_type": "type", "service": "module"},
        "google": {"job_type": "jobType", "service": "appType"},
        "salesforce": {"job_type": "type"},
    }[product]
    first = 1 if product == "dynamics365" else 0
    succeeded, failed = {"dynamics365": (3, 4), "google": (2, 3), "salesforce": (2, 4)}[product]

    def row(identity: str, status: int, stated: Row) -> Row:
        times = {"startTime": ago(hours=2), "finishTime": ago(hours=1)}
        return {"jobId": identity, "status": status, **times, **{names[key]: value for key, value in stated.items()}}

    jobs = [row("A", succeeded, good), row("B", failed, bad)]

    def rows(query: dict[str, str]) -> list[Row]:
        """Return the rows that match the filters of the request, as a correct service does."""
        requested = {name: query[name] for name in names.values() if query.get(name, "0") != "0"}
        kept = [job for job in jobs if all(str(job[name]) == value for name, value in requested.items())]
        return one_page(*kept, first=first)(query)

    (verdict,) = verdicts(tenant, rows, product=product, max_age="24h", **rule)
    assert not verdict["passed"]
    assert {check["check"]: check["job_ids"] for check in verdict["checks"] if not check["passed"]} == {
        "on_unknown": ["B"]
    }


LONG, SHORT = "00D5g000004CxYzEAK", "00D5g000004CxYz"
GUID = "{0F8FAD5B-D9CB-469F-A165-70867728950E}"


@pytest.mark.parametrize(
    ("stated", "written"),
    [(LONG, SHORT), (SHORT, LONG), (GUID, "0f8fad5bd9cb469fa16570867728950e"), (GUID[1:-1], GUID.lower())],
)
def test_ids_of_an_organisation_are_compared_without_regard_to_case(tenant: Tenant, stated: str, written: str) -> None:
    job = {"jobId": "A", "type": 1, "status": 2, "startTime": ago(hours=2), "finishTime": ago(hours=1)}
    rows = one_page({**job, "organizationId": stated})
    (verdict,) = verdicts(tenant, rows, product="salesforce", max_age="24h", organization_ids=[written])
    assert verdict["passed"]
    assert run_against_rows(tenant, rows, "salesforce_job_info", since="24h", organization_id=written).good().jobs
    wait = {"product": "salesforce", "started_after": "3h", "organization_id": written}
    assert run_against_rows(tenant, rows, "job_wait", **wait).good().jobs


def test_salesforce_organisations_that_differ_in_case_are_different(tenant: Tenant) -> None:
    job = {"jobId": "A", "type": 1, "status": 2, "startTime": ago(hours=2), "finishTime": ago(hours=1)}
    rows = one_page({**job, "organizationId": SHORT})
    rule = {"product": "salesforce", "max_age": "24h", "organization_ids": ["00D5G000004cXyZ"]}
    assert not verdicts(tenant, rows, **rule)[0]["passed"]
