# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keywords of tasks have the same effect: loops, retries, conditions, rescue, time limits, warnings."""

from __future__ import annotations

from functional.action.arguments import RULES, task
from functional.action.play import Case, Cases, Stage, Task

READ = "google_job_info"


def debug(message: str) -> Task:
    return {"ansible.builtin.debug": {"msg": message}}


def test_loops_and_retries(stage: Stage) -> None:
    cases: Cases = {
        "loop": Case(task(READ, {"loop": [1, 2]}, limit="{{ item }}")),
        "failing_item": Case(task(READ, {"loop": [1, "x", 2]}, limit="{{ item }}"), failed=True),
        "with_items": Case(task(READ, {"with_items": [1, 2]}, limit="{{ item }}")),
        "loop_control": Case(
            task(
                READ,
                {
                    "loop": [1, 2],
                    "loop_control": {"loop_var": "n", "index_var": "i", "label": "no {{ n }}", "extended": True},
                },
                limit="{{ n + i }}",
            )
        ),
        "no_items": Case(task(READ, {"loop": []})),
        "conditional_items": Case(task(READ, {"loop": [1, 2], "when": "item == 2"}, limit="{{ item }}")),
        "skipped": Case(task(READ, {"when": False})),
        "repeated": Case(task(READ, {"until": "repeated.attempts | int == 2", "retries": 3, "delay": 0}, limit=1)),
        "until_fails": Case(task(READ, {"until": False, "retries": 1, "delay": 0}, limit=1), failed=True),
        "until_of_errors": Case(
            task(READ, {"until": "until_of_errors is succeeded", "retries": 1, "delay": 0}, since="never"), failed=True
        ),
        "until_in_loop": Case(
            task(
                READ,
                {"loop": [1, 2], "until": "until_in_loop.attempts | int == item", "retries": 2, "delay": 0},
                limit=1,
            )
        ),
    }
    both = stage.play(cases, "-v").check()
    assert [len(item["jobs"]) for item in both.value("loop")["results"]] == [1, 2]
    assert both.value("repeated")["attempts"] == 2


def test_conditions_and_rescue(stage: Stage) -> None:
    cases: Cases = {
        "changed_when": Case(task(READ, {"changed_when": "changed_when.jobs | length == 1"}, limit=1)),
        "failed_when": Case(task(READ, {"failed_when": "failed_when.jobs | length == 1"}, limit=1), failed=True),
        "not_failed_when": Case(task(READ, {"failed_when": False}, since="never")),
        "broken_condition": Case(task(READ, {"failed_when": "nothing.at.all"}, limit=1), failed=True),
        "ignored": Case(task(READ, {"ignore_errors": True}, since="never"), failed=True),
        "unreachable_ignored": Case(task(READ, {"ignore_unreachable": True}, limit=1)),
        "rescued": Case(
            {
                "block": [task(READ, {"name": "Fail", "ignore_errors": False}, since="never")],
                "rescue": [{"ansible.builtin.set_fact": {"rescued": "{{ ansible_failed_result }}"}}],
                "always": [debug("{{ ansible_failed_task.name }} {{ ansible_failed_result.msg }}")],
            },
            failed=True,
        ),
        "gate_fails": Case(task("job_gate", enforce=True), failed=True, says=("Gate failed",)),
        "gate_reports": Case(task("job_gate"), says=("Gate failed",)),
        "gate_rescued": Case(
            {
                "block": [task("job_gate", {"name": "Gate", "ignore_errors": False}, enforce=True)],
                "rescue": [{"ansible.builtin.set_fact": {"gate_rescued": "{{ ansible_failed_result }}"}}],
            },
            failed=True,
        ),
        "gate_passes": Case(
            task("job_gate", rules=[{"name": "a", "product": "salesforce", "max_age": "900h"}], enforce=True)
        ),
        "wait_fails": Case(
            task("job_wait", product="google", started_after="60d", fail_on=["succeeded", "warning", "failed"]),
            failed=True,
        ),
        "wait_in_vain": Case(
            task(
                "job_wait",
                job_ids=["nothing"],
                started_after="{{ omit }}",
                since="{{ window.since }}",
                wait_timeout="1s",
                interval="1s",
            ),
            failed=True,
        ),
        "wait_by_text": Case(task("job_wait", {"changed_when": True}, fail_on="stopped")),
    }
    assert RULES[0]["product"] == "google"
    both = stage.play(cases, "-v").check()
    assert both.value("rescued")["msg"].startswith("since: 'never'")
    assert not both.value("gate_rescued")["verdicts"][0]["passed"]


def test_time_limits(stage: Stage) -> None:
    stage.tenant.fault("slow", product="m365", times=0, seconds=8)
    cases: Cases = {
        "timed_out": Case(task("m365_job_info", {"timeout": 1}), failed=True),
        "in_a_loop": Case(task("m365_job_info", {"timeout": 1, "loop": ["a", "b"]}), failed=True),
        "in_time": Case(task(READ, {"timeout": 60})),
        "without_limit": Case(task(READ, {"timeout": 0})),
        "read_timeout": Case(task("m365_job_info", read_timeout="1s"), failed=True, says=("read_timeout",)),
        "timeout_of_a_request": Case(task("m365_job_info", timeout=0.5), failed=True),
    }
    stage.play(cases, "-v").check()


def test_warnings_and_deprecations(stage: Stage) -> None:
    cases: Cases = {
        "not_verified": Case(task(READ, validate_certs=False), says=("not verified",)),
        "again": Case(task(READ, validate_certs=False), says=("not verified",)),
        "no_warning": Case(task(READ)),
        "in_a_loop": Case(task(READ, {"loop": [False, True]}, validate_certs="{{ item }}"), says=("not verified",)),
        "of_a_failure": Case(
            task(READ, validate_certs=False, client_secret="wrong"), failed=True, says=("not verified",)
        ),
        "two": Case(task("login", products=["google", "dynamics365"]), failed=True, says=("together with other",)),
        "rescued": Case(
            {
                "block": [task(READ, {"ignore_errors": False}, validate_certs=False, since="never")],
                "rescue": [task(READ, {"register": "rescued"}, validate_certs=False)],
            },
            says=("not verified",),
        ),
    }
    both = stage.play(cases, "-v").check()
    assert "warnings" not in both.value("no_warning")
