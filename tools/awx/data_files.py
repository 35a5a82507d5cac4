# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Return the files of playbooks/vars/awx, made from tools/templates/awx and the tables of the collection."""

from __future__ import annotations

import typing as t
from pathlib import Path

import jinja2
import yaml

from tools.yaml_text import dump

from . import credential_type, surveys

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = ROOT / "tools/templates/awx"
FOLDER = "playbooks/vars/awx"
# The organization of every object, as YAML.
ORGANIZATION = "\"{{ awx_organization | default('Default', true) }}\""


def files() -> dict[str, str]:
    """Return the text of each file by its path."""
    # Other delimiters than Ansible's, whose templates are the text of these files.
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
        keep_trailing_newline=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,
    )
    values = _values()
    return {
        f"{FOLDER}/{template.stem}": environment.get_template(template.name).render(**values)
        for template in sorted(TEMPLATES.glob("*.yml.j2"))
    }


def _values() -> dict[str, t.Any]:
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    return {
        "version": galaxy["version"],
        "repository": galaxy["repository"],
        "organization": ORGANIZATION,
        "inputs": dump(credential_type.inputs(), 6),
        "injectors": dump(credential_type.injectors(), 6, blocks=True),
        "questions": _questions,
        "remediation": _questions("remediate", *surveys.REMEDIATION),
    }


def _questions(role: str, *names: str) -> str:
    return dump(surveys.questions(role, *names), 8, blocks=True)
