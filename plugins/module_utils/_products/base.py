# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a product has to tell: its forms on the wire, its enumerations, and how its jobs read.

Everything here is common to all products; all that is peculiar to one is in its file in
C(products/). Source: the contract's pages of the five products.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace
from datetime import datetime

from .. import times
from .._http.request import Parameters, Request, Target
from .._jobs import job as jobs
from ..errors import MalformedResponse
from ..option import Option
from .enums import Enumeration, EnumValue


@dataclass(frozen=True)
class ApiVersion:
    """How one generation of a product's API is asked: names of parameters, and what rows tell.

    C(options) maps a product's own options to parameters, C(always) is sent with every request,
    C(token) is the parameter that takes an opaque C(nextLink) back. C(former_paths) are where the same
    form was served before C(path), the latest first.
    """

    path: str
    start: str
    finish: str
    index: str
    size: str
    job_type: str
    status: str | None = None
    service: str | None = None
    method: str = "GET"
    first_index: int = 0
    ticks: bool = False
    token: str | None = None
    options: t.Mapping[str, str] = field(default_factory=dict)
    always: Parameters = field(default_factory=dict)
    tells_job_type: bool = True
    tells_service: bool = True
    former_paths: tuple[str, ...] = ()

    @property
    def paging(self) -> tuple[str, str]:
        """The parameters that choose a page."""
        return self.index, self.size

    @property
    def filters(self) -> list[str]:
        """The parameters that choose jobs, without the window."""
        return [name for name in (self.service, self.job_type, self.status, *self.options.values()) if name]

    def at_former_paths(self) -> list[ApiVersion]:
        """Return this form at each of its former paths."""
        return [replace(self, path=path, former_paths=()) for path in self.former_paths]

    def window(self, since: datetime, until: datetime) -> dict[str, t.Any]:
        """The parameters of a window of time."""
        show: t.Callable[[datetime], t.Any] = times.to_ticks if self.ticks else times.show
        return {self.start: show(since), self.finish: show(until)}

    def request(self, params: Parameters) -> Request:
        """A question without its page."""
        return Request(self.method, self.path, {**self.always, **params})

    def page(self, request: Request, index: int, size: int) -> Request:
        """The question for one page; C(index) counts from 0 whatever the service does."""
        params = {**request.params, self.index: index + self.first_index, self.size: size}
        return replace(request, params=params)


@dataclass(frozen=True)
class Label:
    """What is known of jobs from having asked for them: the service and the job type."""

    service: EnumValue | None = None
    job_type: EnumValue | None = None


@dataclass(slots=True)
class ParsedJob:
    """What one row tells, still in the vendor's values; C(units) in the shape of C(counts_by_unit)."""

    id: str | None
    status: str | int | None
    started: datetime | None
    finished: datetime | None
    elapsed: float | None = None
    job_type: str | int | None = None
    service: str | int | None = None
    units: t.Mapping[str, jobs.Counts] = field(default_factory=dict)
    size_bytes: int | None = None
    progress_percent: float | None = None
    organization_id: str | None = None
    organization_name: str | None = None
    operator: str | None = None
    message: str | None = None
    errors: list[jobs.JobError] = field(default_factory=list)
    data_source: str | int | None = None
    api_calls: int | None = None


class Product:
    """One product. Subclasses fill in the attributes and tell how a row reads."""

    name: str
    title: str
    scope: str
    scope_writes = False
    # A note of the vendor says that the scope does not work together with others.
    scope_alone = False
    # Whether the product is available in the data centres of Google Cloud.
    in_google_cloud = False
    api_versions: t.ClassVar[t.Mapping[str, ApiVersion]]
    services: Enumeration | None = None
    job_types: Enumeration
    statuses: Enumeration
    data_sources: Enumeration | None = None
    options: tuple[Option, ...] = ()
    finest_unit = "objects"
    # The members that hold a row's id, in lower case.
    id_members: tuple[str, ...] = ("jobid", "id")
    # A body without details answered 400 may be about the form of the times (contract: generations).
    times_differ = False

    @property
    def target(self) -> Target:
        """Return whom requests for this product go to."""
        return Target(self.name, self.scope, self.in_google_cloud)

    def parse_row(self, row: t.Any) -> ParsedJob:
        """Read one row of an answer; MalformedAnswer where a member cannot be read."""
        raise NotImplementedError

    def knows_service(self, job: jobs.Job) -> bool:
        """Return whether the service of a job is one of those that are known here."""
        return self.services is None or self.services.read(job["service_raw"]) is not None

    def option_value(self, name: str, value: t.Any) -> t.Any:
        """The value of one of the product's own options as the wire wants it."""
        return value

    def doubt_of_no_jobs(self, given: t.Mapping[str, t.Any]) -> str | None:
        """Return why an answer without jobs may not mean that there are none, with these own options; or None."""
        return None

    def job_type_of(self, job: jobs.Job) -> EnumValue | None:
        """Return the job type that a job was normalised with; None for one that is not known."""
        return self.job_types.read_as(job["job_type_raw"], job["job_type"])

    def job(
        self,
        row: t.Any,
        label: Label,
        notice: t.Callable[[str, object], None],
        revision: str | None = None,
        relied: t.Callable[[str], None] = lambda _filter: None,
    ) -> jobs.Job:
        """Normalise one row, which came in the form of C(revision).

        C(label) says what was asked for where the row does not tell. C(notice) is called with what
        it is ("status", "job type", "service") and the raw value of whatever is not known. C(relied) is called
        with C(service) or C(job_type) where the label alone tells it, so that all depends on the service's filter.
        """
        told = self.parse_row(row)
        if not told.id or not told.id.strip():
            raise MalformedResponse("a job has no id")
        status = self.statuses.read(told.status)
        if status is None:
            notice("status", told.status)
        job_type = label.job_type if told.job_type is None else self.job_types.read(told.job_type, revision)
        if job_type is None and told.job_type is not None:
            notice("job type", told.job_type)
        service = self._service(told, label, job_type)
        if service is None and told.service is not None:
            notice("service", told.service)
        if told.job_type is None and label.job_type is not None:
            relied("job_type")
        # A job type that names its service tells it as well as a member would.
        tells_service = told.service is not None or (job_type is not None and job_type.service is not None)
        if label.service is not None and not tells_service:
            relied("service")
        source = self.data_sources.read(told.data_source) if self.data_sources is not None else None
        if source is None and told.data_source is not None:
            notice("data source", told.data_source)
        normal = status.normalized if status is not None else "unknown"
        service_words = _words("service", service, told.service)
        if jobs.ends_before_start(told.started, told.finished) and jobs.is_over(normal, told.finished):
            # Neither its age nor its length can be known, so nothing can be said of it.
            raise MalformedResponse("it ended before it started")
        counts, by_unit = jobs.tell_counts(told.units, self.finest_unit)
        return t.cast(
            jobs.Job,
            {
                "id": told.id,
                "product": self.name,
                "status": normal,
                "status_raw": told.status,
                **_words("job_type", job_type, told.job_type),
                "job_type_name": job_type.name if job_type is not None else None,
                **service_words,
                **jobs.clock(normal, told.started, told.finished, told.elapsed),
                "counts": counts,
                "counts_by_unit": by_unit,
                "size_bytes": told.size_bytes,
                "progress_percent": told.progress_percent,
                "organization_id": told.organization_id,
                "organization_name": told.organization_name,
                "operator": told.operator,
                "message": told.message,
                "errors": told.errors,
                "data_source": _words("data_source", source, told.data_source)["data_source"],
                "api_calls": told.api_calls,
                "subject": jobs.subject_text(self.name, service_words["service"], told.organization_id),
            },
        )

    def _service(self, told: ParsedJob, label: Label, job_type: EnumValue | None) -> EnumValue | None:
        if self.services is None:
            return None
        service = label.service if told.service is None else self.services.read(told.service)
        asked = label.service
        if asked is not None and job_type is not None and job_type.service not in (None, asked.name):
            raise MalformedResponse(f"it came for the service {asked.name} but is of the type {job_type.name}")
        if service is None and told.service is None and job_type is not None and job_type.service:
            return self.services.read(job_type.service)
        return service


def _words(key: str, member: EnumValue | None, raw: str | int | None) -> dict[str, t.Any]:
    """A value's normalised word and its raw value; C(other) where it is not known."""
    if member is None:
        return {key: None if raw is None else "other", f"{key}_raw": raw}
    return {key: member.normalized, f"{key}_raw": member.code if raw is None else raw}
