# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names that the text of a notification may use, each with a value of the type that it has
(AWX 24.6.1: awx/main/models/notifications.py, JobNotificationMixin.context_stub).
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timezone

_MOMENT: t.Final = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)


def _texts(*names: str) -> dict[str, t.Any]:
    return dict.fromkeys(names, "text")


def _numbers(*names: str) -> dict[str, t.Any]:
    return dict.fromkeys(names, 1)


def _flags(*names: str) -> dict[str, t.Any]:
    return dict.fromkeys(names, False)


_SUMMARY: t.Final = {
    "created_by": {**_numbers("id"), **_texts("first_name", "last_name", "username")},
    "instance_group": {**_numbers("id"), **_texts("name")},
    "inventory": {
        **_numbers("id", "organization_id", "total_groups", "total_hosts", "total_inventory_sources"),
        **_numbers("hosts_with_active_failures", "inventory_sources_with_failures"),
        **_flags("has_active_failures", "has_inventory_sources"),
        **_texts("name", "description", "kind"),
    },
    "job_template": {**_numbers("id"), **_texts("name", "description")},
    "labels": {"count": 0, "results": []},
    "project": {**_numbers("id"), **_texts("name", "description", "scm_type", "status")},
    "schedule": {**_numbers("id"), **_texts("name", "description"), "next_run": _MOMENT},
    "unified_job_template": {**_numbers("id"), **_texts("name", "description", "unified_job_type")},
}

CONTEXT: t.Final[dict[str, t.Any]] = {
    "job": {
        **_texts("controller_node", "custom_virtualenv", "description", "execution_node", "job_explanation"),
        **_texts("job_tags", "job_type", "launch_type", "limit", "name", "playbook", "scm_branch", "scm_revision"),
        **_texts("skip_tags", "start_at_task", "started", "status", "type", "url"),
        **_numbers("forks", "id", "job_slice_count", "job_slice_number", "timeout", "verbosity"),
        **_flags("allow_simultaneous", "diff_mode", "failed", "finished", "force_handlers", "use_fact_cache"),
        "artifacts": {},
        "created": _MOMENT,
        "modified": _MOMENT,
        "elapsed": 0.5,
        "host_status_counts": {
            **_numbers("skipped", "ok", "changed", "failures", "dark", "processed", "rescued"),
            **_flags("failed"),
        },
        "summary_fields": _SUMMARY,
    },
    **_texts("job_friendly_name", "url", "approval_status", "approval_node_name", "workflow_url", "job_metadata"),
}
