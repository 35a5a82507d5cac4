# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report in all formats, against reading what it is made from."""

from __future__ import annotations

from pathlib import Path

from ..figures import Comparison, Figures, Target
from ..measure import Side, run_alternately
from ..row import Row
from ..testbed import Testbed, open_testbed

JOBS = 20_000
# The sandbox has jobs of five types, equally many of each; a report is on backups.
ALL_JOB_TYPES = 5
MIB = 1 << 20


def measure(runs: int) -> list[Comparison]:
    """Run the role with all formats, and only its tasks that read."""
    with open_testbed(jobs=f"m365={JOBS * ALL_JOB_TYPES}") as testbed:
        reported, read = side(testbed, "all formats", "main.yml"), side(testbed, "read", "read.yml")
        run_alternately(reported, read, runs=runs)
        size = (folder(testbed) / "report.html").stat().st_size / MIB
    return [
        Comparison("beyond the read", reported.seconds.minus(read.seconds), target=Target("at most", 20, "s")),
        Comparison("size of the page", Figures((size,), "MiB"), target=Target("at most", 1, "MiB")),
    ]


def side(testbed: Testbed, name: str, tasks_from: str) -> Side:
    """Return the role, or some of its tasks, as a side."""
    return testbed.playbook(name, "report.yml", JOBS, tasks_from=tasks_from, report_dest=str(folder(testbed)))


def folder(testbed: Testbed) -> Path:
    """Return the folder of the files, which are the same in every run but the first."""
    return testbed.folder / "report"


ROW = Row(
    name="report",
    work="20,000 m365 backups of a month, in all formats of the role `report`",
    against="the tasks of the role that read them",
    about="What building the report, rendering its files and writing those that have changed cost beyond the read.",
    measure=measure,
)
