# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Spans of time by hand: their borders, and their moments."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import spans


def test_spans_that_touch_are_one() -> None:
    assert spans.union([(5, 9), (0, 5)]) == [(0, 9)]
    assert spans.union([(0, 5), (6, 9)]) == [(0, 5), (6, 9)]


def test_the_end_is_not_part_of_a_span() -> None:
    assert not spans.touches([(0, 5)], 5, 9)
    assert not spans.contains([(0, 5)], 5)
    assert spans.contains([(0, 5)], 0)


def test_moments_are_whole_seconds_since_1970_in_any_zone() -> None:
    west = datetime(2026, 11, 2, 1, tzinfo=timezone(timedelta(hours=1)))
    assert spans.seconds(west) == 1_793_577_600
    assert spans.moment(1_793_577_600) == west
    assert spans.seconds(datetime(1969, 12, 31, 23, 59, 59, tzinfo=timezone.utc)) == -1
