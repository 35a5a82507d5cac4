# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A product whose service has neither window nor filters, and wrong totals and links: the client filters."""

from __future__ import annotations

import json
import re
import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import fields
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import STATUSES
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._module import job_info
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.api_version import UNVERSIONED, ApiVersion
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.base import ParsedJob, Product
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.enums import Enumeration, EnumValue
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.paging import Offset
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.argument_spec import CONNECTION, QUERY
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import CloudBackupError, IncompleteRead
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.option import Option
from functional.helpers import Hostile, http

SINCE = datetime(2026, 6, 1, tzinfo=timezone.utc)
UNTIL = SINCE + timedelta(days=2)
# The service returns no more rows than this, whatever is requested.
CAP = 7


class _Row(fields.JobRow):
    kind: fields.Code = None
    area: fields.Code = None
    start: fields.Moment = None
    who: fields.Text = None


class Feed(Product):
    """A product with one API version, whose only parameters are for paging."""

    name = "feed"
    title = "A feed"
    scope = "feed.read.all"
    services = Enumeration("service of feed", (EnumValue(1, "north", "north"), EnumValue(2, "south", "south")))
    job_types = Enumeration("job type of feed", (EnumValue(1, "backup", "backup"), EnumValue(2, "restore", "restore")))
    statuses = Enumeration(
        "status of feed",
        (EnumValue(0, "queued", "pending"), EnumValue(1, "done", "succeeded"), EnumValue(2, "broken", "failed")),
        STATUSES,
    )
    versions = (
        ApiVersion(
            path="/feed", paging=Offset("skip", "top", max_page_size=10), reliable_totals=False, reliable_links=False
        ),
    )
    options = (Option("owner", ("Only jobs of this owner.",)),)
    client_options: t.ClassVar = {"owner": "operator"}

    def parse_row(self, row: t.Any) -> ParsedJob:
        read = fields.read(_Row, row, status=self.statuses.read)
        return ParsedJob(
            id=read.job_id,
            status=read.status,
            started=read.start,
            finished=read.start,
            job_type=read.kind,
            service=read.area,
            operator=read.who,
        )


FEED = Feed()


def a_row(number: int, start: datetime | None) -> dict[str, t.Any]:
    return {
        "id": f"job-{number}",
        "status": 0 if start is None else 1 + number % 2,
        "kind": 1 + number % 3 // 2,
        "area": 1 + number % 2,
        "start": None if start is None else start.isoformat(),
        "who": ("Ada", "Bob")[number % 2],
    }


# Newest first: a pending job, then one every three hours, from after the window until before it.
ROWS = [a_row(0, None), *(a_row(number, UNTIL + timedelta(hours=9 - 3 * number)) for number in range(1, 30))]
IN_WINDOW = ["job-0", *(f"job-{number}" for number in range(4, 20))]


class Service:
    """Return the rows at a position, with the total of this page and a link to this page."""

    def __init__(self, rows: list[dict[str, t.Any]]) -> None:
        self.rows = rows
        self.requested: list[dict[str, str]] = []

    def __call__(self, connection: t.Any, request: str) -> None:
        line = request.split("\r\n", 1)[0]
        requested = dict(re.findall(r"[?&](\w+)=([^& ]+)", line))
        self.requested.append(requested)
        skip = int(requested["skip"])
        page = self.rows[skip : skip + min(CAP, int(requested["top"]))]
        body = {"jobs": page, "totalCount": len(page), "nextLink": f"http://elsewhere.example/feed?skip={skip}"}
        connection.sendall(http(json.dumps(body).encode()))


def read(rows: list[dict[str, t.Any]], **params: t.Any) -> tuple[job_info.Result, Service]:
    service = Service(rows)
    defaults = {option.name: option.default for option in (*CONNECTION, *QUERY, *FEED.options)}
    window = {"since": SINCE.isoformat(), "until": UNTIL.isoformat()}
    with Hostile(service).up() as server:
        connection = {"api_url": server.url, "identity_url": server.url, "client_id": "c", "client_secret": "s"}
        result = job_info.read([FEED], {**defaults, **connection, "retries": 0, **window, **params}, lambda _text: None)
    return result, service


def ids(result: job_info.Result) -> list[str]:
    return [job["id"] for job in result.jobs]


def test_no_job_outside_the_window_is_returned() -> None:
    result, service = read(ROWS)
    assert ids(result) == IN_WINDOW
    (query,) = result.queries
    # The end is exclusive and the beginning is not; a job that has not started is kept.
    assert result.jobs[1]["started_at"] == "2026-06-02T21:00:00Z"
    assert result.jobs[-1]["started_at"] == "2026-06-01T00:00:00Z"
    assert (query["complete"], query["fetched"], query["total_reported"]) == (True, len(ROWS), None)
    assert query["api_revision"] == UNVERSIONED
    # Read twice, each time until an empty page, with the number of received rows as the position.
    once = [0, 7, 14, 21, 28, 30]
    assert [int(requested["skip"]) for requested in service.requested] == once * 2
    assert all(requested.keys() == {"skip", "top"} and int(requested["top"]) <= 10 for requested in service.requested)


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"services": ["south"]}, lambda number: number % 2 == 1),
        ({"statuses": ["failed"]}, lambda number: number % 2 == 1),
        ({"job_types": ["restore"]}, lambda number: number % 3 == 2),
        ({"owner": "ada"}, lambda number: number % 2 == 0),
        ({"owner": "Ada", "job_types": ["backup"]}, lambda number: number % 2 == 0 and number % 3 < 2),
        ({"owner": "nobody"}, lambda _number: False),
    ],
)
def test_every_filter_is_applied_by_the_client(filters: dict[str, t.Any], wanted: t.Callable[[int], bool]) -> None:
    result, service = read(ROWS, **filters)
    assert ids(result) == [name for name in IN_WINDOW if wanted(int(name.split("-")[1]))]
    assert result.queries[0]["complete"]
    assert {name for requested in service.requested for name in requested} == {"skip", "top"}


def test_a_limit_counts_only_jobs_of_the_window() -> None:
    result, service = read(ROWS, limit=3)
    assert ids(result) == IN_WINDOW[:3]
    assert not result.queries[0]["complete"]
    assert max(int(requested["skip"]) for requested in service.requested) < len(ROWS)


@pytest.mark.parametrize("pinned", ["2024", "2025"])
def test_a_product_without_versions_ignores_a_pinned_one(pinned: str) -> None:
    result, _service = read(ROWS, api_revision=pinned)
    assert ids(result) == IN_WINDOW
    assert result.queries[0]["api_revision"] == UNVERSIONED


def test_a_row_outside_the_window_needs_no_value_for_a_filter() -> None:
    outside = {**a_row(90, SINCE - timedelta(days=1)), "area": None}
    inside = {**a_row(91, SINCE), "area": None}
    result, _service = read([*ROWS, outside], services=["north"])
    assert "job-90" not in ids(result)
    with pytest.raises(IncompleteRead, match="cannot be applied"):
        read([*ROWS, inside], services=["north"])


def test_without_jobs_an_empty_page_is_read_twice() -> None:
    result, service = read([])
    assert ids(result) == []
    assert result.queries[0]["complete"]
    assert len(service.requested) == 2


def test_rows_that_change_between_the_passes_are_read_until_they_are_stable() -> None:
    class Growing(Service):
        def __call__(self, connection: t.Any, request: str) -> None:
            # Before the fourth response and not after the third: the next request may come in another thread.
            if len(self.requested) == 3:
                self.rows = [a_row(100, UNTIL - timedelta(minutes=1)), *self.rows]
            super().__call__(connection, request)

    defaults = {option.name: option.default for option in (*CONNECTION, *QUERY, *FEED.options)}
    service = Growing(ROWS)
    with Hostile(service).up() as server:
        connection = {"api_url": server.url, "identity_url": server.url, "client_id": "c", "client_secret": "s"}
        window = {"since": SINCE.isoformat(), "until": UNTIL.isoformat()}
        result = job_info.read([FEED], {**defaults, **connection, "retries": 0, **window}, lambda _text: None)
    assert "job-100" in ids(result)
    assert set(IN_WINDOW) < set(ids(result))
    assert result.queries[0]["complete"]


def test_an_error_of_the_only_api_version_is_reported_once() -> None:
    def gone(connection: t.Any, _request: str) -> None:
        connection.sendall(http(b"{}", "404 Not Found"))

    defaults = {option.name: option.default for option in (*CONNECTION, *QUERY, *FEED.options)}
    with Hostile(gone).up() as server:
        connection = {"api_url": server.url, "identity_url": server.url, "client_id": "c", "client_secret": "s"}
        with pytest.raises(CloudBackupError, match=r"feed: .*404") as raised:
            job_info.read([FEED], {**defaults, **connection, "retries": 0}, lambda _text: None)
    assert str(raised.value).count("/feed") == 1
