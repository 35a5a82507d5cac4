# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The least that can be asked for, beside the least that Ansible can ask."""

from __future__ import annotations

from typing import Any

from ..clients import lean
from ..figures import Comparison, Wanted
from ..measure import in_turns
from ..place import WHOLE, Place, a_place
from ..row import Row

JOBS = 10


def measure(runs: int) -> list[Comparison]:
    """Both on the command line, so often that a hundredth of a second shows."""
    with a_place(jobs="m365=1000") as place:
        question = {**WHOLE, "limit": JOBS, "page_size": JOBS}
        ours = place.adhoc("m365_job_info", "avepoint.cloud_backup.m365_job_info", question, JOBS)
        uri = place.adhoc("uri", "ansible.builtin.uri", request(place), JOBS, _in_answer)
        in_turns(ours, uri, runs=3 * runs)
    return [Comparison("whole processes", ours.seconds, uri.seconds, Wanted("at most", 1.3))]


def request(place: Place) -> dict[str, object]:
    """What uri needs to know for the same page, a token among it."""
    product = lean.PRODUCTS["m365"]
    headers = {"Authorization": f"Bearer {lean.token(product.scope, place.sandbox.env())}"}
    url = place.sandbox.api_url + product.path.format(page=0, size=JOBS)
    return {"url": url, "headers": headers, "return_content": True}


def _in_answer(result: Any) -> int:
    return len(result["json"]["Jobs"])


ROW = Row(
    name="one_page",
    work="one page of 10 jobs, no latency, `m365_job_info` on the command line",
    against="one `ansible.builtin.uri` GET of it, which is given a token",
    about="What a task costs before it has read anything: Ansible's start, the module's way to its process, and its "
    "imports. The module asks for its token itself, which is one request more.",
    measure=measure,
)
