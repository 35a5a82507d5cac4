# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The types of keys: what they accept, and what they say about anything else."""

from __future__ import annotations

import typing as t
from datetime import date, datetime, timedelta, timezone

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.policies import Policy
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.rules import Rule
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy import key_types, written
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.exclusions import Exclusion
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.key_types import Expects
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._pydantic import BaseModel, ConfigDict
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: key_types.Text = ""
    moment: key_types.Moment = ""
    span: key_types.Span = None
    words: key_types.Words = ()
    percent: key_types.Percent = None
    ratio: key_types.Ratio = None
    count: key_types.Count = None
    decision: key_types.Decision = "deny"


def value(key: str, given: t.Any) -> t.Any:
    return getattr(written.read_list("items", "item", Item, [{key: given}])[0], key)


def said(key: str, given: t.Any) -> str:
    with pytest.raises(OptionError) as raised:
        value(key, given)
    return str(raised.value).removeprefix("items: item 1: ")


RIGHT: list[tuple[str, t.Any, t.Any]] = [
    ("text", "x", "x"),
    ("moment", "7d", "7d"),
    ("moment", 1_795_248_000, "1795248000"),
    ("moment", 1_795_248_000.5, "1795248000.5"),
    # YAML makes these of dates and times.
    ("moment", date(2026, 11, 21), "2026-11-21"),
    ("moment", datetime(2026, 11, 21, 8, 0, 0), "2026-11-21T08:00:00"),
    ("moment", datetime(2026, 11, 21, 8, 0, 0, tzinfo=timezone.utc), "2026-11-21T08:00:00+00:00"),
    ("span", "90m", timedelta(minutes=90)),
    ("span", "3650d", timedelta(days=3650)),
    ("words", "a, b,a", ("a", "b")),
    ("words", [7, "b"], ("7", "b")),
    ("percent", 0, 0.0),
    ("percent", "98.5", 98.5),
    ("percent", 100, 100.0),
    ("percent", 1.01, 1.01),
    ("ratio", 0, 0.0),
    ("ratio", 1, 1.0),
    ("ratio", "0.05", 0.05),
    ("count", 0, 0),
    ("count", "3", 3),
    ("count", 3.0, 3),
    ("count", 10**9, 10**9),
    ("decision", "allow", "allow"),
]
WRONG: list[tuple[str, t.Any, str]] = [
    ("text", 7, "text: 7 is not text"),
    ("moment", True, "moment: True is not a duration back from now (90m, 24h, 7d, 2w), an ISO 8601 date or time, or"),
    ("moment", ["7d"], "moment: ['7d'] is not a duration back from now"),
    ("span", "0h", "span: '0h' is not a duration above 0 and of at most 3650d"),
    ("span", "3651d", "span: '3651d' is not a duration above 0 and of at most 3650d"),
    ("span", ["7d"], "span: ['7d'] is not a duration above 0 and of at most 3650d, such as 90m, 24h or 7d"),
    ("words", 7, "words: 7 is not a list of names"),
    ("words", ["a", ""], "words: one of the words is empty"),
    ("words", "a,,b", "words: one of the words is empty"),
    ("percent", 0.95, "percent: the value is in percent, and 0.95 means 0.95 %; did you mean 95?"),
    ("percent", 1, "percent: the value is in percent, and 1 means 1 %; did you mean 100?"),
    ("percent", 100.01, "percent: 100.01 is not a number from 0 to 100"),
    ("percent", -0.01, "percent: -0.01 is not a number from 0 to 100"),
    ("percent", "nan", "percent: 'nan' is not a number from 0 to 100"),
    ("percent", float("nan"), "percent: nan is not a number from 0 to 100"),
    ("percent", True, "percent: True is not a number from 0 to 100"),
    ("percent", "9" * 61, f"percent: '{'9' * 59}"),
    ("ratio", 5, "ratio: 5 is not a number from 0 to 1; did you mean 0.05?"),
    ("ratio", 101, "ratio: 101 is not a number from 0 to 1"),
    ("ratio", -1, "ratio: -1 is not a number from 0 to 1"),
    ("ratio", False, "ratio: False is not a number from 0 to 1"),
    ("count", -1, "count: -1 is not a whole number of at least 0"),
    ("count", 1.5, "count: 1.5 is not a whole number of at least 0"),
    ("count", 10**9 + 1, "count: 1000000001 is not a whole number of at least 0"),
    ("count", True, "count: True is not a whole number of at least 0"),
    ("decision", True, "decision: True is not allow or deny"),
    ("decision", "Allow", "decision: 'Allow' is not allow or deny"),
]


@pytest.mark.parametrize(("key", "given", "expected"), RIGHT, ids=[f"{row[0]} {row[1]!r}" for row in RIGHT])
def test_right_values(key: str, given: t.Any, expected: t.Any) -> None:
    assert value(key, given) == expected


@pytest.mark.parametrize(("key", "given", "says"), WRONG, ids=[f"{row[0]} {row[1]!r}" for row in WRONG])
def test_wrong_values(key: str, given: t.Any, says: str) -> None:
    message = said(key, given)
    assert message.startswith(says), message
    assert "9" * 61 not in message


@pytest.mark.parametrize("model", [Rule, Policy, Exclusion])
def test_every_key_says_what_it_expects(model: type[BaseModel]) -> None:
    """The texts beside keys are their documentation: the first is for users, the last about wrong values."""
    for name, field in model.model_fields.items():
        assert [note for note in field.metadata if isinstance(note, Expects)], name
        assert [note for note in field.metadata if isinstance(note, str)], name
