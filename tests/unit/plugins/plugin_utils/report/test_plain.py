# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of plays as Python's own types."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.plain import plain
from unit.plugins.lazy import LazyDict

VALUE = {"a": [1, {"b": "text", "c": None}, [True, 2.5]], "d": {}, "e": ()}


class Tagged(str):
    """Text with something more."""


def test_items_are_made() -> None:
    lazy = LazyDict(t.cast("dict[str, t.Any]", json.loads(json.dumps(VALUE))))
    # This is what code in C finds.
    assert type(dict.__getitem__(lazy, "a")).__name__ == "_NotMade"
    assert plain(lazy) == {**VALUE, "e": []}
    assert plain(lazy).__class__ is dict


@pytest.mark.parametrize("value", ["x", 7, 1.5, None, True, b"x"])
def test_other_values_are_the_same(value: object) -> None:
    assert plain(value) == value
    assert plain(value).__class__ is value.__class__


def test_text_is_text() -> None:
    found = plain({Tagged("a"): [Tagged("b")]})
    assert found == {"a": ["b"]}
    assert t.cast("dict[str, t.Any]", found)["a"][0].__class__ is str
