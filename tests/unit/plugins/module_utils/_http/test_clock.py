# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The difference of two clocks, by responses that take time."""

from __future__ import annotations

from email.utils import formatdate

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.clock import ClockDifference

NOON = 1_795_262_400.0


def problem(*responses: tuple[float, float, float]) -> str | None:
    """Return the problem after responses, each with its date, sent and received in seconds from noon."""
    clock = ClockDifference()
    for date, sent, received in responses:
        clock.note("m365", {"date": formatdate(NOON + date, usegmt=True)}, NOON + sent, NOON + received)
    return clock.problem


@pytest.mark.parametrize(
    ("date", "sent", "received", "expected"),
    [
        (0, 0, 0.1, None),
        (-1, 0.5, 0.9, None),
        # At the tolerance, and a second over it; the header is rounded down.
        (300, 0, 0, None),
        (301, 0, 0, "the service's clock is 5m 1s ahead of this machine's clock"),
        (-301, 0, 0, None),
        (-302, 0, 0, "the service's clock is 5m 1s behind this machine's clock"),
        (86400, 0, 1, "the service's clock is 23h 59m ahead of this machine's clock"),
        # The response took ten minutes: the date may be of any moment of them.
        (0, -600, 0, None),
        (0, 0, 600, None),
        (-600, -600, 0, None),
        (-1200, -600, 0, "the service's clock is 9m 59s behind this machine's clock"),
    ],
)
def test_a_difference_beyond_the_time_of_the_response_is_a_problem(
    date: float, sent: float, received: float, expected: str | None
) -> None:
    assert problem((date, sent, received)) == expected


def test_one_wrong_date_neither_hides_nor_makes_a_difference() -> None:
    off, right = (36000, 0, 0), (0, 1, 1)
    ahead = "the service's clock is 10h ahead of this machine's clock"
    assert problem(*[off] * 20, right) == ahead
    assert problem(right, *[off] * 20) == ahead
    assert problem(off, right) == ahead
    assert problem(off, right, right) is None
    assert problem(*[right] * 20, off) is None


def test_a_product_with_the_right_time_does_not_hide_another() -> None:
    clock = ClockDifference()
    for name, shift in (("m365", 0), ("m365", 0), ("m365", 0), ("google", -7200)):
        clock.note(name, {"date": formatdate(NOON + shift, usegmt=True)}, NOON, NOON)
    assert clock.problem == "the service's clock is 1h 59m behind this machine's clock"


@pytest.mark.parametrize(("shift", "found"), [(-1.0, False), (36000.0, True), (-36000.0, True)])
def test_an_age_is_added_to_the_date(shift: float, found: bool) -> None:
    clock = ClockDifference()
    clock.note("m365", {"date": formatdate(NOON + shift, usegmt=True), "age": "1"}, NOON, NOON)
    assert (clock.problem is not None) is found


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"date": ""},
        {"date": "yesterday"},
        {"date": "Sat, 99 Nov 2026 25:00:00 GMT"},
        {"date": "Fri, 31 Dec 99999 23:59:59 GMT"},
        {"date": formatdate(NOON - 86400, usegmt=True), "age": "86400"},
        {"date": formatdate(NOON - 86400, usegmt=True), "age": "?"},
    ],
    ids=str,
)
def test_a_missing_invalid_or_cached_date_is_accepted(headers: dict[str, str]) -> None:
    clock = ClockDifference()
    clock.note("m365", headers, NOON, NOON)
    assert clock.problem is None
