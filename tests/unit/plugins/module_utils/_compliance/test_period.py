# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The period: dates of a zone, what is refused, and what lies in the future."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import period
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError

UTC = timezone.utc
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def read(since: object, until: object = None, zone: str = "UTC") -> dict[str, object]:
    return period.read(since, until, zone, NOW).row()


def said(since: object, until: object = None, zone: str = "UTC") -> str:
    with pytest.raises(OptionError) as raised:
        period.read(since, until, zone, NOW)
    return str(raised.value)


def test_until_is_now_if_it_is_not_given() -> None:
    for until in (None, "", " "):
        assert read("30d", until) == {
            "since": "2026-10-31T12:00:00Z",
            "until": "2026-11-30T12:00:00Z",
            "time_zone": "UTC",
            "seconds": 30 * 86400,
            "judged_at": "2026-11-30T12:00:00Z",
        }


@pytest.mark.parametrize(
    ("day", "since", "until", "hours"),
    [
        ("2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 23),
        ("2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 25),
        ("2026-11-02", "2026-11-01T23:00:00Z", "2026-11-02T23:00:00Z", 24),
    ],
)
def test_bare_dates_are_whole_days_of_the_zone(day: str, since: str, until: str, hours: int) -> None:
    row = read(day, day, "Europe/Berlin")
    assert (row["since"], row["until"], row["seconds"]) == (since, until, hours * 3600)
    assert read(day, day)["seconds"] == 86400


@pytest.mark.parametrize(
    ("local", "moment"),
    [
        # It does not exist, and takes the offset before the change.
        ("2026-03-29T02:30", "2026-03-29T01:30:00Z"),
        # It occurs twice, and is its first occurrence.
        ("2026-10-25T02:30", "2026-10-25T00:30:00Z"),
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30:00Z"),
        ("2026-10-25T02:30Z", "2026-10-25T02:30:00Z"),
    ],
)
def test_local_times_of_the_days_on_which_clocks_change(local: str, moment: str) -> None:
    assert read(local, zone="Europe/Berlin")["since"] == moment
    assert read("2026-01-01", local, "Europe/Berlin")["until"] == moment


def test_a_period_of_centuries_is_refused() -> None:
    assert said("1999-12-31T23:59:59Z") == "since: 1999-12-31T23:59:59Z is before the year 2000"
    assert read("2000-01-01")["since"] == "2000-01-01T00:00:00Z"


def test_since_that_is_until_is_refused() -> None:
    same = "2026-11-02T10:00:00Z"
    assert said(same, same) == f"since: {same} is not before until, {same}"
    assert "is not before until" in said("2026-11-03", "2026-11-01")
    # Less than a second apart.
    assert "is not before until" in said("2026-11-02T10:00:00.2Z", "2026-11-02T10:00:00.9Z")


def test_a_period_in_the_future_is_refused() -> None:
    assert said("2026-12-24", "2026-12-26") == (
        "since: 2026-12-24T00:00:00Z is in the future, so nothing can be judged yet"
    )
    assert "so nothing can be judged yet" in said(NOW.isoformat(), "2026-12-26")
    assert "is not before until" in said("2026-12-24")


def test_a_period_partly_in_the_future_ends_at_the_moment_of_judging() -> None:
    found = period.read("2026-11-29", "2026-12-01", "UTC", NOW)
    assert (found.end, found.reaches_present) == (NOW, True)
    assert found.row()["until"] == "2026-12-02T00:00:00Z"
    past = period.read("2026-11-01", "2026-11-02", "UTC", NOW)
    assert (past.end, past.reaches_present) == (datetime(2026, 11, 3, tzinfo=UTC), False)
    # One that ends at the moment of judging reaches it.
    assert period.read("1d", None, "UTC", NOW).reaches_present


def test_fractions_of_a_second_are_dropped() -> None:
    found = period.read("2026-11-02T10:00:00.7Z", "2026-11-02T11:00:00.7Z", "UTC", NOW)
    assert found.until - found.since == timedelta(hours=1)
    assert found.since.microsecond == 0


@pytest.mark.parametrize("name", ["Europe/Belin", "", "../etc", "CEST+1", "x" * 300])
def test_an_unknown_time_zone_is_refused(name: str) -> None:
    message = said("1d", zone=name)
    assert message.startswith("time_zone: ")
    assert "is not a time zone of this machine, such as UTC or Europe/Berlin" in message
    assert len(message) < 300


@pytest.mark.parametrize("text", ["yesterday", "2026-02-30", "30D", "", "1" * 300])
def test_a_wrong_time_is_refused_with_its_option(text: str) -> None:
    assert said(text).startswith("since: ")
    if text:
        assert said("1d", text).startswith("until: ")
