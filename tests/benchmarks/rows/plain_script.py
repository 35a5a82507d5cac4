# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task of the collection, beside a script that reads page after page."""

from __future__ import annotations

from ..figures import Comparison, Wanted
from ..measure import in_turns
from ..place import JOBS, TENANT, a_place
from ..row import Row

FASTER = Wanted("at least", 1)


def measure(runs: int) -> list[Comparison]:
    """The playbook from start to end, and so the script."""
    with a_place(**TENANT) as place:
        registered, written = place.tasks()
        script = place.client("plain script", "script.py", JOBS)
        in_turns(registered, written, script, runs=runs)
    return [
        Comparison("times as fast, the jobs registered", registered.seconds, script.seconds, FASTER),
        Comparison("times as fast, the jobs in a file", written.seconds, script.seconds, FASTER),
    ]


ROW = Row(
    name="plain_script",
    work="the same, the whole of Ansible's start included",
    against="a plain `requests` script that reads page after page in one session",
    about="The script has no Ansible to start, but waits for one page at a time. The longer the service takes for a "
    "page, and the more pages there are, the further it falls behind. Ansible itself takes its time for every value "
    "in a task's result, registered or not; with `dest` the jobs are in none.",
    measure=measure,
)
