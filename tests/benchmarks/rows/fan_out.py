# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs labelled with service and type, which Microsoft 365 does not state, against the same jobs unlabelled."""

from __future__ import annotations

from ..figures import Comparison, Target
from ..measure import run_alternately
from ..row import Row
from ..testbed import BOOK, JOBS, SIZE, TENANT, open_testbed

SERVICES = (
    "exchange_online",
    "sharepoint_online",
    "onedrive",
    "microsoft_365_groups",
    "project_online",
    "public_folder",
    "teams",
    "viva_engage",
    "teams_chat",
    "power_bi",
    "power_automate",
    "power_apps",
)
JOB_TYPES = ("backup", "restore", "export", "delete", "retention")


def measure(runs: int) -> list[Comparison]:
    """Run both as playbooks; the jobs of the sandbox are spread over all services and types."""
    with open_testbed(**TENANT) as testbed:
        plain = testbed.playbook("unlabelled", BOOK, JOBS, page_size=SIZE)
        labels = {"services": SERVICES, "job_types": JOB_TYPES}
        labelled = testbed.playbook("labelled", BOOK, JOBS, page_size=SIZE, **labels)
        run_alternately(labelled, plain, runs=runs)
    return [Comparison("whole processes", labelled.seconds, plain.seconds, Target("at most", 3))]


ROW = Row(
    name="fan_out",
    work="10,000 m365 jobs of 12 services in 5 job types, each of the 60 pairs listed on its own and labelled",
    against="one read of the same jobs without labels; 50 ms latency, pages of 100",
    about="A job of Microsoft 365 states neither its service nor its type. With `services` or `job_types`, the "
    "collection lists each pair on its own, which costs at least one request for each.",
    measure=measure,
)
