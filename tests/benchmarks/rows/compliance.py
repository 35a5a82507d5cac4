# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A year of jobs judged by ten policies, with evidence, against reading the same jobs into a file."""

from __future__ import annotations

import json
import shutil
from typing import Any

from ..figures import Comparison, Target
from ..measure import Reported, Side, run_alternately
from ..row import Row
from ..testbed import Testbed, open_testbed

FEW, MANY = 10_000, 100_000
SIZE = 1000
DAYS = 365
PERIOD = {"since": "2025-02-01", "until": "2026-01-30"}
# The sandbox has jobs of twelve services in five types, equally many of each; the policies name ten services.
SERVICES = (
    *("exchange_online", "sharepoint_online", "onedrive", "microsoft_365_groups", "project_online"),
    *("public_folder", "teams", "viva_engage", "teams_chat", "power_bi"),
)
ALL_SERVICES = 12
# All but restores, which a result lists one by one and of which no tenant has so many.
JOB_TYPES = ["backup", "export", "delete", "retention"]
ALL_JOB_TYPES = 5
# So many jobs of the sandbox for each that is read.
ALL = (ALL_SERVICES * ALL_JOB_TYPES) / (len(SERVICES) * len(JOB_TYPES))


def measure(runs: int) -> list[Comparison]:
    """Run the modules as processes of their own, to measure their memory."""
    with (
        open_testbed(jobs=f"m365={round(FEW * ALL)}", days=DAYS, page_cap=SIZE) as small,
        open_testbed(jobs=f"m365={round(MANY * ALL)}", days=DAYS, page_cap=SIZE) as large,
    ):
        few, many = judged(small, "10,000 judged"), judged(large, "100,000 judged")
        alone = read(large)
        run_alternately(few, alone, many, runs=runs)
    return [
        Comparison(
            "beyond reading the same jobs into a file",
            many.seconds.minus(alone.seconds),
            target=Target("at most", 3, "s"),
        ),
        Comparison("peak memory, against 10,000 jobs", many.peak, few.peak, Target("at most", 1.2)),
    ]


def judged(testbed: Testbed, name: str) -> Side:
    """Return the module that judges, and writes the evidence."""
    folder = testbed.folder / "evidence"
    arguments = {**PERIOD, "policies": policies(), "page_size": SIZE, "dest": str(folder)}

    def report(output: str) -> Reported:
        shutil.rmtree(folder)
        return Reported(json.loads(output)["summary"]["total"])

    return testbed.module(name, "job_compliance", arguments, None, report)


def read(testbed: Testbed) -> Side:
    """Return the module that only reads the same jobs into a file."""
    names = {"services": list(SERVICES), "job_types": JOB_TYPES, "include_raw": True}
    arguments = {**PERIOD, **names, "page_size": SIZE, "dest": str(testbed.folder / "jobs.jsonl")}
    return testbed.module("read", "m365_job_info", arguments, None)


def policies() -> list[dict[str, Any]]:
    """Return a policy for each service, with every requirement but tests of restores."""
    requirements = {
        "rpo": "24h",
        "schedule": {"every": "24h"},
        "min_success_rate": 90,
        "max_failed_jobs": 500,
        "max_failed_ratio": 0.1,
        "max_consecutive_failures": 5,
        "max_duration": "8h",
        "min_objects": 1,
        "max_object_drop": 90,
    }
    return [
        {"name": service, "product": "m365", "services": [service], "job_types": JOB_TYPES, **requirements}
        for service in SERVICES
    ]


ROW = Row(
    name="compliance",
    work="100,000 m365 jobs of a year, judged by ten policies with nine requirements each, evidence written",
    against="`m365_job_info`, which reads the same jobs into a file",
    about="What judging and the evidence cost beyond the read. The jobs are read once for all policies. What judging "
    "needs of them is kept in a temporary file, and read for one subject at a time.",
    measure=measure,
)
