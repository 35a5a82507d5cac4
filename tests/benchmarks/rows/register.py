# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What it costs to carry many jobs through Ansible in a registered variable."""

from __future__ import annotations

from ..figures import Comparison
from ..measure import in_turns
from ..place import a_place
from ..row import Row

JOBS, SIZE = 20_000, 1000


def measure(runs: int) -> list[Comparison]:
    """Both as playbooks; one of them writes the jobs to a file instead."""
    with a_place(jobs=f"m365={JOBS}", page_cap=SIZE) as place:
        registered, written = place.tasks(JOBS, SIZE)
        in_turns(registered, written, runs=runs)
    return [
        Comparison("whole processes", registered.seconds, written.seconds),
        Comparison("peak memory of the largest process", registered.peak, written.peak),
    ]


ROW = Row(
    name="register",
    work="20,000 m365 jobs in a registered variable, pages of 1,000, no latency",
    against="the same with `dest`, which keeps the jobs out of Ansible",
    about="A registered result is written as JSON by the module, read by Ansible, copied for every task that looks at "
    "it, and in AWX stored in the database. Up to a few thousand jobs nobody notices. Beyond, give `dest` and work on "
    "the file, or ask for less: `statuses: [failed, warning]` filters before anything is returned, and `summary` "
    "has the figures either way.",
    measure=measure,
)
