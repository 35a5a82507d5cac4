# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The read inside the module process, against the minimum that any client has to do."""

from __future__ import annotations

from ..figures import Comparison, Target
from ..measure import run_alternately
from ..row import Row
from ..testbed import JOBS, SIZE, TENANT, WHOLE, open_testbed


def measure(runs: int) -> list[Comparison]:
    """Run the module as a process of its own, and the lean client; both measure their read themselves."""
    with open_testbed(**TENANT) as testbed:
        ours = testbed.module("module", "m365_job_info", {**WHOLE, "page_size": SIZE}, JOBS)
        floor = testbed.client("floor", "lean.py", JOBS, "m365", f"--pages={JOBS // SIZE}", f"--size={SIZE}")
        run_alternately(ours, floor, runs=runs)
    return [
        Comparison("the read alone", ours.reported_seconds, floor.reported_seconds, Target("at most", 1.3)),
        Comparison("whole processes", ours.seconds, floor.seconds),
    ]


ROW = Row(
    name="floor",
    work="the same, inside the module process",
    against="the minimum: the same pages, also fetched by 8 threads, and only parsed with `json.loads`",
    about="The read is measured from the token request until all jobs are there, by the module itself "
    "(`elapsed_seconds`) and by the lean client. The client uses `http.client`, which is as fast as "
    "`urllib3.PoolManager` and `requests.Session` and needs less CPU time. It knows the number of pages "
    "beforehand, and does not check whether a full last page is followed by another. The whole processes differ "
    "by the imports of the module, and by writing 10,000 jobs as its result.",
    measure=measure,
)
