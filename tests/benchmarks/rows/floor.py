# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The read inside the module's process, beside the least that any reader has to do."""

from __future__ import annotations

from ..figures import Comparison, Wanted
from ..measure import in_turns
from ..place import JOBS, SIZE, TENANT, WHOLE, a_place
from ..row import Row


def measure(runs: int) -> list[Comparison]:
    """The module as a process of its own, and the lean client; each times its read itself."""
    with a_place(**TENANT) as place:
        ours = place.module("module", "m365_job_info", {**WHOLE, "page_size": SIZE}, JOBS)
        floor = place.client("floor", "lean.py", JOBS, "m365", f"--pages={JOBS // SIZE}", f"--size={SIZE}")
        in_turns(ours, floor, runs=runs)
    return [
        Comparison("the read alone", ours.told_seconds, floor.told_seconds, Wanted("at most", 1.3)),
        Comparison("whole processes", ours.seconds, floor.seconds),
    ]


ROW = Row(
    name="floor",
    work="the same, inside the module process",
    against="the floor: the same pages, fetched by 8 threads as well and only `json.loads`ed",
    about="The read is timed from before the token's request until the jobs are there: by the module itself "
    "(`elapsed_seconds`), and by the lean client. The client speaks through `http.client`, which on the clock is as "
    "fast as `urllib3.PoolManager` and `requests.Session` and needs less of the processor. It knows beforehand "
    "which pages there are, where a reader first has to ask, and does not look whether a full last page is followed "
    "by another. The whole processes differ by what the module imports, and by writing 10,000 jobs as its result.",
    measure=measure,
)
