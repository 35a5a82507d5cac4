# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The smallest possible read, against a single request of Ansible."""

from __future__ import annotations

from ..clients import lean
from ..figures import Comparison, Target
from ..measure import run_alternately
from ..row import Row
from ..testbed import open_testbed

JOBS = 10


def measure(runs: int) -> list[Comparison]:
    """Run both as playbooks and an empty play, often enough to show a hundredth of a second."""
    product = lean.PRODUCTS["m365"]
    with open_testbed(jobs="m365=1000") as testbed:
        token = lean.token(product.scope, testbed.sandbox.env())
        url = testbed.sandbox.api_url + product.path.format(page=0, size=JOBS)
        empty = testbed.empty_play()
        ours = testbed.checked_play("m365_job_info", "one_page.yml", JOBS)
        uri = testbed.checked_play("uri", "one_uri.yml", JOBS, url=url, token=token)
        run_alternately(empty, ours, uri, runs=3 * runs)
    return [
        Comparison(
            "beyond an empty play",
            ours.seconds.minus(empty.seconds),
            uri.seconds.minus(empty.seconds),
            Target("at most", 0.4),
            ("one page of jobs, beyond an empty play", "one `ansible.builtin.uri`, beyond an empty play"),
        ),
        Comparison("whole processes", ours.seconds, uri.seconds),
    ]


ROW = Row(
    name="one_page",
    work="one page of 10 jobs, no latency, one `m365_job_info` task in a playbook",
    against="one `ansible.builtin.uri` GET of the same page, with a given token",
    about="The fixed cost of a task beyond that of a play without tasks. The module runs in the process of the "
    "controller: what remains are the imports, most of them of `requests` and `pydantic`, and the fork of the worker. "
    "The module requests its token itself, which is one request more.",
    measure=measure,
)
