# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calendar of days: their borders in a zone, and the status of each."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import period as periods
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.period import Period
from unit.plugins.module_utils._compliance.compliance_jobs import DAY, HOUR, exclusion, job, period, row

RPO = {"rpo": "24h"}


def days(*arguments: t.Any, **keys: t.Any) -> list[dict[str, t.Any]]:
    return t.cast("list[dict[str, t.Any]]", row(*arguments, **keys)["days"])


def statuses(*arguments: t.Any, **keys: t.Any) -> list[str]:
    return [day["status"] for day in days(*arguments, **keys)]


def one_day(status: str, objects: tuple[int, int] = (0, 100), start: int = HOUR) -> t.Any:
    end = None if status == "running" else start + HOUR
    return job(f"{status} {start}", start, end, status, objects=objects)


def test_each_day_that_the_period_touches() -> None:
    found = days([], RPO, period(2 * DAY + 1, since=12 * HOUR))
    assert [day["date"] for day in found] == ["2026-11-02", "2026-11-03", "2026-11-04"]
    assert [day["date"] for day in days([], RPO, period(2 * DAY))] == ["2026-11-02", "2026-11-03"]


@pytest.mark.parametrize(
    ("statuses_of_runs", "status"),
    [
        (["succeeded"], "good"),
        (["succeeded", "warning"], "warning"),
        (["succeeded", "warning", "failed"], "failed"),
        (["stopped", "succeeded"], "failed"),
        (["running"], "none"),
        (["skipped"], "none"),
        ([], "none"),
    ],
)
def test_the_worst_of_a_day_is_its_status(statuses_of_runs: list[str], status: str) -> None:
    jobs = [one_day(each, start=number * HOUR) for number, each in enumerate(statuses_of_runs)]
    assert statuses(jobs, RPO, period(DAY)) == [status]


def test_a_day_with_a_missed_run() -> None:
    twice = {"schedule": {"at": ["06:00", "22:00"]}}
    success, warning = one_day("succeeded", start=6 * HOUR), one_day("warning", start=6 * HOUR)
    assert statuses([success], twice, period(2 * DAY)) == ["missed", "missed"]
    assert statuses([warning], twice, period(DAY)) == ["missed"]
    assert statuses([success, one_day("failed", start=7 * HOUR)], twice, period(DAY)) == ["failed"]


def test_the_counts_of_a_day_are_of_the_runs_that_started_on_it() -> None:
    # Across midnight: it belongs to the day on which it started.
    jobs = [job("across", 23 * HOUR, 25 * HOUR, objects=(0, 7)), one_day("failed"), one_day("warning", (1, 9))]
    jobs += [one_day("succeeded", (2, 12), DAY), one_day("succeeded", (0, 5), DAY + HOUR)]
    first, second = days(jobs, RPO, period(2 * DAY))
    assert first == {
        **{"date": "2026-11-02", "status": "failed", "succeeded": 1, "warning": 1, "failed": 1},
        # Those of successes: a warning is none here.
        "objects": 7,
    }
    assert (second["succeeded"], second["objects"], second["status"]) == (2, 15, "good")
    allowed = days(jobs, {**RPO, "on_warning": "allow"}, period(2 * DAY))
    assert allowed[0]["objects"] == 15


def test_objects_that_no_success_reports_are_unknown() -> None:
    assert days([job("one", 0, 0, objects=None)], RPO, period(DAY))[0]["objects"] is None
    assert days([], RPO, period(DAY))[0]["objects"] is None


def test_a_day_that_is_wholly_excluded() -> None:
    jobs = [one_day("failed")]
    assert statuses(jobs, RPO, period(2 * DAY), [exclusion(0, DAY)]) == ["excluded", "none"]
    assert statuses(jobs, RPO, period(2 * DAY), [exclusion(0, DAY - 1)]) == ["none", "none"]
    # The first and the last day are parts.
    over = period(DAY + HOUR, since=23 * HOUR)
    assert statuses([], RPO, over, [exclusion(23 * HOUR, DAY)]) == ["excluded", "none"]
    assert statuses([], RPO, over, [exclusion(DAY, 9 * DAY)]) == ["none", "excluded"]


def test_a_day_that_is_excluded_up_to_now() -> None:
    over = period(3 * DAY, judged=DAY + HOUR)
    assert statuses([], RPO, over, [exclusion(DAY, 3 * DAY)]) == ["none", "excluded", "future"]


def test_days_in_the_future() -> None:
    assert statuses([], RPO, period(3 * DAY, judged=DAY)) == ["none", "future", "future"]
    assert statuses([], RPO, period(3 * DAY, judged=DAY + 1)) == ["none", "none", "future"]


def test_days_of_which_nothing_is_known() -> None:
    jobs = [job("first", 9 * DAY + HOUR, 9 * DAY + HOUR)]
    found = statuses(jobs, RPO, period(10 * DAY), known_since=9 * DAY + HOUR)
    # The day on which the history begins is known in part.
    assert found == ["unknown"] * 9 + ["good"]
    assert statuses(jobs, RPO, period(10 * DAY), [exclusion(0, DAY)], 9 * DAY)[:2] == ["excluded", "unknown"]


@pytest.mark.parametrize(
    ("first", "last", "hours"),
    [(datetime(2026, 3, 29), datetime(2026, 3, 30), 23), (datetime(2026, 10, 25), datetime(2026, 10, 26), 25)],
)
def test_days_of_23_and_25_hours(first: datetime, last: datetime, hours: int) -> None:
    zone = periods.find_zone("Europe/Berlin")
    since, until = times.in_zone(first, zone), times.in_zone(last, zone)
    assert until - since == timedelta(hours=hours)
    over = Period(since, until + timedelta(days=1), until + timedelta(days=2), zone, "Europe/Berlin")

    def ran(moment: datetime) -> list[str]:
        at = {"started_at": times.format_moment(moment), "finished_at": times.format_moment(moment)}
        return statuses([job("one", 0, 0, **at)], RPO, over)

    assert ran(since) == ["good", "none"]
    assert ran(until - timedelta(seconds=1)) == ["good", "none"]
    assert ran(until) == ["none", "good"]


def test_days_where_midnight_does_not_exist_or_the_whole_day_does_not() -> None:
    for name, first, dates in (
        ("Africa/Cairo", datetime(2026, 4, 23), ["2026-04-23", "2026-04-24", "2026-04-25"]),
        ("America/Havana", datetime(2026, 10, 31), ["2026-10-31", "2026-11-01", "2026-11-02"]),
        ("Pacific/Apia", datetime(2011, 12, 29), ["2011-12-29", "2011-12-31", "2012-01-01"]),
    ):
        zone = periods.find_zone(name)
        since = times.in_zone(first, zone)
        over = Period(since, since + timedelta(hours=50), since + timedelta(days=9), zone, name)
        starts = [since + timedelta(minutes=30 * number) for number in range(100)]
        jobs = [
            job(f"job {start}", 0, 0, started_at=times.format_moment(start), finished_at=times.format_moment(start))
            for start in starts
        ]
        found = days(jobs, RPO, over)
        assert [day["date"] for day in found] == dates
        assert sum(day["succeeded"] for day in found) == 100


def test_a_day_that_the_clocks_go_back_to_has_all_of_its_runs() -> None:
    """A minute after midnight of the seventh, it was the sixth again for 59 minutes."""
    zone = periods.find_zone("America/St_Johns")
    since = times.in_zone(datetime(2010, 11, 6), zone)
    over = Period(since, since + timedelta(hours=48), since + timedelta(days=9), zone, "America/St_Johns")
    starts = {"noon": 12 * HOUR, "midnight": DAY + 30, "again the sixth": DAY + 30 * 60, "the seventh": DAY + 2 * HOUR}
    jobs = []
    for identity, start in starts.items():
        moment = times.format_moment(since + timedelta(seconds=start))
        jobs.append(job(identity, 0, 0, "failed", started_at=moment, finished_at=moment))
        jobs.append(job(f"good {identity}", 0, 0, objects=(0, start), started_at=moment, finished_at=moment))
    found = [(day["date"], day["succeeded"], day["failed"], day["objects"]) for day in days(jobs, RPO, over)]
    assert found[0] == ("2010-11-06", 2, 2, starts["noon"] + starts["again the sixth"])
    assert found[1] == ("2010-11-07", 2, 2, starts["midnight"] + starts["the seventh"])
