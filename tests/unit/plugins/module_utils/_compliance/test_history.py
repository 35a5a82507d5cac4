# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the history of a product is missing: its first job, of any service or type, started too late."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import history
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.history import History
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.judged_jobs import JudgedJobs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.period import EARLIEST, Period
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.policies import read as policies_of
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.query import Query
from unit.plugins.module_utils._compliance.compliance_jobs import DAY, at, job, period, text


@dataclass
class Result:
    """The result of a query."""

    jobs: list[Job]


@dataclass
class Service:
    """A service that has these jobs, of which a policy may have read some."""

    jobs: list[Job]
    queries: list[Query] = field(default_factory=list)

    def read_queries(self, queries: list[Query], *, report: bool) -> list[Result]:
        assert not report
        self.queries += queries
        (query,) = queries
        assert query.since is not None
        assert query.until is not None
        since, until = times.format_moment(query.since), times.format_moment(query.until)
        found = [each for each in self.jobs if since <= (each["started_at"] or "") <= until]
        return [Result(found[: query.limit])]


def read(
    read_jobs: list[Job],
    others: t.Sequence[Job] = (),
    over: Period | None = None,
    requirements: t.Sequence[dict[str, t.Any]] = ({"max_failed_jobs": 0},),
) -> tuple[History, Service]:
    service = Service([*others, *read_jobs])
    around = over or period(30 * DAY)
    policies = policies_of([{"name": f"{each}", "product": "m365", **each} for each in requirements])
    found = history.read_history(t.cast(t.Any, service), policies, JudgedJobs(read_jobs), around, 100)
    return found, service


@pytest.mark.parametrize(("first", "missing"), [(-DAY, False), (0, False), (7 * DAY, False), (7 * DAY + 1, True)])
def test_it_is_missing_where_the_first_job_started_more_than_a_week_later(first: int, missing: bool) -> None:
    found, service = read([job("one", first, first), job("two", 9 * DAY, 9 * DAY)])
    assert found.known_since == ({"m365": text(first)} if missing else {})
    assert bool(found.warnings) == missing
    # Other jobs are only read where those of the policies begin too late.
    assert len(service.queries) == len(found.results) == (2 if missing else 0)


@pytest.mark.parametrize(("first", "missing"), [(-83 * DAY, False), (-83 * DAY + 1, True), (-DAY, True)])
def test_it_has_to_reach_back_as_far_as_a_policy_looks(first: int, missing: bool) -> None:
    requirements: list[dict[str, t.Any]] = [{"rpo": "9d"}, {"restore_test_every": "90d"}, {"max_failed_jobs": 0}]
    found, _service = read([job("one", first, first)], requirements=requirements)
    assert found.known_since == ({"m365": text(first)} if missing else {})


def test_a_job_from_before_anything_that_was_read_shows_that_it_reaches_back() -> None:
    """Whether another policy, which looks back further, has read it or not."""
    other = job("other", -500 * DAY, -500 * DAY)
    found, _service = read([job("one", 20 * DAY, 20 * DAY)], [other])
    assert found.known_since == {}
    assert read([job("one", 20 * DAY, 20 * DAY), other])[0].known_since == {}


def test_a_short_period_has_to_begin_with_the_history() -> None:
    found, _service = read([job("one", 2 * DAY, 2 * DAY)], over=period(3 * DAY))
    assert found.known_since == {}
    found, _service = read([], [job("one", 3 * DAY, 3 * DAY)], over=period(3 * DAY, 5 * DAY))
    assert found.known_since == {"m365": text(3 * DAY)}


def test_a_job_of_any_service_or_type_shows_that_it_reaches_back() -> None:
    other = job("other", DAY, DAY, service="exchange_online", job_type="restore")
    found, service = read([job("one", 20 * DAY, 20 * DAY)], [other])
    assert (found.known_since, found.warnings) == ({}, [])
    (query,) = service.queries
    assert (query.limit, query.services, query.job_types) == (1, None, None)


def test_it_begins_with_the_first_job_of_any_service_or_type() -> None:
    other = job("other", 15 * DAY, 15 * DAY, service="exchange_online", job_type="restore")
    found, _service = read([job("one", 20 * DAY, 20 * DAY)], [other])
    assert found.known_since == {"m365": text(15 * DAY)}
    assert found.warnings == [
        f"m365: the service has no job that started before {text(15 * DAY)}; the time before that is unknown"
    ]


@pytest.mark.parametrize("jobs", [[], [job("one", None, DAY)]], ids=len)
@pytest.mark.parametrize("judged", [30, 40])
def test_a_product_without_jobs_has_no_missing_history(jobs: list[Job], judged: int) -> None:
    found, service = read(jobs, over=period(30 * DAY, judged * DAY))
    assert (found.known_since, found.warnings) == ({}, [])
    # Nobody knows that before the service has been asked, up to the moment of judging.
    assert (service.queries[0].since, service.queries[-1].until) == (EARLIEST, at(judged * DAY))


@pytest.mark.parametrize(
    ("start", "begin"), [(-DAY, None), (7 * DAY, None), (8 * DAY, 8 * DAY), (30 * DAY, 30 * DAY), (35 * DAY, 30 * DAY)]
)
def test_a_product_of_which_no_job_was_read_is_asked_for_others(start: int, begin: int | None) -> None:
    """A job after the period shows that there is a history, which does not reach back to the period."""
    other = job("other", start, start, service="exchange_online", job_type="restore")
    found, service = read([], [other], over=period(30 * DAY, 40 * DAY))
    assert found.known_since == ({} if begin is None else {"m365": text(begin)})
    # Of the jobs outside the period, one is enough.
    assert [query.limit for query in service.queries] == [1, None, 1][: {None: 1, 30 * DAY: 3}.get(begin, 2)]


def test_a_job_in_the_future_shows_nothing_of_the_past() -> None:
    found, _service = read([job("ahead", 31 * DAY, 31 * DAY)])
    assert found.known_since == {}
    found, _service = read([job("ahead", 31 * DAY, 31 * DAY)], [job("other", 15 * DAY, 15 * DAY)])
    assert found.known_since == {"m365": text(15 * DAY)}
