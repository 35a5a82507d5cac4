# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times, durations and windows: every known form, and nothing but ValueError for the rest."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times

UTC = timezone.utc
NOW = datetime(2026, 11, 21, 8, 0, 0, tzinfo=UTC)
moments = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999), timezones=st.just(UTC))


def test_ticks_are_exact_to_the_microsecond() -> None:
    assert times.from_ticks(638597664705763668) == datetime(2024, 8, 20, 16, 1, 10, 576366, tzinfo=UTC)


def test_the_epoch_in_ticks() -> None:
    assert times.to_ticks(datetime(1970, 1, 1, tzinfo=UTC)) == 621_355_968_000_000_000
    assert times.from_ticks(621_355_968_000_000_000) == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "ticks", [-1, 1, 1_732_176_000, 1_732_176_000_000, 621_355_967_999_999_999, 4 * 10**18, 10**400]
)
def test_invalid_ticks(ticks: int) -> None:
    with pytest.raises(ValueError, match=r"is not a time in .NET ticks"):
        times.from_ticks(ticks)


@given(moments)
def test_ticks_round_trip(moment: datetime) -> None:
    ticks = times.to_ticks(moment)
    assert times.from_ticks(ticks) == moment
    assert times.from_ticks(ticks + 9) == moment
    assert times.parse_instant(ticks) == times.parse_instant(str(ticks)) == moment


@given(moments)
def test_iso_text_round_trips_to_the_second(moment: datetime) -> None:
    assert times.parse_iso(times.format_moment(moment)) == moment.replace(microsecond=0)


@given(moments, st.integers(-14 * 60, 14 * 60))
def test_iso_text_with_any_offset_is_the_same_moment(moment: datetime, minutes: int) -> None:
    moment = min(max(moment, datetime(1970, 1, 3, tzinfo=UTC)), datetime(9999, 12, 29, tzinfo=UTC))
    text = moment.astimezone(timezone(timedelta(minutes=minutes))).isoformat()
    assert times.parse_iso(text) == moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-12-02T07:52:25Z", datetime(2024, 12, 2, 7, 52, 25, tzinfo=UTC)),
        ("2024-12-02T07:52:25+00:00", datetime(2024, 12, 2, 7, 52, 25, tzinfo=UTC)),
        ("2024-12-02T07:52:25", datetime(2024, 12, 2, 7, 52, 25, tzinfo=UTC)),
        ("2024-12-02T07:52Z", datetime(2024, 12, 2, 7, 52, tzinfo=UTC)),
        ("2024-12-02t07:52:25z", datetime(2024, 12, 2, 7, 52, 25, tzinfo=UTC)),
        ("2024-12-02 07:52:25", datetime(2024, 12, 2, 7, 52, 25, tzinfo=UTC)),
        ("2024-12-02", datetime(2024, 12, 2, tzinfo=UTC)),
        ("2024-09-09T07:22:34.984+00:00", datetime(2024, 9, 9, 7, 22, 34, 984000, tzinfo=UTC)),
        ("2024-09-09T07:22:34.9841Z", datetime(2024, 9, 9, 7, 22, 34, 984100, tzinfo=UTC)),
        ("2024-09-09T07:22:34.98412Z", datetime(2024, 9, 9, 7, 22, 34, 984120, tzinfo=UTC)),
        ("2025-08-20T03:25:12.304891Z", datetime(2025, 8, 20, 3, 25, 12, 304891, tzinfo=UTC)),
        ("2025-08-20T03:25:12.3048917Z", datetime(2025, 8, 20, 3, 25, 12, 304891, tzinfo=UTC)),
        ("2024-12-02T07:52:25+05:30", datetime(2024, 12, 2, 2, 22, 25, tzinfo=UTC)),
        ("2024-12-02T07:52:25-0800", datetime(2024, 12, 2, 15, 52, 25, tzinfo=UTC)),
        (" 2024-12-02T07:52:25Z ", datetime(2024, 12, 2, 7, 52, 25, tzinfo=UTC)),
    ],
)
def test_iso_text(text: str, expected: datetime) -> None:
    assert times.parse_iso(text) == expected
    assert times.parse_instant(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2024-13-01",
        "2024-02-30",
        "2024-12-02T24:00:00Z",
        "2024-12-02T07:60:00Z",
        "2024-12-02T07Z",
        "2024-12-02Z",
        "20241202",
        "02.12.2024",
        "2024-12-02T07:52:25Zulu",
        "2024-12-02T07:52:25.Z",
        "9999-12-31T23:59:59-01:00",
        "0001-01-01T00:00:00+01:00",
        "2024-12-02T07:52:25Z\n2024",
    ],
)
def test_invalid_iso_text(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not an ISO|must be in|is out of range|day is out of range"):
        times.parse_iso(text)


@pytest.mark.parametrize(
    "value",
    [
        None,
        0,
        0.0,
        "",
        " ",
        "0",
        "N/A",
        "n/a",
        "null",
        "None",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00",
        "0001-01-01",
    ],
)
def test_times_that_are_not_set(value: object) -> None:
    assert times.parse_instant(value) is None


@pytest.mark.parametrize("value", [True, False, 1.5, [], {}, [0], "1", "12345", "soon", 1, -5, "-5"])
def test_an_invalid_time_is_never_read_as_not_set(value: object) -> None:
    with pytest.raises(ValueError, match=r"not a"):
        times.parse_instant(value)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (2713643929, 271.364),
        (10_000_000, 1.0),
        (0, 0.0),
        ("00:04:01", 241.0),
        ("1.16:00:44", 144044.0),
        ("00:04:01.5", 241.5),
        ("00:04:01.1234567", 241.1234567),
        ("100:00:00", 360000.0),
        ("0.011", 39.6),
        ("1.5", 5400.0),
        ("2", 7200.0),
        (" 00:00:01 ", 1.0),
    ],
)
def test_durations_in_each_form(value: object, seconds: float) -> None:
    assert times.parse_elapsed(value) == pytest.approx(seconds)


@pytest.mark.parametrize("value", [None, "", "0", "N/A", "null", "none"])
def test_durations_that_are_not_set(value: object) -> None:
    assert times.parse_elapsed(value) is None
    assert times.parse_hours(value) is None


@pytest.mark.parametrize(
    "value",
    [
        True,
        [],
        {},
        "soon",
        "1:2",
        "00:60:00",
        "00:00:60",
        "-1",
        float("nan"),
        float("inf"),
        "-00:04:01",
        10**18,
        10**400,
    ],
)
def test_invalid_durations(value: object) -> None:
    with pytest.raises(ValueError, match=r"duration"):
        times.parse_elapsed(value)


@pytest.mark.parametrize(("value", "seconds"), [("0.011", 39.6), (0.011, 39.6), (2, 7200.0), ("1.5", 5400.0), (0, 0.0)])
def test_hours(value: object, seconds: float) -> None:
    assert times.parse_hours(value) == pytest.approx(seconds)


@pytest.mark.parametrize("value", [True, [], {}, "soon", "nan", "inf", -1, "-0.5", 10**9, 10**400])
def test_invalid_hours(value: object) -> None:
    with pytest.raises(ValueError, match=r"hours|could not convert|out of range"):
        times.parse_hours(value)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("90m", timedelta(minutes=90)),
        ("24h", timedelta(hours=24)),
        ("7d", timedelta(days=7)),
        ("2w", timedelta(weeks=2)),
        ("45s", timedelta(seconds=45)),
        ("1.5h", timedelta(minutes=90)),
        (" 24 h ", timedelta(hours=24)),
    ],
)
def test_spans_as_users_write_them(text: str, span: timedelta) -> None:
    assert times.parse_span(text) == span
    assert times.parse_moment(text, NOW) == NOW - span


@pytest.mark.parametrize("text", ["", "24", "h", "-24h", "24y", "1h30m", "24 hours", "999999999999999999w"])
def test_invalid_spans(text: str) -> None:
    with pytest.raises(ValueError, match=r"duration"):
        times.parse_span(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        ("2026-11-20T10:00:00+02:00", datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("1763712000", datetime(2025, 11, 21, 8, tzinfo=UTC)),
        ("1763712000.5", datetime(2025, 11, 21, 8, 0, 0, 500000, tzinfo=UTC)),
        (" 24h ", datetime(2026, 11, 20, 8, tzinfo=UTC)),
    ],
)
def test_moments_as_users_write_them(text: str, expected: datetime) -> None:
    assert times.parse_moment(text, NOW) == expected


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "20261121", "12", "-24h", "999999w", "2026-02-30", "638597664705763668"]
)
def test_the_message_about_an_invalid_moment_names_the_valid_forms(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"none of: a duration back from now .*, an ISO 8601 date or time, epoch seconds"
    ):
        times.parse_moment(text, NOW)


@settings(max_examples=300)
@given(st.text() | st.from_regex(r"[0-9.:TZ+hd -]{1,25}", fullmatch=True))
def test_no_text_raises_anything_but_value_error(text: str) -> None:
    readers: list[t.Callable[[str], object]] = [
        times.parse_iso,
        times.parse_instant,
        times.parse_elapsed,
        times.parse_hours,
        times.parse_span,
        lambda given: times.parse_moment(given, NOW),
    ]
    for read in readers:
        try:
            value = read(text)
        except ValueError:
            continue
        assert value is None or isinstance(value, (datetime, float, timedelta))


def test_a_moment_is_formatted_without_fractions() -> None:
    assert times.format_moment(datetime(2026, 11, 21, 8, 0, 0, 999999, tzinfo=UTC)) == "2026-11-21T08:00:00Z"
    assert times.format_moment(datetime(2, 3, 4, tzinfo=UTC)) == "0002-03-04T00:00:00Z"


def test_now_is_in_utc_and_whole_seconds() -> None:
    now = times.utc_now()
    assert (now.tzinfo, now.microsecond) == (UTC, 0)
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=60)


def test_a_negative_duration_of_a_running_job_is_not_set() -> None:
    assert times.parse_elapsed(-638597664705763668) is None


def test_a_number_with_a_fraction_is_hours() -> None:
    assert times.parse_elapsed(0.011) == pytest.approx(39.6)


def test_an_offset_of_a_day_is_invalid() -> None:
    with pytest.raises(ValueError, match="has an invalid offset"):
        times.parse_iso("2024-12-02T07:52:25+99:99")


def test_a_positive_span_keeps_its_text() -> None:
    span = times.parse_positive_span(" 90m ", timedelta(hours=2))
    assert (span, span.text) == (timedelta(minutes=90), "90m")


@pytest.mark.parametrize(
    ("value", "longest", "message"),
    [
        ("0h", None, r"^'0h' is not a duration above 0$"),
        ("367d", timedelta(days=366), r"^'367d' is not a duration above 0 and of at most 366d$"),
        (None, None, r"^'None' is not a duration such as"),
        (24, None, r"^'24' is not a duration such as"),
        (["24h"], None, r"is not a duration such as"),
        ("9" * 400 + "w", None, r"^'9{59}…' is too long a duration$"),
    ],
)
def test_a_positive_span_refuses_other_values(value: object, longest: timedelta | None, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        times.parse_positive_span(value, longest)
