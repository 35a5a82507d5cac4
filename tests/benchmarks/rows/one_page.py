# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The smallest possible read, against a single request of Ansible."""

from __future__ import annotations

from typing import Any

from ..clients import lean
from ..figures import Comparison, Target
from ..measure import run_alternately
from ..row import Row
from ..testbed import WHOLE, Testbed, open_testbed

JOBS = 10


def measure(runs: int) -> list[Comparison]:
    """Run both on the command line, often enough to show a hundredth of a second."""
    with open_testbed(jobs="m365=1000") as testbed:
        options = {**WHOLE, "limit": JOBS, "page_size": JOBS}
        ours = testbed.adhoc("m365_job_info", "avepoint.cloud_backup.m365_job_info", options, JOBS)
        uri = testbed.adhoc("uri", "ansible.builtin.uri", request(testbed), JOBS, _jobs_in_response)
        run_alternately(ours, uri, runs=3 * runs)
    return [Comparison("whole processes", ours.seconds, uri.seconds, Target("at most", 1.3))]


def request(testbed: Testbed) -> dict[str, object]:
    """Return the arguments of uri for the same page, with a token."""
    product = lean.PRODUCTS["m365"]
    headers = {"Authorization": f"Bearer {lean.token(product.scope, testbed.sandbox.env())}"}
    url = testbed.sandbox.api_url + product.path.format(page=0, size=JOBS)
    return {"url": url, "headers": headers, "return_content": True}


def _jobs_in_response(result: Any) -> int:
    return len(result["json"]["Jobs"])


ROW = Row(
    name="one_page",
    work="one page of 10 jobs, no latency, `m365_job_info` on the command line",
    against="one `ansible.builtin.uri` GET of the same page, with a given token",
    about="The fixed cost of a task: the start of Ansible, the transfer of the module, and its imports. The module "
    "requests its token itself, which is one request more.",
    measure=measure,
)
