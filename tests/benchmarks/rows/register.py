# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many jobs in a registered variable, against the same jobs in a file."""

from __future__ import annotations

from ..figures import Comparison
from ..measure import run_alternately
from ..row import Row
from ..testbed import open_testbed

JOBS, SIZE = 20_000, 1000


def measure(runs: int) -> list[Comparison]:
    """Run both as playbooks; one of them writes the jobs to a file."""
    with open_testbed(jobs=f"m365={JOBS}", page_cap=SIZE) as testbed:
        registered, written = testbed.tasks(JOBS, SIZE)
        run_alternately(registered, written, runs=runs)
    return [
        Comparison("whole processes", registered.seconds, written.seconds),
        Comparison("peak memory of the largest process", registered.peak, written.peak),
    ]


ROW = Row(
    name="register",
    work="20,000 m365 jobs in a registered variable, pages of 1,000, no latency",
    against="the same with `dest`, which keeps the jobs out of Ansible",
    about="Ansible copies every value of a result several times for its callbacks, and AWX stores it in its database. "
    "This is not noticeable up to a few thousand jobs. For more, use `dest` and the "
    "file, or return fewer jobs: `statuses: [failed, warning]` filters them in the module, and `summary` has the "
    "counts anyway.",
    measure=measure,
)
