# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task with many jobs, against the minimum that any client has to do."""

from __future__ import annotations

from ..figures import Comparison, Target
from ..measure import run_alternately
from ..row import Row
from ..testbed import JOBS, SIZE, TENANT, open_testbed


def measure(runs: int) -> list[Comparison]:
    """Run the task as a playbook, with and without a file, an empty play and the lean client."""
    with open_testbed(**TENANT) as testbed:
        registered, written = testbed.tasks()
        empty = testbed.empty_play()
        client = testbed.client("lean client", "lean.py", JOBS, "m365", f"--pages={JOBS // SIZE}", f"--size={SIZE}")
        run_alternately(empty, registered, written, client, runs=runs)
    return [
        Comparison(
            "registered, beyond an empty play",
            registered.seconds.minus(empty.seconds),
            client.seconds,
            Target("at most", 1.8),
        ),
        Comparison(
            "in a file, beyond an empty play",
            written.seconds.minus(empty.seconds),
            client.seconds,
            Target("at most", 1.3),
        ),
    ]


ROW = Row(
    name="beyond_empty",
    work="the same, beyond an empty play",
    against="the minimum: a process that fetches the same pages with 8 threads, and only parses them with `json.loads`",
    about="What the task costs beyond a play without tasks. Registered jobs take most of their time in Ansible: it "
    "copies every value of a result several times for its callbacks, about 0.1 ms of CPU time for each job. With "
    "`dest` the jobs are not in the result.",
    measure=measure,
)
