# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the products have in common, and what each declares."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from .. import times
from ..model import UNFINISHED, Counts, Job
from ..paging import LinkStyle, Page, splice
from ..plans import Plan
from ..questions import Generation, Parameter, Question, body_pairs, read_question
from ..refusal import Refusal

Document = dict[str, object]
Units = dict[str, Counts]

# Stands in an envelope where the rendered rows belong.
ROWS: Final = "\x00rows"
_ROWS_AS_JSON: Final = json.dumps(ROWS)
# Stands in a row for a member that is left out.
MISSING: Final = object()
# ``json.dumps`` would make an encoder for every row.
_encode: Final = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True)
class Endpoint:
    method: str
    path: str


@dataclass(frozen=True)
class Stamp:
    """What a service says about the request itself."""

    request_id: str
    trace_id: str
    timestamp: str


class Product(ABC):
    """One product: its endpoints, its enumerations, its parameters and its words."""

    key: ClassVar[str]
    scope: ClassVar[str]
    endpoints: ClassVar[Mapping[Generation, Endpoint]]
    former_paths: ClassVar[tuple[str, ...]] = ()
    # A token of its scope holds for no other scope.
    scope_alone: ClassVar[bool] = False
    plans: ClassVar[tuple[Plan, ...]]
    services: ClassVar[Mapping[int, str]]
    job_types: ClassVar[Mapping[int, str]]
    statuses: ClassVar[Mapping[int, str]]

    default_size: ClassVar[int] = 10
    first_page: ClassVar[int] = 0
    page_name: ClassVar[str] = "pageIndex"
    size_name: ClassVar[str] = "pageSize"
    token_name: ClassVar[str | None] = None
    link_style: ClassVar[LinkStyle] = "absolute"
    # An id is this prefix and so many digits of the time, or a GUID where there is none.
    id_prefix: ClassVar[str | None] = None
    id_digits: ClassVar[int] = 20
    locations: ClassVar[tuple[str, ...]] = ()
    has_size: ClassVar[bool] = True
    # Whether pages have a total that is true.
    has_total: ClassVar[bool] = True
    # Whether jobs count objects; with warnings among them, or as successful ones.
    counts_objects: ClassVar[bool] = False
    counts_warnings: ClassVar[bool] = False
    # The message of a job that has not started yet; no such job where there is none.
    pending_message: ClassVar[str] = ""
    # Synthetic jobs are of every service and type, not of those of the plans alone.
    all_kinds: ClassVar[bool] = False
    # The value of C(data_source) that is read where no other is asked for.
    default_data_source: ClassVar[int | None] = None
    # What the fault tests filter by, and how they give a row another end.
    sampled_services: ClassVar[tuple[int, ...]] = ()
    sampled_job_types: ClassVar[tuple[int, ...]] = ()
    # Each of these job types belongs to one service, so that not all go with all services.
    types_of_one_service: ClassVar[bool] = False
    other_ends: ClassVar[tuple[Document, ...]]
    # Members of a JSON body that are text; all others are numbers.
    body_texts: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def parameters(self, generation: Generation) -> Sequence[Parameter]:
        """The documented parameters of a generation."""

    @abstractmethod
    def row(self, job: Job, generation: Generation) -> Document:
        """A job as this product writes it; members that are ``MISSING`` are left out."""

    @abstractmethod
    def envelope(self, page: Page, generation: Generation, stamp: Stamp) -> Document:
        """The answer around the rows, with ``ROWS`` in their place."""

    @abstractmethod
    def error(self, refusal: Refusal, stamp: Stamp) -> Document:
        """The body of an error."""

    def raw_status(self, job: Job) -> object:
        return job.status_code

    def generation(self, served: Sequence[Generation], pairs: Sequence[tuple[str, str]]) -> Generation:
        """Which generation a request speaks where one path serves both: the newer knows more."""
        return served[-1]

    def row_lacks(self, generation: Generation) -> tuple[str, ...]:
        """Which of C(service) and C(job_type) a row does not have."""
        return ()

    def counts(self, main: Counts, few: Counts, plan: Plan, split: Callable[[int, str | None], Counts]) -> Units:
        """The counts of a job by their unit; C(split) shares a total out, as of another status where one is given."""
        return {"objects": main} if self.counts_objects else {}

    def make_odd(self, jobs: Sequence[Job]) -> None:
        """Give some of these jobs what happens rarely: unknown values, odd ends."""
        del jobs

    def end(self, job: Job, status: str) -> None:
        """Let a job end, or not, with a neutral word."""
        job.status, job.status_code = status, self.code_of(status)
        if status in UNFINISHED:
            job.finished = None

    @property
    def organizations(self) -> tuple[str, ...]:
        """The organisations of the plans."""
        return tuple(dict.fromkeys(plan.organization.id for plan in self.plans if plan.organization.id))

    def __init__(self) -> None:
        self._parameters = {name: tuple(self.parameters(name)) for name in self.endpoints}

    def read(self, generation: Generation, pairs: Sequence[tuple[str, str]]) -> Question:
        return read_question(
            self._parameters[generation],
            pairs,
            generation=generation,
            default_size=self.default_size,
            first_page=self.first_page,
        )

    def body_pairs(self, body: object) -> list[tuple[str, str]]:
        return body_pairs(body, self.body_texts)

    def has_links(self, generation: Generation) -> bool:
        return True

    def render_row(self, job: Job, generation: Generation) -> bytes:
        members = self.row(job, generation).items()
        return _encode({name: value for name, value in members if value is not MISSING}).encode()

    def render_page(self, page: Page, generation: Generation, stamp: Stamp) -> bytes:
        document = self.envelope(page, generation, stamp)
        if page.rows is None:
            return json.dumps(_without_rows(document)).encode()
        return splice(json.dumps(document), _ROWS_AS_JSON, page.rows)

    def code_of(self, status: str) -> int:
        """The product's first number for a neutral word; 99 for what no product knows."""
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


def traced_error(refusal: Refusal, stamp: Stamp) -> Document:
    """The error body of Salesforce and of m365 in 2025 (contract: errors)."""
    return {
        "statusCode": refusal.status,
        "message": refusal.message,
        "errors": [
            {"code": refusal.code, "field": refusal.field, "message": refusal.message},
        ],
        "requestId": stamp.request_id,
        "timestamp": stamp.timestamp,
        "traceId": stamp.trace_id,
    }


def unfinished(choices: Sequence[object], quirk: int) -> object:
    """One of the ways in which a product says "not yet" (contract: times and durations)."""
    return choices[quirk % len(choices)]


def iso(moment: int | None, job: Job, open_end: object) -> object:
    """A moment in one of the many ways of ISO 8601, or the product's way of "not yet"."""
    return open_end if moment is None else times.to_varied_iso(moment, job.quirk)
