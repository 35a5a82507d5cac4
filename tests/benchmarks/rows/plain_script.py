# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task of the collection, against a script that reads page after page."""

from __future__ import annotations

from ..figures import Comparison, Target
from ..measure import run_alternately
from ..row import Row
from ..testbed import JOBS, TENANT, open_testbed

FASTER = Target("at least", 1)
HEADLINE = ("the same", "a Python script that reads page after page with `requests`, without Ansible")


def measure(runs: int) -> list[Comparison]:
    """Run the playbook and the script as whole processes."""
    with open_testbed(**TENANT) as testbed:
        registered, written = testbed.tasks()
        script = testbed.client("plain script", "script.py", JOBS)
        run_alternately(registered, written, script, runs=runs)
    return [
        Comparison("times as fast, the jobs registered", registered.seconds, script.seconds, FASTER, HEADLINE),
        Comparison("times as fast, the jobs in a file", written.seconds, script.seconds, FASTER),
    ]


ROW = Row(
    name="plain_script",
    work="the same, including the start of Ansible",
    against="a plain `requests` script that reads page after page in one session",
    about="The script does not start Ansible, but reads one page at a time: it falls behind with slower pages and with "
    "more pages. Ansible needs time for every value of a task's result, registered or not; with `dest` the jobs "
    "are not in the result.",
    measure=measure,
)
