# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment of a task is the same, and nothing of one reaches another."""

from __future__ import annotations

import typing as t

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import argument_spec
from functional.action.arguments import task
from functional.action.play import GROUP, WAYS, Case, Cases, Play, Stage

READ = "google_job_info"
# The variables of a tenant with other credentials: emptied, so that its tasks can have none.
EMPTIED = {"AVEPOINT_CLIENT_ID": "", "AVEPOINT_CLIENT_SECRET": ""}
# The name of each option by that of its variable.
CONNECTION = {str(option.env): option.name for option in argument_spec.CONNECTION}
NO_DEFAULTS: dict[str, t.Any] = {"module_defaults": {GROUP: {"timeout": 20}}}
NO_CREDENTIALS = ("credentials: none are given",)
CLIENT = {"AVEPOINT_CLIENT_ID": "{{ other }}", "AVEPOINT_CLIENT_SECRET": "sandbox-secret-{{ other }}"}
WRONG = {"AVEPOINT_CLIENT_ID": "{{ other }}", "AVEPOINT_CLIENT_SECRET": "wrong"}
DEAD = "http://127.0.0.1:9"


def read(environment: t.Any = None, *says: str, failed: bool | None = False, **arguments: t.Any) -> Case:
    keywords = {} if environment is None else {"environment": environment}
    return Case(task(READ, keywords, **arguments), failed, says)


def block(outer: t.Any, register: str, *says: str, failed: bool | None = False, **keywords: t.Any) -> Case:
    return Case({"environment": outer, "block": [task(READ, {"register": register, **keywords})]}, failed, says)


def test_variables_of_tasks_blocks_and_plays(stage: Stage) -> None:
    """The process itself has valid credentials: the jobs show whose were used."""
    stage.tenant.clear_jobs("google")
    other = stage.other_client(1)
    first: Cases = {
        "of_the_process": read(),
        "of_a_task": read(CLIENT),
        "again_of_the_process": read(),
        "wrong_secret": read(WRONG, "HTTP 401", failed=True),
        "emptied": read(EMPTIED, *NO_CREDENTIALS, failed=True),
        "emptied_secret": read({"AVEPOINT_CLIENT_SECRET": ""}, "neither client_secret", failed=True),
        "again_after_emptied": read(),
        "of_a_block": block(CLIENT, "of_a_block"),
        "block_and_task": block(CLIENT, "block_and_task", *NO_CREDENTIALS, failed=True, environment=EMPTIED),
        "list": read([WRONG, CLIENT]),
        "from_a_variable": read("{{ variables }}"),
        "options_first": read(EMPTIED, client_id="{{ other }}", client_secret="sandbox-secret-{{ other }}"),
        "number": read(
            {"AVEPOINT_RETRIES": 0, "AVEPOINT_TIMEOUT": 20.5, "AVEPOINT_VALIDATE_CERTS": False}, "not verified"
        ),
        "undefined": read({"AVEPOINT_CLIENT_ID": "{{ nothing }}"}, failed=None),
        "loop": Case(
            task(
                READ, {"loop": ["{{ other }}", "", "{{ client }}"], "environment": {"AVEPOINT_CLIENT_ID": "{{ item }}"}}
            ),
            failed=True,
        ),
        "loop_of_some": Case(
            task(READ, {"loop": [0, 1, 2], "environment": "{{ {'AVEPOINT_RETRIES': 'many'} if item == 1 else {} }}"}),
            failed=True,
        ),
        "after_the_loop": read(),
    }
    second: Cases = {
        "of_the_play": read(),
        "play_and_emptied": read(EMPTIED, *NO_CREDENTIALS, failed=True),
        "play_and_block": block(WRONG, "play_and_block", "HTTP 401", failed=True),
        "play_and_task": read({"AVEPOINT_CLIENT_SECRET": "wrong"}, "HTTP 401", failed=True),
    }
    emptied: Cases = {"emptied_by_the_play": read(None, *NO_CREDENTIALS, failed=True), "given_by_a_task": read(CLIENT)}
    both = stage.play(
        [
            Play(first, {**NO_DEFAULTS, "vars": {"other": other, "variables": CLIENT}}),
            Play(second, {**NO_DEFAULTS, "vars": {"other": other}, "environment": CLIENT}),
            Play(emptied, {**NO_DEFAULTS, "vars": {"other": other}, "environment": [CLIENT, EMPTIED]}),
        ],
        "-v",
        env=stage.tenant.sandbox.env(stage.tenant.client_id),
    ).check()
    jobs = {name: len(both.value(name)["jobs"]) for name in both.cases if "jobs" in both.value(name)}
    assert [item["failed"] for item in both.value("loop_of_some")["results"]] == [False, True, False]
    other_jobs = {
        "of_a_task",
        "of_a_block",
        "list",
        "from_a_variable",
        "options_first",
        "of_the_play",
        "given_by_a_task",
    }
    assert {name for name, number in jobs.items() if number} == other_jobs


def test_proxies_and_certificates(stage: Stage) -> None:
    """A proxy that does not answer, and certificate authorities that are none, show what a task used."""
    proxied = {"no_proxy": "", "NO_PROXY": ""}
    cases: Cases = {
        "no_proxy": read(),
        "proxy": read({**proxied, "http_proxy": DEAD}, "127.0.0.1", failed=True),
        "upper_case": read({**proxied, "HTTP_PROXY": DEAD}, failed=True),
        "all": read({**proxied, "all_proxy": DEAD}, failed=True),
        "excluded": read({"http_proxy": DEAD, "no_proxy": "127.0.0.1"}),
        "own": read({**proxied, "AVEPOINT_PROXY": DEAD}, failed=True),
        "empty_own": read({**proxied, "AVEPOINT_PROXY": ""}),
        "password": read({**proxied, "http_proxy": "http://me:hunter2@127.0.0.1:9"}, failed=True),
        "after": read(),
    }
    both = stage.play(cases, "-v").check()
    assert "hunter2" not in both.output("in process")


def test_blank_variables_and_empty_certificates_count_as_not_given(stage: Stage) -> None:
    """Both ways, as AWX renders a credential whose optional fields were left empty."""
    blank = dict.fromkeys(CONNECTION, "") | {"AVEPOINT_CERTIFICATE_PATH": "{{ playbook_dir }}/empty.pem"}
    names = ("api_url", "identity_url", "client_id", "client_secret")
    needed = {f"AVEPOINT_{name.upper()}": f"{{{{ service.{name} }}}}" for name in names}
    spaces = dict.fromkeys(CONNECTION, " ")
    for way in WAYS:
        stage.folder_of(way).mkdir()
        (stage.folder_of(way) / "empty.pem").write_text("\n", encoding="utf-8")
    cases: Cases = {
        "variables": read({**blank, **needed}),
        "spaces": read({**spaces, **needed}),
        "options": Case(task(READ, {"environment": needed}, **dict.fromkeys(CONNECTION.values(), ""))),
        "certificate": read(
            {**needed, "AVEPOINT_CLIENT_SECRET": ""},
            "is empty)",
            failed=True,
            certificate_path="{{ playbook_dir }}/empty.pem",
        ),
        "alone": read(
            {**blank, **needed, "AVEPOINT_CLIENT_SECRET": ""}, "of AVEPOINT_CERTIFICATE_PATH is empty)", failed=True
        ),
        "other_secret": read({**blank, **needed, "AVEPOINT_CLIENT_SECRET": "wrong"}, "HTTP 401", failed=True),
    }
    both = stage.play([Play(cases, NO_DEFAULTS)], "-v").check()
    assert both.value("variables")["jobs"]


def test_certificate_authorities(tls_stage: Stage) -> None:
    ca = tls_stage.tenant.sandbox.ca_path
    cases: Cases = {
        "unknown": read(None, "certificate", failed=True),
        "own": read({"AVEPOINT_CA_PATH": ca}),
        "requests": read({"REQUESTS_CA_BUNDLE": ca}),
        # The other one comes first, and may be set where the tests run.
        "curl": read({"REQUESTS_CA_BUNDLE": "", "CURL_CA_BUNDLE": ca}),
        "openssl": read({"SSL_CERT_FILE": ca}, failed=True),
        "missing": read({"AVEPOINT_CA_PATH": "/nowhere/ca.pem"}, "/nowhere/ca.pem", failed=True),
        "option": read({"AVEPOINT_CA_PATH": "/nowhere/ca.pem"}, ca_path=ca),
        "not_verified": read({"AVEPOINT_VALIDATE_CERTS": "no"}, "not verified"),
        "again_unknown": read(None, "certificate", failed=True),
    }
    tls_stage.play(cases, "-v").check()


def test_variables_that_only_new_processes_read_are_shipped(stage: Stage) -> None:
    cases: Cases = {"home": read({"HOME": "{{ playbook_dir }}"}), "python": read({"PYTHONUTF8": "1"})}
    both = stage.play(cases, "-vvv").check(output=False)
    assert "shipped to the target, because the variable PYTHONUTF8 has" in both.output("in process")
