# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strict JSON: what could be lost, replaced or unreadable elsewhere is an error."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.json_text import MAX_DEPTH, check_depth, parse
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import MalformedResponse


@pytest.mark.parametrize("body", [b'{"jobs": [], "jobs": []}', b'{"jobs": [{"a": {"b": 1, "b": 1}}]}'])
def test_a_duplicate_field_is_an_error(body: bytes) -> None:
    with pytest.raises(MalformedResponse, match="member twice"):
        parse(body)
    # The last one holds in the body of an error, which only explains a status.
    assert parse(body, strict=False) is not None


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not complete JSON"),
        (b'{"a": 1', "not complete JSON"),
        (b'{"a": 1} {}', "not complete JSON"),
        (b'{"a": NaN}', "not complete JSON"),
        (b'{"a": Infinity}', "not complete JSON"),
        (b'{"a": "\xff"}', "not complete JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not complete JSON"),
        (b"[" * 100_000, "not complete JSON"),
        (b" \n<HTML>", "it is HTML"),
        (b'{"a": 1e999}', "a number in it is out of range"),
    ],
)
def test_anything_but_json_is_malformed(body: bytes, reason: str) -> None:
    with pytest.raises(MalformedResponse, match=reason):
        parse(body)


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert parse(b'{"a": "x\\ud800y", "b": "\\ud83d\\ude00"}') == {"a": "x?y", "b": "\U0001f600"}


def test_a_byte_order_mark_is_ignored() -> None:
    assert parse(b"\xef\xbb\xbf[1.5]") == [1.5]


@pytest.mark.parametrize("inner", ["[%s]", '{"a": %s}'])
def test_a_row_is_checked_for_its_depth(inner: str) -> None:
    def nested(levels: int) -> t.Any:
        text = "1"
        for _level in range(levels):
            text = inner % text
        return {"x": json.loads(text)}

    check_depth(nested(MAX_DEPTH - 1))
    with pytest.raises(MalformedResponse, match=f"more than {MAX_DEPTH} levels"):
        check_depth(nested(MAX_DEPTH))
