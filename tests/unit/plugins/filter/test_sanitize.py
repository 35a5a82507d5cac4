# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter sanitize."""

from __future__ import annotations

from hypothesis import given, strategies

from ansible_collections.avepoint.cloud_backup.plugins.filter.sanitize import FilterModule

sanitize = FilterModule().filters()["sanitize"]


@given(strategies.text())
def test_one_line_without_control_characters(text: str) -> None:
    line = sanitize(text, 80)
    assert len(line) <= 80
    assert len(line.splitlines()) <= 1
    assert not set(line) & {"\x1b", "\r", "\u202e", "\x7f"}


def test_other_values_are_shown_as_text() -> None:
    assert sanitize(7) == "7"
