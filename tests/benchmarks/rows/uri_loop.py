# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task of the collection, against a loop of ansible.builtin.uri over the pages."""

from __future__ import annotations

from ..figures import Comparison, Target
from ..measure import run_alternately
from ..row import Row
from ..testbed import JOBS, SIZE, TENANT, open_testbed

FASTER = Target("at least", 15)
HEADLINE = ("10,000 jobs in a variable, whole playbook", "a loop of `ansible.builtin.uri` over the pages")


def measure(runs: int) -> list[Comparison]:
    """Run both as playbooks."""
    with open_testbed(**TENANT) as testbed:
        registered, written = testbed.tasks()
        loop = testbed.playbook("uri in a loop", "uri_loop.yml", JOBS, page_size=SIZE, pages=JOBS // SIZE)
        # Two tasks are enough to warm up; a hundred would take a minute.
        testbed.playbook("two pages", "uri_loop.yml", 2 * SIZE, page_size=SIZE, pages=2).run()
        loop.warm = True
        run_alternately(registered, written, loop, runs=runs)
    return [
        Comparison("times as fast, the jobs registered", registered.seconds, loop.seconds, FASTER, HEADLINE),
        Comparison("times as fast, the jobs in a file", written.seconds, loop.seconds, FASTER),
    ]


ROW = Row(
    name="uri_loop",
    work="10,000 m365 jobs, 50 ms latency, pages of 100, one `m365_job_info` task in a playbook",
    against="a playbook that requests a token and loops `ansible.builtin.uri` over the 100 pages",
    about="The loop starts a module for every page, one after the other. It is given the number of pages, and its jobs "
    "are neither checked nor normalized.",
    measure=measure,
)
