# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task of the collection, beside a loop of ansible.builtin.uri over the pages."""

from __future__ import annotations

from ..figures import Comparison, Wanted
from ..measure import in_turns
from ..place import JOBS, SIZE, TENANT, a_place
from ..row import Row

FASTER = Wanted("at least", 20)


def measure(runs: int) -> list[Comparison]:
    """Both as playbooks, from start to end."""
    with a_place(**TENANT) as place:
        registered, written = place.tasks()
        loop = place.playbook("uri in a loop", "uri_loop.yml", JOBS, page_size=SIZE, pages=JOBS // SIZE)
        # A hundred tasks to warm up would take a minute; two do as well.
        place.playbook("two pages", "uri_loop.yml", 2 * SIZE, page_size=SIZE, pages=2).run()
        loop.warm = True
        in_turns(registered, written, loop, runs=runs)
    return [
        Comparison("times as fast, the jobs registered", registered.seconds, loop.seconds, FASTER),
        Comparison("times as fast, the jobs in a file", written.seconds, loop.seconds, FASTER),
    ]


ROW = Row(
    name="uri_loop",
    work="10,000 m365 jobs, 50 ms latency, pages of 100, one `m365_job_info` task in a playbook",
    against="a playbook that asks for a token and loops `ansible.builtin.uri` over the 100 pages",
    about="A loop starts a module for every page, and reads them one after the other. It is also told beforehand "
    "how many pages there are, and its jobs are neither checked nor understood.",
    measure=measure,
)
