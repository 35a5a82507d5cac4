# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A million jobs into a file, beside ten thousand: neither time nor memory may grow with their number."""

from __future__ import annotations

from ..figures import Comparison, Figures, Wanted
from ..measure import Side, in_turns, progress
from ..place import WHOLE, Place, a_place
from ..row import Row

FEW, MANY = 10_000, 1_000_000
SIZE = 1000


def measure(runs: int) -> list[Comparison]:
    """The module as a process of its own, since its memory is looked at."""
    with (
        a_place(jobs=f"iaas={FEW}", page_cap=SIZE) as small,
        a_place(jobs=f"iaas={MANY}", page_cap=SIZE) as large,
    ):
        few, many = writer(small, FEW), writer(large, MANY)
        progress("  the sandbox makes a million jobs")
        large.client(
            "warm-up", "lean.py", MANY, "iaas", f"--pages={MANY // SIZE}", f"--size={SIZE}", "--unparsed"
        ).run()
        many.warm = True
        in_turns(few, many, runs=runs)
    return [
        Comparison("a thousand jobs, the read", each(many.told_seconds, MANY), each(few.told_seconds, FEW), AT_MOST),
        Comparison("a thousand jobs, whole processes", each(many.seconds, MANY), each(few.seconds, FEW), AT_MOST),
        Comparison("peak memory, against 10,000", many.peak, few.peak, Wanted("at most", 1.2)),
        Comparison("peak memory", many.peak, wanted=Wanted("at most", 150, "MiB")),
    ]


AT_MOST = Wanted("at most", 1.3)


def writer(place: Place, jobs: int) -> Side:
    """The module that writes all jobs of a sandbox to a file."""
    arguments = {**WHOLE, "page_size": SIZE, "dest": str(place.folder / "jobs.jsonl")}
    return place.module(f"{jobs} jobs", "iaas_job_info", arguments, jobs)


def each(seconds: Figures, jobs: int) -> Figures:
    """What a thousand jobs took."""
    return seconds.times(1e6 / jobs, "ms")


ROW = Row(
    name="million",
    work="1,000,000 iaas jobs with `dest`, pages of 1,000, no latency",
    against="the same at 10,000 jobs",
    about="The time for a job is the same however many there are, and so is the memory, when the jobs go to the file "
    "as they come. The read is timed by the module (`elapsed_seconds`); whole processes hold its start as well, "
    "which 10,000 jobs share among fewer. The memory is the most that the module's process held.",
    measure=measure,
)
