# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison with an earlier report: which problems are new, and which are over."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ...module_utils import structured_text
from ...module_utils._jobs.subject import Subject as Identity
from ...module_utils.errors import CloudBackupError, OptionError
from .inventory import Key
from .models import Report, Subject
from .states import PROBLEMS
from .validated import is_report, validated

OPTION = "previous"


def read(given: object, option: str = OPTION) -> Report | None:
    """Return an earlier report, given as a mapping or as JSON text; None for none.

    Raise OptionError for anything else.
    """
    if given is None or given == "":
        return None
    value = structured_text.load(given, option) if isinstance(given, str) else given
    if not is_report(value):
        raise OptionError(option, "the JSON of an earlier report is expected")
    try:
        return validated(value)
    except CloudBackupError as error:
        raise OptionError(option, str(error)) from None


@dataclass(frozen=True)
class Comparison:
    """The subjects compared with those of the earlier report."""

    subjects: list[Subject]
    recovered: list[str]
    no_longer_seen: list[str]
    changed: bool


def compare(subjects: t.Sequence[Subject], previous: Report | None) -> Comparison:
    """Return the subjects with what changed. Without an earlier report nothing is new, and any problem is a change."""
    problems = {key_of(subject) for subject in subjects if subject.state in PROBLEMS}
    if previous is None:
        return Comparison(list(subjects), [], [], bool(problems))
    before = {key_of(subject): subject for subject in previous.subjects}
    problems_before = {key for key, subject in before.items() if subject.state in PROBLEMS}
    now = {key_of(subject) for subject in subjects}
    compared = [_compared(subject, before.get(key_of(subject))) for subject in subjects]
    return Comparison(
        subjects=compared,
        recovered=[subject.subject for subject in compared if subject.change == "recovered"],
        no_longer_seen=[subject.subject for key, subject in before.items() if key not in now],
        changed=problems != problems_before,
    )


def key_of(subject: Subject) -> Key:
    """Return the key to compare subjects of reports by."""
    return Identity(subject.product, subject.service, subject.organization_id).key


def _compared(subject: Subject, before: Subject | None) -> Subject:
    was_problem = before is not None and before.state in PROBLEMS
    if subject.state not in PROBLEMS:
        has_recovered = was_problem and subject.state != "not_assessed"
        return subject.model_copy(update={"change": "recovered"}) if has_recovered else subject
    if before is None or not was_problem:
        return subject.model_copy(update={"change": "new"})
    # It has been a problem since then at least.
    known = [moment for moment in (subject.state_since, before.state_since) if moment]
    return subject.model_copy(update={"state_since": min(known, default=None)})
