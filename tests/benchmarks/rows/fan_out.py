# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs labelled with their service and type, which Microsoft 365 does not tell, beside the same jobs unlabelled."""

from __future__ import annotations

from ..figures import Comparison, Wanted
from ..measure import in_turns
from ..place import BOOK, JOBS, SIZE, TENANT, a_place
from ..row import Row

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
    """Both as playbooks; the sandbox's jobs are spread over all services and types."""
    with a_place(**TENANT) as place:
        plain = place.playbook("unlabelled", BOOK, JOBS, page_size=SIZE)
        labels = {"services": SERVICES, "job_types": JOB_TYPES}
        labelled = place.playbook("labelled", BOOK, JOBS, page_size=SIZE, **labels)
        in_turns(labelled, plain, runs=runs)
    return [Comparison("whole processes", labelled.seconds, plain.seconds, Wanted("at most", 3))]


ROW = Row(
    name="fan_out",
    work="10,000 m365 jobs of 12 services in 5 job types, each of the 60 asked for on its own and labelled",
    against="one read of the same jobs without labels; 50 ms latency, pages of 100",
    about="A job of Microsoft 365 names neither its service nor its type. Whoever names `services` or `job_types` has "
    "the service asked once for each pair, which costs at least a request for each.",
    measure=measure,
)
