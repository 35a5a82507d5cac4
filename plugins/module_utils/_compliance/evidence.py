# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of the evidence of a compliance run, and what is written into them. Source: docs/compliance.md."""

from __future__ import annotations

import hashlib
import json
import typing as t

JOBS = "jobs.jsonl"
INPUTS = "policies.json"
RESULT = "result.json"
QUERIES = "queries.json"
POPULATION = "population.csv"
# In the order in which they are written; the manifest, which lists them, comes last.
FILES = (JOBS, INPUTS, RESULT, QUERIES, POPULATION)
MANIFEST = "manifest.json"
# Of the manifest: changed when evidence can no longer be judged by a version that wrote another one.
FORMAT = 1
CHECKSUM = "checksum"


def seal(manifest: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return a manifest with the SHA-256 of all else in it, so that a change in the manifest itself is seen too."""
    content = {key: value for key, value in manifest.items() if key != CHECKSUM}
    return {**content, CHECKSUM: hashlib.sha256(to_text(content).encode()).hexdigest()}


def to_text(value: t.Any) -> str:
    """Return a value as JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=True, indent=2, sort_keys=True) + "\n"
