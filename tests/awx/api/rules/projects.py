# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects (AWX 24.6.1: awx/api/serializers.py, ProjectOptionsSerializer, ProjectSerializer;
awx/main/models/projects.py; awx/main/utils/common.py, update_scm_url; awx/main/utils/ansible.py).

Every project has the files of this checkout, once an update of it was waited for.
"""

from __future__ import annotations

import functools
import re
import typing as t
from pathlib import PurePath
from urllib.parse import urlsplit

from tools import tree

from ..refusal import invalid
from ..resource import Change
from ..state import Item, State, Values

PLAYBOOKS: t.Final = "playbooks"
UPDATE: t.Final = "current_update"
# A change of one of these starts an update (Project.FIELDS_TRIGGER_UPDATE).
_UPDATING: t.Final = ("scm_url", "scm_branch", "scm_type", "scm_refspec")
_SCHEMES: t.Final = {
    "git": ("ssh", "git", "git+ssh", "http", "https", "ftp", "ftps", "file"),
    "svn": ("http", "https", "svn", "svn+ssh", "file"),
    "insights": ("http", "https"),
    "archive": ("http", "https"),
}
_PLAY: t.Final = re.compile(r"^\s*?-?\s*?(hosts|(ansible\.builtin\.)?(include|import_playbook)):", re.MULTILINE)
_NOT_PLAYBOOKS: t.Final = {"roles", "tasks", "group_vars", "host_vars"}


def check(change: Change) -> None:
    kind = change["scm_type"]
    if not kind:
        _check_manual(change)
        change.given["scm_url"] = ""
        return
    _check_address(kind, change["scm_url"])
    if change["scm_branch"] and kind == "archive":
        raise invalid(scm_branch="An archive has no branches.")
    for name in ("scm_refspec", "scm_track_submodules"):
        if change[name] and kind != "git":
            raise invalid(**{name: "It is for git alone."})
    credential = change.of("credential", "credentials")
    namespace = "insights" if kind == "insights" else "scm"
    if credential and change.state.items[credential["credential_type"]]["namespace"] != namespace:
        raise invalid(credential=f"It must be of the kind {namespace}.")
    _check_override(change)


def _check_manual(change: Change) -> None:
    for name in ("scm_update_on_launch", "scm_delete_on_update", "scm_track_submodules", "scm_clean"):
        if change[name]:
            raise invalid(**{name: "It must be false for a manual project."})


def _check_address(kind: str, address: str) -> None:
    if not address:
        raise invalid(scm_url="It is required.")
    of_ssh = kind == "git" and "://" not in address and ":" in address
    parts = urlsplit(f"ssh://{address.replace(':', '/', 1)}" if of_ssh else address)
    if parts.scheme not in _SCHEMES[kind]:
        raise invalid(scm_url=f"It is not an address for {kind}.")
    if not parts.netloc and parts.scheme != "file":
        raise invalid(scm_url="It has no host.")


def _check_override(change: Change) -> None:
    """Refuse to take back what job templates use."""
    if change.item and change.item["allow_override"] and not change["allow_override"]:
        for template in change.state.all("job_templates"):
            if template["project"] == change.item.id and (
                template["ask_scm_branch_on_launch"] or template["scm_branch"]
            ):
                raise invalid(allow_override=f"The job template {template.name} uses another branch.")


def saved(state: State, item: Item) -> None:
    """Start an update if the source is new, as AWX does."""
    source = [item[name] for name in _UPDATING]
    if item["scm_type"] and item.hidden.get("source") != source:
        item.hidden["source"] = source
        start_update(state, item)


def start_update(state: State, item: Item) -> Item:
    update = state.add("project_updates", name=item.name, project=item.id, status="running")
    item.hidden[UPDATE] = update.id
    return update


def show(state: State, item: Item) -> Values:
    update = item.hidden.get(UPDATE)
    current = state.get("project_updates", update)
    summary = {UPDATE: {"id": update, "status": current["status"]}} if current else {}
    status = "missing" if not item["scm_type"] else "running" if current else "successful"
    return {"status": status, "scm_revision": item.hidden.get("revision", ""), "summary_fields": summary}


def show_update(state: State, update: Item) -> Values:
    """Show an update as running first, and as successful from then on; only then has the project its files."""
    shown = {"status": update["status"], "failed": False}
    project = state.get("projects", update["project"])
    if update["status"] == "running" and project:
        update.values["status"] = "successful"
        project.hidden.update({PLAYBOOKS: playbooks(), "revision": "0" * 40})
        project.hidden.pop(UPDATE)
    return {**shown, "finished": None if shown["status"] == "running" else update.modified}


@functools.cache
def playbooks() -> tuple[str, ...]:
    """Return the playbooks of this checkout by the rules of AWX (could_be_playbook, skip_directory)."""
    return tuple(name for name in tree.tracked() if _may_be_playbook(PurePath(name)))


def _may_be_playbook(path: PurePath) -> bool:
    folders = path.parts[:-1]
    if path.suffix not in (".yml", ".yaml") or _NOT_PLAYBOOKS.intersection(folders):
        return False
    hidden = any(folder.startswith(".") for folder in folders)
    return not hidden and bool(_PLAY.search((tree.ROOT / path).read_text(encoding="utf-8", errors="ignore")))
