# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text is decoded step by step, and each byte has its position in the text."""

from __future__ import annotations

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.text_decoding import HALF_ESCAPE, decode


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("plain", [b"plain"]),
        ("%41", [b"%41", b"A"]),
        ("%2541", [b"%2541", b"%41", b"A"]),
        ("&amp;&#65;&#x42;", [b"&amp;&#65;&#x42;", b"&AB"]),
        (r"\u0041\x42\/", [rb"\u0041\x42\/", b"AB/"]),
        (r"\ud83d\ude00", [rb"\ud83d\ude00", "\U0001f600".encode()]),
        ("a\u200bb", [b"ab"]),
        ("a%00b", [b"a%00b", b"ab"]),
        ("&unknown;", [b"&unknown;"]),
    ],
)
def test_the_steps_of_decoding(text: str, steps: list[bytes]) -> None:
    assert [decoded.data for decoded in decode(text)] == steps


def test_text_with_a_backslash_is_also_decoded_with_it() -> None:
    assert [decoded.data for decoded in decode(r"\n%41")] == [rb"\n%41", b"A", rb"\nA"]


def test_each_byte_has_its_position_in_the_text() -> None:
    *_before, decoded = decode("x%2541€")
    assert decoded.data == "xA€".encode()
    assert list(decoded.starts) == [0, 1, 6, 6, 6]
    assert list(decoded.ends) == [1, 6, 7, 7, 7]


@pytest.mark.parametrize("end", [b"%", b"%4", b"&#x4", b"&am", rb"\u00", b"\\"])
def test_the_beginning_of_an_escape_is_recognised(end: bytes) -> None:
    assert HALF_ESCAPE.sub(b"", b"text" + end) == b"text"
