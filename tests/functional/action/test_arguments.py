# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments are checked the same way, and defaults of modules are the same."""

from __future__ import annotations

import typing as t

from functional.action.arguments import WINDOW, task
from functional.action.play import COLLECTION, GROUP, Case, Cases, Play, Stage, module


def wrong(*says: str, keywords: dict[str, t.Any] | None = None, **arguments: t.Any) -> Case:
    return Case(task("m365_job_info", keywords, **arguments), failed=True, says=says)


def day(text: str) -> str:
    """Return a template of a date."""
    return f"{{{{ '{text}' | to_datetime('%Y-%m-%d') }}}}"


def variable(name: str, value: str, *says: str, **arguments: t.Any) -> Case:
    return wrong(name, *says, keywords={"environment": {name: value}}, **arguments)


ERRORS: Cases = {
    "several_unknown": wrong("Unsupported parameters", colour="red", size=3),
    "wrong_int": wrong("page_size", page_size="many"),
    "wrong_float": wrong("timeout", timeout=["1"]),
    "wrong_bool": wrong("validate_certs", validate_certs="perhaps"),
    "wrong_list": wrong("services", services={"a": 1}),
    "wrong_str": wrong("since", since=["1d"]),
    "wrong_choice": wrong("environment", "commercial", environment="moon"),
    "wrong_choice_2024": wrong("api_revision", api_revision="2023"),
    "missing_rules": Case(module("job_gate"), True, ("missing required arguments: rules",)),
    "missing_product": Case(module("job_wait"), True, ("missing required arguments: product",)),
    "neither": Case(module("job_wait", product="google"), True, ("job_ids",)),
    "empty_required": Case(module("job_gate", rules=""), True, ("rules",)),
    "future_as_of": Case(task("job_gate", as_of="2999-01-01"), True, ("as_of: 2999-01-01T00:00:00Z is in the future",)),
    "bad_exclusion": Case(
        task("job_gate", exclusions=[{"from": "2d", "until": "1d"}]),
        True,
        ("exclusions: exclusion 1: reason is missing",),
    ),
    "null_required": Case(module("job_gate", rules=None), True, ("rules",)),
    "out_of_range": wrong("limit: -1", limit=-1),
    "since_word": wrong("since: 'never'", since="never"),
    "mode_alone": wrong("mode", "dest is not given", mode="0600"),
    "unknown_product": Case(task("job_info", products=["mars"]), True, ("mars",)),
    "unicode": wrong("Größe ☃", services=["Größe ☃"]),
    "control_characters": wrong("services", services=["a\u001b[31mb\nc"]),
    "long": wrong("services", services=["x" * 5000]),
    "vars_of_python": wrong("since", since=True),
    "two_credentials": wrong("give one of them", access_token="abcdefgh"),
    "no_credentials": wrong("credentials", client_id="", client_secret=""),
    "retries_variable": variable("AVEPOINT_RETRIES", "many", "a whole number", retries="{{ omit }}"),
    "timeout_variable": variable("AVEPOINT_CERTIFICATE_PATH", "/nowhere/app.pem", client_secret=""),
    "choice_variable": variable("AVEPOINT_ENVIRONMENT", "moon", "us_government"),
    "bool_variable": variable("AVEPOINT_VALIDATE_CERTS", "perhaps", "true or false"),
    "proxy_variable": variable("AVEPOINT_PROXY", "ftp://me:hunter2@proxy.example", "is not a URL"),
    "broken_template": wrong("undefined", since="{{ there_is_no_such_variable }}"),
}
# The types of arguments are converted, as text from templates is.
CONVERTED: Cases = {
    "texts": Case(
        task("m365_job_info", page_size="7", validate_certs="yes", timeout="20", statuses="succeeded,failed")
    ),
    "numbers": Case(task("m365_job_info", since=1_700_000_000, until="2023-11-15", services="exchange_online")),
    "moments": Case(task("m365_job_info", limit="{{ 2 + 1 }}", concurrency="{{ 3 }}")),
    "free_form": Case(
        {f"{COLLECTION}.m365_job_info": "since={{ window.since }} until={{ window.until }} page_size=7 include_raw=yes"}
    ),
    "args_keyword": Case({**module("m365_job_info", limit=1), "args": WINDOW}),
    "omitted": Case(task("m365_job_info", services="{{ omit }}", dest="{{ omit }}", limit="{{ omit }}")),
    "null": Case(task("m365_job_info", services=None, dest=None, limit=None)),
    "empty_text": Case(task("m365_job_info", data_center="", since="7d")),
    "rules_as_text": Case(task("job_gate", rules="[{name: a, product: google, max_failed_jobs: 0, window: 60d}]")),
    # Dates as values, as YAML makes them.
    "gate_in_the_past": Case(
        task(
            "job_gate",
            as_of=day("2024-11-21"),
            exclusions=[{"from": day("2024-11-19"), "until": day("2024-11-20"), "reason": "patched"}],
        )
    ),
    "exclusions_as_text": Case(
        task(
            "job_gate",
            as_of="2024-11-21",
            exclusions="[{from: 2024-11-19, until: 2024-11-20, reason: patched, product: google}]",
        )
    ),
    "short_name": Case({"m365_job_info": WINDOW, "collections": [COLLECTION]}),
    "action": Case({"action": {"module": f"{COLLECTION}.m365_job_info", **WINDOW}}),
    "local_action": Case({"local_action": {"module": f"{COLLECTION}.login", "products": ["google"]}}),
}


def test_errors(stage: Stage) -> None:
    both = stage.play(ERRORS, "-v").check()
    assert "hunter2" not in both.output("in process")
    assert "\u001b" not in both.output("in process")


def test_converted_values(stage: Stage) -> None:
    both = stage.play(CONVERTED, "-v").check()
    assert [len(both.value(name)["jobs"]) for name in ("moments", "args_keyword")] == [3, 1]
    for name in ("gate_in_the_past", "exclusions_as_text"):
        (excluded,) = both.value(name)["verdicts"][0]["exclusions"]
        assert (excluded["from"], excluded["reason"]) == ("2024-11-19T00:00:00Z", "patched")


def test_module_defaults(stage: Stage) -> None:
    service = stage.variables["service"]
    own = {f"{COLLECTION}.m365_job_info": {"limit": 2}, GROUP: service}
    over_group = {f"{COLLECTION}.m365_job_info": {"client_secret": "of-the-module"}, GROUP: service}
    cases: Cases = {
        "limited": Case(task("m365_job_info")),
        "of_the_task": Case(task("m365_job_info", limit=1)),
        "other_module": Case(task("google_job_info")),
        "own_of_the_task": Case(
            task("google_job_info", {"module_defaults": {f"{COLLECTION}.google_job_info": service}})
        ),
    }
    blocked: Cases = {
        "in_block": Case(
            {"module_defaults": over_group, "block": [task("m365_job_info", {"register": "in_block"})]}, True
        ),
        "no_defaults": Case(task("m365_job_info", {"module_defaults": {GROUP: {}}}), True, ("credentials",)),
        "unknown_default": Case(task("login", {"module_defaults": {f"{COLLECTION}.login": {"colour": 1}}}), True),
    }
    both = stage.play([Play(cases, {"module_defaults": own}), Play(blocked)], "-v").check()
    assert [len(both.value(name)["jobs"]) for name in ("limited", "of_the_task")] == [2, 1]
    assert "of-the-module" not in both.output("in process")
