# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Spans of time are sets of seconds."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import spans
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.spans import Span, Spans

# Empty ones and reversed ones are met too.
SOME_SPANS = st.lists(st.tuples(st.integers(-20, 40), st.integers(-20, 40)), max_size=6)


def seconds(given_spans: list[Span]) -> set[int]:
    return {second for begin, end in given_spans for second in range(begin, end)}


def is_in_order(found: Spans) -> bool:
    borders = [border for span in found for border in span]
    return all(one < other for one, other in itertools.pairwise(borders))


@given(one=SOME_SPANS)
def test_a_union_has_each_second_once(one: list[Span]) -> None:
    joined = spans.union(one)
    assert seconds(joined) == seconds(one)
    assert spans.length(joined) == len(seconds(one))
    assert is_in_order(joined)


@given(one=SOME_SPANS, other=SOME_SPANS)
def test_what_both_cover_and_what_only_one_covers(one: list[Span], other: list[Span]) -> None:
    first, second = spans.union(one), spans.union(other)
    common, rest = spans.intersect(first, second), spans.subtract(first, second)
    assert seconds(common) == seconds(one) & seconds(other)
    assert seconds(rest) == seconds(one) - seconds(other)
    assert is_in_order(common)
    assert is_in_order(rest)


@given(one=SOME_SPANS, begin=st.integers(-20, 40), length=st.integers(1, 30))
def test_what_touches_and_what_contains(one: list[Span], begin: int, length: int) -> None:
    joined = spans.union(one)
    assert spans.touches(joined, begin, begin + length) == bool(seconds(one) & set(range(begin, begin + length)))
    assert spans.contains(joined, begin) == (begin in seconds(one))
