# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are removed from results and output the same way, from jobs too."""

from __future__ import annotations

import json
import typing as t

from functional.action.arguments import RULES, task
from functional.action.play import WAYS, Case, Cases, Stage
from functional.helpers import Hostile
from functional.unsafe_text import Service, sample

DAY = {"since": "2020-01-01", "until": "2020-02-01"}


def test_no_log(stage: Stage) -> None:
    cases: Cases = {
        "task": Case(task("m365_job_info", {"no_log": True}, limit=1)),
        "failing": Case(task("m365_job_info", {"no_log": True}, since="never"), failed=True),
        "loop": Case(task("m365_job_info", {"no_log": True, "loop": [1, "x"]}, limit="{{ item }}"), failed=True),
        "switched_off": Case(task("m365_job_info", {"no_log": False}, limit=1)),
        "token": Case(task("login", {"no_log": True})),
        "shown_token": Case(task("login")),
        "warning": Case(task("m365_job_info", {"no_log": True}, validate_certs=False, limit=1)),
    }
    both = stage.play(cases, "-vvv").check(output=False)
    for way in WAYS:
        output = both.output(way)
        assert stage.tenant.secret not in output
        assert output.count("censored") == both.output("shipped").count("censored") > 0
    assert len(both.value("task")["jobs"]) == 1


def test_secrets_in_jobs(stage: Stage) -> None:
    tenant = stage.tenant
    moments = {"start": "2020-01-05T00:00:00Z", "finish": "2020-01-05T00:10:00Z"}
    for product in ("google", "iaas"):
        tenant.clear_jobs(product)
        tenant.put(product, message=f"the secret is {tenant.secret}!", **moments)
        tenant.put(product, message="nothing to hide", **moments)
    cases: Cases = {
        "returned": Case(task("iaas_job_info", **DAY, include_raw=True)),
        "of_several": Case(task("job_info", **DAY, products=["iaas", "google"], include_raw=True)),
        "with_no_log": Case(task("iaas_job_info", {"no_log": True}, **DAY)),
        "written": Case(task("iaas_job_info", dest="./jobs.jsonl", **DAY)),
        "gate": Case(
            task("job_gate", rules=[{**RULES[0], "name": tenant.secret, "product": "iaas", "window": "3650d"}])
        ),
        "wait": Case(task("job_wait", product="iaas", started_after="2020-01-01")),
        # Each part of a secret with a length that occurs in texts of jobs.
        "short": Case(task("iaas_job_info", client_id="", client_secret="", access_token="hide", **DAY), failed=True),
    }
    both = stage.play(cases, "-v").check()
    assert tenant.secret not in both.output("in process")
    here, shipped = ((stage.folder_of(way) / "jobs.jsonl").read_text(encoding="utf-8") for way in WAYS)
    assert here == shipped


def test_secrets_of_all_kinds_in_jobs(stage: Stage) -> None:
    """Texts, keys and numbers of jobs that contain a secret, as a service that accepts every secret returns them."""
    rows = [sample(stage.tenant, "m365", "2024")]
    service = Service()
    numbers = {"count": 4711, "ratio": 0.25, "negative": -4711, "longer": 14711, "yes": True, "nothing": None}
    extra: dict[str, t.Any] = {
        "numbers": numbers,
        "secret-4711": "key",
        "list": ["4711", 4711, ["x4711y"]],
        "Größe": "☃",
    }
    service.rows({**rows[0], "extra": extra})
    secrets = (
        "4711",
        "0.25",
        "0",
        "1",
        "4",
        "True",
        "true",
        "None",
        "null",
        "☃",
        "Größe",
        "key",
        "-4711",
        "secret",
        "11",
        "e",
    )
    with Hostile(service).up() as server:
        address = {"api_url": server.url, "identity_url": server.url, "client_id": "me", "since": "90d"}
        more = {"until": "{{ omit }}", "include_raw": True, "api_revision": "2024"}
        cases: Cases = {
            f"secret_{number}": Case(task("m365_job_info", **{**address, **more, "client_secret": secret}))
            for number, secret in enumerate(secrets)
        }
        cases["not_contained"] = Case(task("m365_job_info", **{**address, **more, "client_secret": "not-contained"}))
        both = stage.play(cases, "-v").check()
    assert both.value("not_contained")["jobs"][0]["raw"]["extra"] == json.loads(json.dumps(extra))
    assert both.value("secret_0")["jobs"][0]["raw"]["extra"]["numbers"]["count"] != 4711
