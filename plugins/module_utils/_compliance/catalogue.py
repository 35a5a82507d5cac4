# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue of controls: which requirements of a policy give evidence for which control of which framework.

Titles are in our own words. Job history is evidence for a control, never proof that it is complied with.
"""

from __future__ import annotations

from dataclasses import dataclass

# Backups run and succeed; they contain what they should; they can be restored.
_RUN = ("rpo", "schedule", "min_success_rate", "max_failed_jobs", "max_consecutive_failures", "max_duration")
_CONTENT = ("max_failed_ratio", "min_objects", "max_object_drop")
_TESTED = ("restore_test_every",)


@dataclass(frozen=True)
class Control:
    """One control; C(requirements) are the keys of a policy that give evidence for it."""

    framework: str
    control: str
    title: str
    requirements: tuple[str, ...]


CATALOGUE = (
    Control("ISO/IEC 27001:2022", "A.8.13", "Backups are kept and regularly tested", (*_RUN, *_CONTENT, *_TESTED)),
    Control(
        "NIST SP 800-53 r5", "CP-9", "Systems and their data are backed up as often as defined", (*_RUN, *_CONTENT)
    ),
    Control("NIST SP 800-53 r5", "CP-9(1)", "Backups are tested for reliability and integrity", _TESTED),
    Control("NIST SP 800-53 r5", "CP-10", "Systems can be recovered to a known state", ("rpo", *_TESTED)),
    Control("CIS Controls v8.1", "11.2", "Backups run automatically", (*_RUN, *_CONTENT)),
    Control("CIS Controls v8.1", "11.5", "Recovery of data is tested", _TESTED),
    Control("SOC 2", "A1.2", "Data backup processes are operated and monitored", (*_RUN, *_CONTENT)),
    Control("SOC 2", "A1.3", "Recovery procedures are tested", _TESTED),
    Control(
        "DORA",
        "Article 12",
        "Backups are made at a defined frequency, and restoration is tested",
        (*_RUN, *_CONTENT, *_TESTED),
    ),
    Control(
        "HIPAA",
        "164.308(a)(7)(ii)",
        "Retrievable copies of data are kept, and contingency procedures are tested",
        (*_RUN, *_CONTENT, *_TESTED),
    ),
    Control(
        "Essential Eight",
        "Regular backups",
        "Backups run, and restoration from them is tested",
        (*_RUN, *_CONTENT, *_TESTED),
    ),
)
# What auditors ask about backups and the history of jobs cannot show, with the reason.
NOT_SHOWN = (
    ("Encryption of backups", "the job history does not report how backups are encrypted"),
    ("Immutability of backups", "the job history does not report whether backups can be changed or deleted"),
    ("Off-site copies", "the job history does not report where backups are stored"),
)
