# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a report changes with time alone, and is left out where two reports are compared."""

from __future__ import annotations

import hashlib
import json
import re
import typing as t

from .models import Report

# Keys that change as time passes, wherever they are: moments of reading, ages, and shares of a moving window.
_PASSING = frozenset(
    (
        *("since", "until", "generated_at", "previous_at", "elapsed_seconds"),
        *("last_success_age_seconds", "running_seconds"),
        *("breach_seconds", "longest_exposure_seconds", "compliant_time_percent", "expected_runs"),
    )
)
# Since when a subject is in these states follows from the moments of reading.
_SINCE_THE_READ = frozenset(("unreadable", "never_succeeded"))
# An age, a moment or a share of the window in the text of a check; the figures behind a share are compared.
_IN_TEXT = re.compile(r"\b\d+(?:\.\d+)? %|\b\d+[smhdw](?: \d+[smhdw])?\b|\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_TEXTS = frozenset(("actual", "reasons", "text"))


def fingerprint(report: Report, *more: str) -> str:
    """Return a text that is the same for reports, and for more text, between which only time has passed."""
    stable = _stable(report.model_dump(mode="json"))
    digest = hashlib.sha256(json.dumps(stable, sort_keys=True).encode())
    for text in more:
        digest.update(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
    return digest.hexdigest()


def _stable(value: t.Any, key: str = "") -> t.Any:
    if isinstance(value, dict):
        kept = {name: _stable(each, name) for name, each in value.items() if name not in _PASSING}
        if kept.get("state") in _SINCE_THE_READ:
            kept.pop("state_since", None)
        return kept
    if isinstance(value, list):
        return [_stable(each, key) for each in value]
    return _IN_TEXT.sub("…", value) if isinstance(value, str) and key in _TEXTS else value
