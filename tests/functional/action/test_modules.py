# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module returns the same in process and shipped, and says which way was taken."""

from __future__ import annotations

import re

from functional.action.arguments import MODULES, task
from functional.action.play import COLLECTION, HOST, SAYS, WAYS, Case, Cases, Played, Stage

# Lines of -vvv about how a task is run, but not about its result.
_RUNNING = re.compile(r"<[^>]*> |Using module file|Pipelining is enabled|ANSIBALLZ|redirecting")


def test_every_module(stage: Stage) -> None:
    cases: Cases = {name: Case(task(name)) for name in MODULES}
    cases["failing"] = Case(task("m365_job_info", since="never"), failed=True, says=("since: 'never'",))
    cases["warning"] = Case(task("m365_job_info", validate_certs=False), says=("not verified",))
    both = stage.play(cases, "-vvv").check(output=False)
    jobs = both.value("job_info")["jobs"]
    assert both.value("job_info")["summary"]["total"] == len(jobs) > 5
    assert both.value("job_gate")["verdicts"][0]["jobs_judged"] > 0
    assert both.value("job_wait")["jobs"]
    here, shipped = (_results(both.ways[way]) for way in WAYS)
    assert here == shipped
    assert any("summary" in line for line in here)
    for way in WAYS:
        lines = both.output(way).splitlines()
        assert [line for line in lines if " is run " in line or " is shipped " in line] == [
            f"<{HOST}> {COLLECTION}.{name} is {SAYS[way]}" for name in (*MODULES, *["m365_job_info"] * 2)
        ]
        assert stage.tenant.secret not in both.output(way)


def test_every_module_in_check_mode(stage: Stage) -> None:
    cases: Cases = {name: Case(task(name)) for name in MODULES}
    cases["written"] = Case(task("m365_job_info", dest="./jobs.jsonl"))
    cases["really_written"] = Case(task("m365_job_info", {"check_mode": False}, dest="./jobs.jsonl"))
    cases["not_diffed"] = Case(task("m365_job_info", {"diff": False}, dest="./jobs.jsonl"))
    both = stage.play(cases, "-v", "--check", "--diff").check()
    assert [both.value(name)["changed"] for name in ("written", "really_written", "not_diffed")] == [True, True, False]
    for way in WAYS:
        assert (stage.folder_of(way) / "jobs.jsonl").is_file()


def test_every_module_with_an_unknown_option(stage: Stage) -> None:
    says = ("Unsupported parameters", "colour")
    stage.play({name: Case(task(name, colour="red"), failed=True, says=says) for name in MODULES}, "-v").check()


def _results(played: Played) -> list[str]:
    return [line for line in played.output.splitlines() if not _RUNNING.match(line)]
