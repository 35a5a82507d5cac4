# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields of responses: names without regard to case, counts, percentages, texts and codes."""

from __future__ import annotations

import time
import typing as t
from concurrent.futures import ThreadPoolExecutor

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import fields
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import MalformedResponse


class _Model(fields.WireModel):
    a_figure: fields.Count = None
    a_share: fields.Percent = None
    a_text: fields.Text = None
    a_name: fields.Code = None


@pytest.mark.parametrize("name", ["aFigure", "AFigure", "afigure", "AFIGURE"])
def test_members_are_read_without_regard_to_case(name: str) -> None:
    assert fields.read(_Model, {name: 3, "other": "ignored"}).a_figure == 3


@pytest.mark.parametrize(
    ("raw", "count"), [("3", 3), (3, 3), (0, 0), (3.0, 3), ("", None), ("N/A", None), (None, None), ("null", None)]
)
def test_counts(raw: object, count: int | None) -> None:
    assert fields.read(_Model, {"aFigure": raw}).a_figure == count


@pytest.mark.parametrize("raw", [True, -1, "x", 1.5, [], {}, float("nan"), float("inf"), 10**18, 10**400])
def test_an_invalid_count_is_an_error_and_not_zero(raw: object) -> None:
    with pytest.raises(MalformedResponse, match="afigure"):
        fields.read(_Model, {"aFigure": raw})


@pytest.mark.parametrize("raw", [True, -0.5, "x", [], float("nan"), float("inf"), 10**400])
def test_an_invalid_percentage_is_an_error(raw: object) -> None:
    with pytest.raises(MalformedResponse, match="ashare"):
        fields.read(_Model, {"aShare": raw})


@pytest.mark.parametrize(("raw", "text"), [("x", "x"), (7, "7"), (None, None), ("", "")])
def test_texts(raw: object, text: str | None) -> None:
    assert fields.read(_Model, {"aText": raw}).a_text == text


@pytest.mark.parametrize(
    ("raw", "name"), [("x", "x"), (7, 7), (True, "True"), (2.0, "2.0"), (None, None), ([2], "[2]")]
)
def test_the_value_of_an_enumeration_is_kept_as_received(raw: object, name: object) -> None:
    assert fields.read(_Model, {"aName": raw}).a_name == name


def test_two_members_that_differ_only_in_case_are_an_error() -> None:
    with pytest.raises(MalformedResponse, match="two members differ only in case"):
        fields.read(_Model, {"aText": "x", "AText": "y"})


def test_anything_but_an_object_is_an_error() -> None:
    with pytest.raises(MalformedResponse):
        fields.read(_Model, [1])


def test_a_model_is_built_by_one_thread_while_others_wait() -> None:
    inside: list[int] = []
    most: list[int] = []

    class Slow(fields.WireModel):
        value: fields.Text = None

        @classmethod
        def model_rebuild(cls, **what: t.Any) -> bool | None:
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.05)
            try:
                return super().model_rebuild(**what)
            finally:
                inside.pop()

    with ThreadPoolExecutor(4) as pool:
        values = [read.value for read in pool.map(lambda _n: fields.read(Slow, {"Value": "x"}), range(4))]
    assert values == ["x"] * 4
    assert set(most) == {1}
