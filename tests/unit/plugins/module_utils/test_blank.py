# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which text is blank."""

from __future__ import annotations

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.blank import is_blank


@pytest.mark.parametrize("value", ["", " ", "\n", "\r\n", "\t", "\u00a0"])
def test_text_without_characters_to_see_is_blank(value: str) -> None:
    assert is_blank(value)


@pytest.mark.parametrize("value", ["a", " 0", "false", "null", None, False, 0, [], {}, b""])
def test_anything_else_is_not(value: object) -> None:
    assert not is_blank(value)
