# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of the products: what they have in common, and what each declares."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from .. import times
from ..errors import ApiError
from ..model import UNFINISHED, Counts, Job
from ..paging import LinkStyle, Page, splice
from ..query import ApiVersion, Parameter, Query, body_pairs, parse_query
from ..schedules import Schedule

Document = dict[str, object]
Units = dict[str, Counts]

# Placeholder for the rendered rows in an envelope.
ROWS: Final = "\x00rows"
_ROWS_AS_JSON: Final = json.dumps(ROWS)
# Placeholder for a field that is left out of a row.
MISSING: Final = object()
# ``json.dumps`` would create an encoder for every row.
_encode: Final = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True)
class Endpoint:
    method: str
    path: str


@dataclass(frozen=True)
class Stamp:
    """The ids and the time of a request in its response."""

    request_id: str
    trace_id: str
    timestamp: str


class Product(ABC):
    """One product: its endpoints, enumerations, parameters and responses."""

    key: ClassVar[str]
    scope: ClassVar[str]
    endpoints: ClassVar[Mapping[ApiVersion, Endpoint]]
    former_paths: ClassVar[tuple[str, ...]] = ()
    # Whether a token cannot have this scope together with others.
    scope_alone: ClassVar[bool] = False
    schedules: ClassVar[tuple[Schedule, ...]]
    services: ClassVar[Mapping[int, str]]
    job_types: ClassVar[Mapping[int, str]]
    statuses: ClassVar[Mapping[int, str]]

    default_size: ClassVar[int] = 10
    first_page: ClassVar[int] = 0
    page_name: ClassVar[str] = "pageIndex"
    size_name: ClassVar[str] = "pageSize"
    token_name: ClassVar[str | None] = None
    link_style: ClassVar[LinkStyle] = "absolute"
    # An id is this prefix and this many digits of the time, or a GUID without a prefix.
    id_prefix: ClassVar[str | None] = None
    id_digits: ClassVar[int] = 20
    locations: ClassVar[tuple[str, ...]] = ()
    has_size: ClassVar[bool] = True
    # Whether pages have a total of all rows.
    has_total: ClassVar[bool] = True
    # Whether jobs have counts of objects, and whether those with warnings are counted separately.
    counts_objects: ClassVar[bool] = False
    counts_warnings: ClassVar[bool] = False
    # The message of a pending job; without one there is no pending job.
    pending_message: ClassVar[str] = ""
    # Whether synthetic jobs have every service and type, and not only those of the schedules.
    all_kinds: ClassVar[bool] = False
    # The data source of a request that names none.
    default_data_source: ClassVar[int | None] = None
    # The values that the fault tests filter by, and fields that change the end of a row.
    sampled_services: ClassVar[tuple[int, ...]] = ()
    sampled_job_types: ClassVar[tuple[int, ...]] = ()
    # Whether each of these job types belongs to one service only.
    types_of_one_service: ClassVar[bool] = False
    other_ends: ClassVar[tuple[Document, ...]]
    # Fields of a JSON body that are text; all others are numbers.
    body_texts: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def parameters(self, api_version: ApiVersion) -> Sequence[Parameter]:
        """Return the documented parameters of an API version."""

    @abstractmethod
    def row(self, job: Job, api_version: ApiVersion) -> Document:
        """Return a job as this product writes it; fields that are ``MISSING`` are left out."""

    @abstractmethod
    def envelope(self, page: Page, api_version: ApiVersion, stamp: Stamp) -> Document:
        """Return the response around the rows, with ``ROWS`` in their place."""

    @abstractmethod
    def error(self, api_error: ApiError, stamp: Stamp) -> Document:
        """Return the body of an error."""

    def raw_status(self, job: Job) -> object:
        return job.status_code

    def api_version(self, served: Sequence[ApiVersion], pairs: Sequence[tuple[str, str]]) -> ApiVersion:
        """Return the API version of a request if one path serves several: the newest."""
        return served[-1]

    def row_lacks(self, api_version: ApiVersion) -> tuple[str, ...]:
        """Return which of ``service`` and ``job_type`` a row does not have."""
        return ()

    def counts(
        self, main: Counts, few: Counts, schedule: Schedule, split: Callable[[int, str | None], Counts]
    ) -> Units:
        """Return the counts of a job by unit; ``split`` splits a total, optionally for another status."""
        return {"objects": main} if self.counts_objects else {}

    def add_rare_cases(self, jobs: Sequence[Job]) -> None:
        """Change some of these jobs to rare cases: unknown values and unusual ends."""
        del jobs

    def set_status(self, job: Job, status: str) -> None:
        """Set the status of a job."""
        job.status, job.status_code = status, self.code_of(status)
        if status in UNFINISHED:
            job.finished = None

    @property
    def organizations(self) -> tuple[str, ...]:
        """Return the organisations of the schedules."""
        return tuple(dict.fromkeys(schedule.organization.id for schedule in self.schedules if schedule.organization.id))

    def __init__(self) -> None:
        self._parameters = {name: tuple(self.parameters(name)) for name in self.endpoints}

    def read(self, api_version: ApiVersion, pairs: Sequence[tuple[str, str]]) -> Query:
        return parse_query(
            self._parameters[api_version],
            pairs,
            api_version=api_version,
            default_size=self.default_size,
            first_page=self.first_page,
        )

    def body_pairs(self, body: object) -> list[tuple[str, str]]:
        return body_pairs(body, self.body_texts)

    def has_links(self, api_version: ApiVersion) -> bool:
        return True

    def render_row(self, job: Job, api_version: ApiVersion) -> bytes:
        members = self.row(job, api_version).items()
        return _encode({name: value for name, value in members if value is not MISSING}).encode()

    def render_page(self, page: Page, api_version: ApiVersion, stamp: Stamp) -> bytes:
        document = self.envelope(page, api_version, stamp)
        if page.rows is None:
            return json.dumps(_without_rows(document)).encode()
        return splice(json.dumps(document), _ROWS_AS_JSON, page.rows)

    def code_of(self, status: str) -> int:
        """Return the first code of the product for a status; 99 for one that no product knows."""
        for code, word in self.statuses.items():
            if word == status:
                return code
        return 99


def _without_rows(document: Document) -> Document:
    return {
        name: _without_rows(value) if isinstance(value, dict) else value
        for name, value in document.items()
        if value != ROWS
    }


def traced_error(api_error: ApiError, stamp: Stamp) -> Document:
    """Return the error body of Salesforce and of m365 in 2025 (docs/api/errors.md)."""
    return {
        "statusCode": api_error.status,
        "message": api_error.message,
        "errors": [
            {"code": api_error.code, "field": api_error.field, "message": api_error.message},
        ],
        "requestId": stamp.request_id,
        "timestamp": stamp.timestamp,
        "traceId": stamp.trace_id,
    }


def unfinished(choices: Sequence[object], quirk: int) -> object:
    """Return one of the values that a product writes for "not yet" (docs/api/times.md)."""
    return choices[quirk % len(choices)]


def iso(moment: int | None, job: Job, open_end: object) -> object:
    """Format a moment as one of several variants of ISO 8601, or as the product's value for "not yet"."""
    return open_end if moment is None else times.to_varied_iso(moment, job.quirk)
