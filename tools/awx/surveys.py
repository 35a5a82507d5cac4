# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the questions of AWX surveys from the variables of the roles.

The type of a variable in roles/*/vars/main.yml, or in the variables of the playbook, decides the kind of its question,
and its description in roles/*/meta/argument_specs.yml explains it.
"""

from __future__ import annotations

import typing as t
from pathlib import Path

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.files import FORMATS
from tools.yaml_text import dump, load

from .credential_type import label

ROOT = Path(__file__).resolve().parent.parent.parent
# The kind of question for each type of role_variables.
TEXTS = ("folder", "moment", "name", "pattern", "text", "time_zone")
STRUCTURES = ("exclusions", "mapping", "optional_policies", "optional_rules", "policies", "rules", "subjects")
CHOICES = {"products": tuple(PRODUCTS), "formats": tuple(FORMATS)}
# What the answer to a text question may have at most, in characters.
LONGEST_TEXT = 1024
LONGEST_STRUCTURE = 100_000
# Answers to start with where the role has no default; those that are files hold the first rule or policy of an example.
STARTS = {
    "gate_rules": "playbooks/files/rules.yml",
    "compliance_policies": "playbooks/files/policies.yml",
    "remediate_tasks_file": "examples/chat.yml",
    "report_dest": "/tmp/avepoint-report",
}
# Until there is a place to send to, a remediation only reports what it would do.
INITIALLY = {"remediate_dry_run": "true"}
WORDS = {True: "true", False: "false"}
# What the template that remediates and the workflow with it both ask for.
REMEDIATION = (
    "remediate_tasks_file",
    "remediate_limit",
    "remediate_dry_run",
    "remediate_since",
    "remediate_ticket_url",
    "remediate_ticket_token",
    "remediate_ticket_fields",
    "remediate_chat_url",
)
# What no argument spec describes: variables of a playbook.
DESCRIPTIONS = {
    "fleet_run": "The name of the run, new for every run; by default its time. A workflow passes it on.",
    "fleet_tenants": "A pattern for the tenants.",
    "fleet_worst": "How many tenants are shown, the worst first.",
    "fleet_enforce": "Whether to fail unless every tenant passed.",
    "remediate_since": "How far back the jobs of a failed verdict are read.",
}


def questions(role: str, *names: str) -> list[dict[str, t.Any]]:
    """Return a question for each of these variables of a role or a playbook."""
    specs = _specs(role)
    return [_question(name, specs[name]) for name in names]


def _specs(role: str) -> dict[str, dict[str, t.Any]]:
    """Return the type, the default and the description of each variable of a role and of the playbook of its name."""
    checked = {**_checked_by_role(role), **_checked_by_playbook(role)}
    documented = _documented(role)
    return {
        name: {
            "type": "text",
            "secret": False,
            **checked.get(name, {}),
            **documented.get(name, {}),
        }
        for name in checked.keys() | documented.keys()
    }


def _checked_by_role(role: str) -> dict[str, dict[str, t.Any]]:
    file = ROOT / "roles" / role / "vars/main.yml"
    return load(file.read_text(encoding="utf-8"))[f"{role}_specs"] if file.exists() else {}


def _checked_by_playbook(name: str) -> dict[str, dict[str, t.Any]]:
    play = load((ROOT / "playbooks" / f"{name}.yml").read_text(encoding="utf-8"))[0]
    specs = [value for variable, value in play.get("vars", {}).items() if variable.endswith("_specs")]
    return {name: spec for each in specs for name, spec in each.items()}


def _documented(role: str) -> dict[str, dict[str, t.Any]]:
    file = ROOT / "roles" / role / "meta/argument_specs.yml"
    if not file.exists():
        return {}
    options = load(file.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]
    return {
        name: {"about": _first(option["description"]), "secret": option.get("no_log", False)}
        for name, option in options.items()
    }


def _question(name: str, spec: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    question: dict[str, t.Any] = {
        "question_name": label(name.partition("_")[2]),
        "question_description": spec.get("about") or DESCRIPTIONS[name],
        # A required question needs an answer in every schedule, whatever its default; the roles name what is missing.
        "required": False,
        "variable": name,
    }
    if spec["secret"]:
        # Without a default: AWX would encrypt it, and it would differ from this one for ever.
        return {**question, "type": "password", "min": 0, "max": LONGEST_TEXT}
    return {**question, **_answer(name, spec["type"], spec.get("default"))}


def _first(description: str | list[str]) -> str:
    return description if isinstance(description, str) else description[0]


def _answer(name: str, kind: str, default: t.Any) -> dict[str, t.Any]:
    """Return the type of a question with its choices, limits and default."""
    if kind == "boolean":
        return {
            "type": "multiplechoice",
            "choices": ["true", "false"],
            "default": INITIALLY.get(name) or WORDS[default],
        }
    if kind in CHOICES:
        # AWX takes the default as lines.
        return {"type": "multiselect", "choices": list(CHOICES[kind]), "default": "\n".join(default or [])}
    if kind == "count":
        limits: dict[str, t.Any] = {"type": "integer", "min": 0, "max": 1_000_000}
        return limits if default is None else {**limits, "default": default}
    if kind in STRUCTURES:
        return {"type": "textarea", "min": 0, "max": LONGEST_STRUCTURE, "default": _start(name)}
    if kind not in TEXTS:
        raise ValueError(f"{name}: there is no question for the type {kind}")
    return {"type": "text", "min": 0, "max": LONGEST_TEXT, "default": STARTS.get(name, default or "")}


def _start(name: str) -> str:
    """Return the first rule or policy of the example, as YAML text."""
    if name not in STARTS:
        return ""
    example = load((ROOT / STARTS[name]).read_text(encoding="utf-8"))[name]
    return dump(example[:1]) + "\n"
