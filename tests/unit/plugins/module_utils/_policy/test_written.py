# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of items as users write them."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy import written
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.key_types import Count, Text
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    model_validator,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError


class Window(BaseModel):
    model_config = ConfigDict(extra="forbid")

    begin: Text = Field(alias="from")
    most: Count = None

    @model_validator(mode="after")
    def _check(self) -> Window:
        if self.most == 13:
            raise ValueError("most: 13 is unlucky")
        return self


def read(given: t.Any) -> list[Window]:
    return written.read_list("windows", "window", Window, given)


def said(given: t.Any) -> str:
    with pytest.raises(OptionError) as raised:
        read(given)
    return str(raised.value)


@pytest.mark.parametrize("given", [None, [], "[]", "null", ""])
def test_no_items(given: object) -> None:
    assert read(given) == []


@pytest.mark.parametrize(
    "given",
    [
        [{"from": "x", "most": 3}],
        ({"from": "x", "most": "3"},),
        ['{"from": "x", "most": 3}'],
        json.dumps([{"from": "x", "most": 3}]),
        "- from: x\n  most: 3\n",
        "[{from: x, most: 3}]",
    ],
    ids=repr,
)
def test_lists_and_text(given: object) -> None:
    (window,) = read(given)
    assert (window.begin, window.most) == ("x", 3)


def test_dates_in_text_stay_text() -> None:
    assert read("[{from: 2026-11-21}]")[0].begin == "2026-11-21"


def test_keys_are_named_as_users_write_them() -> None:
    assert said([{"most": 3}]) == "windows: window 1: from is missing"
    assert said([{"from": 7}]) == "windows: window 1: from: 7 is not text"
    assert said([{"begin": "x", "from": "x"}]) == (
        "windows: window 1: begin is not a key of a window; expected one of from, most"
    )


def test_a_problem_of_several_keys_has_no_key_before_it() -> None:
    assert said([{"from": "x", "most": 13}]) == "windows: window 1: most: 13 is unlucky"


def test_a_name_is_how_an_item_is_named() -> None:
    assert said([{"from": "x"}, {"name": "second"}]).startswith("windows: window 'second': ")
    assert written.where("window", 2, "a\x1bb") == "window 'a b'"
    assert written.where("window", 2, None) == "window 2"


@pytest.mark.parametrize(("noun", "nouns"), [("rule", "rules"), ("policy", "policies"), ("exclusion", "exclusions")])
def test_plurals(noun: str, nouns: str) -> None:
    assert written.plural(noun) == nouns


def test_names_are_unique() -> None:
    written.refuse_duplicates("rules", "rule", ["a", "b"])
    with pytest.raises(OptionError, match="policies: two policies have the name 'a'; names must be unique"):
        written.refuse_duplicates("policies", "policy", ["a", "b", "a"])


@pytest.mark.parametrize(
    ("value", "blank"),
    [
        (None, True),
        ("", True),
        (" \t", True),
        ([], True),
        ({}, True),
        ((), True),
        (0, False),
        (False, False),
        ("0", False),
    ],
    ids=repr,
)
def test_what_is_blank(value: object, blank: bool) -> None:
    assert written.is_blank(value) is blank


def test_a_value_is_shown_as_it_was_given() -> None:
    assert written.shown("7") == "'7'"
    assert written.shown(7) == "7"
    assert len(written.shown("x" * 1000)) < 70
    assert len(written.shown(["x"] * 1000)) < 70
    assert written.shown("a\nb").isprintable()
