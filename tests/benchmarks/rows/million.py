# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A million jobs into a file, against ten thousand: neither time per job nor memory may grow."""

from __future__ import annotations

from ..figures import Comparison, Figures, Target
from ..measure import Side, progress, run_alternately
from ..row import Row
from ..testbed import WHOLE, Testbed, open_testbed

FEW, MANY = 10_000, 1_000_000
SIZE = 1000


def measure(runs: int) -> list[Comparison]:
    """Run the module as a process of its own, to measure its memory."""
    with (
        open_testbed(jobs=f"iaas={FEW}", page_cap=SIZE) as small,
        open_testbed(jobs=f"iaas={MANY}", page_cap=SIZE) as large,
    ):
        few, many = writer(small, FEW), writer(large, MANY)
        progress("  the sandbox creates a million jobs")
        large.client(
            "warm-up", "lean.py", MANY, "iaas", f"--pages={MANY // SIZE}", f"--size={SIZE}", "--unparsed"
        ).run()
        many.warm = True
        run_alternately(few, many, runs=runs)
    return [
        Comparison(
            "a thousand jobs, the read", each(many.reported_seconds, MANY), each(few.reported_seconds, FEW), AT_MOST
        ),
        Comparison("a thousand jobs, whole processes", each(many.seconds, MANY), each(few.seconds, FEW), AT_MOST),
        Comparison("peak memory, against 10,000", many.peak, few.peak, Target("at most", 1.2)),
        Comparison(
            "peak memory",
            many.peak,
            target=Target("at most", 150, "MiB"),
            headline=("a million jobs to a file", "memory of the module"),
        ),
    ]


AT_MOST = Target("at most", 1.3)


def writer(testbed: Testbed, jobs: int) -> Side:
    """Return a module that writes all jobs of a sandbox to a file."""
    arguments = {**WHOLE, "page_size": SIZE, "dest": str(testbed.folder / "jobs.jsonl")}
    return testbed.module(f"{jobs} jobs", "iaas_job_info", arguments, jobs)


def each(seconds: Figures, jobs: int) -> Figures:
    """Return the time for a thousand jobs."""
    return seconds.times(1e6 / jobs, "ms")


ROW = Row(
    name="million",
    work="1,000,000 iaas jobs with `dest`, pages of 1,000, no latency",
    against="the same at 10,000 jobs",
    about="With `dest`, jobs are written as they arrive, so that time per job and memory do not depend on the number. "
    "The read is measured by the module (`elapsed_seconds`); whole processes include its start, which weighs more "
    "with 10,000 jobs. The memory is the peak of the module process.",
    measure=measure,
)
