# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times, dates and figures for people."""

from __future__ import annotations

import zoneinfo
from datetime import timezone

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report import display
from reports import parts


@pytest.mark.parametrize(
    ("zone", "text", "local", "utc"),
    [
        ("Europe/Berlin", "2026-11-21T08:00:00Z", "21 Nov 2026, 09:00 CET", "08:00 UTC"),
        ("Europe/Berlin", "2026-11-20T23:30:00Z", "21 Nov 2026, 00:30 CET", "20 Nov 23:30 UTC"),
        # The hour that occurs twice.
        ("Europe/Berlin", "2026-10-25T00:30:00Z", "25 Oct 2026, 02:30 CEST", "00:30 UTC"),
        ("Europe/Berlin", "2026-10-25T01:30:00Z", "25 Oct 2026, 02:30 CET", "01:30 UTC"),
        ("America/Sao_Paulo", "2026-01-01T01:00:00Z", "31 Dec 2025, 22:00 UTC-03", "1 Jan 01:00 UTC"),
        ("UTC", "2026-11-21T08:00:00Z", "21 Nov 2026, 08:00 UTC", ""),
        ("Etc/UTC", "2026-11-21T08:00:00Z", "21 Nov 2026, 08:00 UTC", ""),
    ],
)
def test_moment(zone: str, text: str, local: str, utc: str) -> None:
    assert display.moment(text, zoneinfo.ZoneInfo(zone)) == (text, local, utc)


def test_moment_without_a_time_zone_database() -> None:
    assert display.moment("2026-05-01T00:00:00Z", timezone.utc).local == "1 May 2026, 00:00 UTC"


def test_days() -> None:
    assert display.day("2026-11-21") == "Sat 21 Nov"
    assert display.day("2027-01-04") == "Mon 4 Jan"
    assert display.short_day("2026-03-09") == "9 Mar"


def test_durations() -> None:
    assert display.duration(0.4) == "0s"
    assert display.duration(303) == "5m 3s"
    assert display.duration(2519) == "41m"
    assert display.duration(5405) == "1h 30m"
    assert display.duration(30 * 86400 + 7205) == "30d 2h"
    assert display.duration(30 * 86400 + 5) == "30d"
    assert display.ago("2026-11-19T05:00:00Z", "2026-11-21T08:00:00Z") == "2d 3h"


def test_numbers() -> None:
    assert [display.number(value) for value in (0, 999, 1234.5, 1234567)] == ["0", "999", "1,234", "1,234,567"]
    assert display.counted(1, "run") == "1 run"
    assert display.counted(12045, "run") == "12,045 runs"


@pytest.mark.parametrize(
    ("rate", "text"),
    [(100.0, "100 %"), (99.996, "99.996 %"), (99.99999, "99.99999 %"), (200 / 3, "66.67 %"), (0.0, "0 %")],
)
def test_a_percentage_below_100_is_never_rounded_to_it(rate: float, text: str) -> None:
    assert display.percent(rate) == text


def test_words() -> None:
    assert display.words("not_applicable") == "not applicable"
    assert display.words("non_compliant") == "not compliant"


def test_day_counts_have_the_order_of_the_key() -> None:
    days = parts.days_of("g.xgf>?w", None, 60)
    counts = display.day_counts(days)
    assert list(counts.items()) == [
        *(("good", 2), ("warning", 1), ("failed", 1), ("none", 1), ("excluded", 1), ("unknown", 1), ("future", 1))
    ]


@pytest.mark.parametrize(
    ("history", "lines"),
    [
        ("ggg.x?>", []),
        ("g" * 10 + "f", ["Failed on 21 Nov"]),
        # Across two months, and of two statuses: what failed comes first.
        ("fff" + "g" * 16 + "mwm", ["Failed on 31 Oct to 2 Nov", "Missed on 19 Nov and 21 Nov", "Warning on 20 Nov"]),
        ("ff.fff", ["Failed on 16 to 17 Nov and 19 to 21 Nov"]),
        ("fg" * 8, [f"Failed on {', '.join(f'{day} Nov' for day in range(6, 17, 2))} and 2 other days"]),
    ],
)
def test_bad_days(history: str, lines: list[str]) -> None:
    assert display.bad_days(parts.days_of(history, None, 60)) == lines


def test_consecutive() -> None:
    assert display.consecutive([1, 2, 3, 7, 9, 10]) == [[1, 2, 3], [7], [9, 10]]
    assert display.consecutive([]) == []


def test_runs() -> None:
    (day,) = parts.days_of(".", None, 60)
    assert display.runs(day) == "none"
    several = day.model_copy(update={"succeeded": 2, "warning": 1, "failed": 3})
    assert display.runs(several) == "2 succeeded, 1 with exceptions, 3 failed"
