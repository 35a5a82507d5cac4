# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service answers, right or wrong, gives the same results and messages."""

from __future__ import annotations

import typing as t

from functional.action.arguments import task
from functional.action.play import Case, Cases, Stage
from functional.helpers import Hostile, http, sends

READ = "google_job_info"
TEMPLATE = "{{ lookup('pipe', 'touch /tmp/x') }} {% raw %} {# c #} {{ undefined_variable }}"
# Each with a client of its own.
FAULTS: dict[str, dict[str, t.Any]] = {
    "status": {"status": 500},
    "forbidden": {"kind": "status", "status": 403},
    "html": {},
    "envelope": {"message": TEMPLATE},
    "not_json": {},
    "truncate_json": {},
    "truncate": {},
    "reset_before": {},
    "no_jobs_member": {},
    "null_jobs": {},
    "repeat_page": {},
    "contradict": {"row": {"status": 99}},
}


def test_wrong_answers(stage: Stage) -> None:
    cases: Cases = {}
    for number, (name, fault) in enumerate(FAULTS.items(), 1):
        client = stage.other_client(number)
        stage.tenant.sandbox.fault(**{"kind": name, "client_id": client, "product": "google", "times": 0, **fault})
        cases[name] = Case(
            task(READ, {"vars": {"client": client}}, page_size=5, since="7d", until="{{ window.until }}"), True
        )
    client = stage.other_client(len(FAULTS) + 1)
    stage.tenant.sandbox.fault("status", client_id=client, product="google", times=0)
    failing = {"vars": {"client": client}}
    products = ["google", "m365"]
    cases |= {
        "on_error_report": Case(
            task("job_info", failing, products=products, on_error="report"), says=('"errors": [{',)
        ),
        "on_error_fail": Case(task("job_info", failing, products=products), failed=True),
        "gate_unreadable": Case(task("job_gate", failing, enforce=True), failed=True, says=("a complete read",)),
        "gate_not_enforced": Case(task("job_gate", failing), says=("a complete read",)),
        "wait_unreadable": Case(task("job_wait", failing, wait_timeout="1s", interval="1s"), failed=True),
        "after_all": Case(task(READ)),
    }
    cases["contradict"] = Case(cases["contradict"].task, failed=bool(FAULTS["contradict"]))
    stage.play(cases, "-v").check()


def test_dead_and_hostile_services(stage: Stage, tls_stage: Stage) -> None:
    sandbox = tls_stage.tenant.sandbox
    tls = {"api_url": sandbox.api_url, "identity_url": sandbox.identity_url}
    hostile = Hostile(sends(http(b"[" * 5000)), lifetime="\u001b[31m")
    with hostile.up() as server:
        other = {"api_url": server.url, "identity_url": server.url}
        cases: Cases = {
            "dead": Case(task(READ, api_url="http://127.0.0.1:9", identity_url="http://127.0.0.1:9"), failed=True),
            "dead_api": Case(task(READ, api_url="http://127.0.0.1:9"), failed=True, says=("127.0.0.1:9",)),
            "unknown_host": Case(task(READ, api_url="https://nowhere.invalid"), failed=True),
            "wrong_certificate": Case(task(READ, **tls), failed=True, says=("CERTIFICATE_VERIFY_FAILED",)),
            "own_authority": Case(task(READ, **tls, ca_path=sandbox.ca_path)),
            "not_verified": Case(task(READ, **tls, validate_certs=False), says=("not verified",)),
            "no_tls": Case(task(READ, **{**tls, "api_url": tls["api_url"].replace("https", "http")}), failed=True),
            "deep_json": Case(task(READ, **other), failed=True),
            "login": Case(task("login", **other), failed=True),
            "wrong_secret": Case(task("login", client_secret="wrong"), failed=True, says=("HTTP 401",)),
            "certificate": Case(
                task("login", client_secret="", certificate_path=sandbox.certificates.pem), failed=True
            ),
            "own_certificate": Case(
                task(
                    "login",
                    client_secret="",
                    certificate_path=stage.tenant.sandbox.certificates.pfx,
                    certificate_password=stage.tenant.sandbox.certificates.password,
                )
            ),
            "after_all": Case(task(READ)),
        }
        both = stage.play(cases, "-v").check()
    assert "\u001b" not in both.output("in process")


def test_text_of_jobs_is_no_template(stage: Stage) -> None:
    moments = {"start": "2020-01-05T00:00:00Z", "finish": "2020-01-05T00:10:00Z"}
    window = {"since": "2020-01-01", "until": "2020-02-01"}
    for number in range(2):
        stage.tenant.put("iaas", message=f"{TEMPLATE} {number}", **moments)
    stage.tenant.put("iaas", message="{{ client }}", **moments)
    used = [
        {"ansible.builtin.set_fact": {"copied": "{{ {'jobs': jobs.jobs, 'failed': false} }}"}},
        {"ansible.builtin.debug": {"msg": "{{ item.raw }}"}, "loop": "{{ jobs.jobs }}"},
    ]
    cases: Cases = {
        "jobs": Case(task("iaas_job_info", **window, include_raw=True)),
        "copied": Case({"block": used}),
        "of_several": Case(task("job_info", **window, products=["iaas"], include_raw=True)),
        "as_argument": Case(
            task("iaas_job_info", **{**window, "since": "{{ jobs.jobs[0].raw | string }}"}), failed=True
        ),
        "gate": Case(
            task("job_gate", rules=[{"name": "a", "product": "iaas", "window": "3650d", "max_failed_jobs": 0}]),
            failed=False,
        ),
    }
    both = stage.play(cases, "-v").check()
    for name in ("jobs", "copied"):
        assert both.ways["in process"].templates["site"][name] == []
        assert "{{ client }}" in str(both.value(name))
