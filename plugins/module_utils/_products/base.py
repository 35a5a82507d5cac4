# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a product declares: its API versions, its enumerations, and how its jobs are read.

Everything here is common to all products; whatever is particular to one is in its file in this folder.
Source: docs/api/<product>.md.
"""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass, field
from datetime import datetime

from .._http.request import Target
from .._jobs import job as jobs
from ..errors import MalformedResponse
from ..option import Option
from .api_version import ApiVersion
from .enums import Enumeration, EnumValue


@dataclass(frozen=True)
class Label:
    """What is known of jobs because it was requested: the service and the job type."""

    service: EnumValue | None = None
    job_type: EnumValue | None = None


@dataclass(slots=True)
class ParsedJob:
    """What one row contains, still in the vendor's values; C(units) in the shape of C(counts_by_unit)."""

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
    """One product. Subclasses fill in the attributes and define how a row is read."""

    name: str
    title: str
    scope: str
    scope_writes = False
    # A note of the vendor says that the scope does not work together with others.
    scope_alone = False
    # Whether the product is available in the data centres of Google Cloud.
    in_google_cloud = False
    # Other names that users try, as squash() leaves them; they are suggested, and not accepted.
    aliases: tuple[str, ...] = ()
    # Its tag on Ansible Galaxy, and a service for the examples where the vendor publishes no list of them.
    tag: str | None = None
    example_service: str | None = None
    # Whether it is among the products that are read when none is named.
    is_backup = True
    # The job types that a rule judges when it names none.
    default_job_types: tuple[str, ...] = ("backup",)
    # In the order in which the service introduced them.
    versions: tuple[ApiVersion, ...]
    services: Enumeration | None = None
    job_types: Enumeration
    statuses: Enumeration
    data_sources: Enumeration | None = None
    options: tuple[Option, ...] = ()
    # The option that chooses an organisation, and the one that finds a job by its id; None where there is none.
    organization_option: str | None = None
    id_search_option: str | None = None
    # From those of the options that no API version takes to the key of a job that the client compares.
    client_options: t.ClassVar[t.Mapping[str, str]] = {}
    finest_unit = "objects"
    # The members that hold a row's id, in lower case.
    id_members: tuple[str, ...] = ("jobid", "id")
    # A response 400 whose body has no details may be about the format of the times (docs/api/errors.md).
    times_differ = False

    @property
    def target(self) -> Target:
        """Return the API that requests for this product are sent to."""
        return Target(self.name, self.scope, self.in_google_cloud)

    @functools.cached_property
    def api_versions(self) -> t.Mapping[str, ApiVersion]:
        """Return the API versions by their names, in the order in which the service introduced them."""
        return {name: version for version in self.versions for name in version.names}

    @functools.cached_property
    def rows_have_service(self) -> bool:
        """Return whether rows have their service in every API version; otherwise a filter has to ask for it."""
        return all(version.rows_have_service for version in self.versions)

    @functools.cached_property
    def _order(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.api_versions)}

    def precedes(self, name: str, other: str) -> bool:
        """Return whether the API version of one name was introduced before that of another."""
        return self._order[name] < self._order[other]

    def knows(self, value: EnumValue, version: str) -> bool:
        """Return whether the API version of this name has a value."""
        too_early = value.since is not None and self.precedes(version, value.since)
        return not too_early and (value.until is None or not self.precedes(value.until, version))

    def parse_row(self, row: t.Any) -> ParsedJob:
        """Parse one row of a page; MalformedResponse where a member cannot be read."""
        raise NotImplementedError

    def knows_service(self, job: jobs.Job) -> bool:
        """Return whether the service of a job is one of those that are known here."""
        return self.services is None or self.services.read(job["service_raw"]) is not None

    def option_value(self, name: str, value: t.Any) -> t.Any:
        """Return the value of one of the product's own options as it is sent."""
        return value

    def doubt_of_no_jobs(self, given: t.Mapping[str, t.Any]) -> str | None:
        """Return why a result without jobs may not mean that there are none, with these own options; or None."""
        return None

    def job_type_of(self, job: jobs.Job) -> EnumValue | None:
        """Return the job type that a job was normalised with; None for one that is not known."""
        return self.job_types.read_as(job["job_type_raw"], job["job_type"])

    def job(
        self,
        row: t.Any,
        label: Label,
        notice: t.Callable[[str, object], None],
        version: str | None = None,
        relied: t.Callable[[str], None] = lambda _filter: None,
    ) -> jobs.Job:
        """Normalise one row, which came from the API version named C(version).

        C(label) is what was requested, and holds where the row does not contain it. C(notice) is called with what
        it is ("status", "job type", "service") and the raw value of whatever is not known. C(relied) is called
        with C(service) or C(job_type) where it is known by the label alone, so that all depends on the service's
        filter. MalformedResponse where the row cannot be understood.
        """
        parsed = self.parse_row(row)
        if not parsed.id or not parsed.id.strip():
            raise MalformedResponse("a job has no id")
        status = self.statuses.read(parsed.status)
        job_type = label.job_type if parsed.job_type is None else self._job_type(parsed.job_type, version)
        service = self._service(parsed, label, job_type)
        source = self.data_sources.read(parsed.data_source) if self.data_sources is not None else None
        if status is None:
            notice("status", parsed.status)
        if job_type is None and parsed.job_type is not None:
            notice("job type", parsed.job_type)
        if service is None and parsed.service is not None:
            notice("service", parsed.service)
        if source is None and parsed.data_source is not None:
            notice("data source", parsed.data_source)
        if label.service is not None or label.job_type is not None:
            for name in _known_by_label(parsed, label, job_type):
                relied(name)
        normalized = status.normalized if status is not None else "unknown"
        if jobs.ends_before_start(parsed.started, parsed.finished) and jobs.is_over(normalized, parsed.finished):
            # Neither its age nor its duration can be known.
            raise MalformedResponse("it ended before it started")
        service_words = _words("service", service, parsed.service)
        counts, by_unit = jobs.merge_units(parsed.units, self.finest_unit)
        return t.cast(
            jobs.Job,
            {
                "id": parsed.id,
                "product": self.name,
                "status": normalized,
                "status_raw": parsed.status,
                **_words("job_type", job_type, parsed.job_type),
                "job_type_name": job_type.name if job_type is not None else None,
                **service_words,
                **jobs.state_and_times(normalized, parsed.started, parsed.finished, parsed.elapsed),
                "counts": counts,
                "counts_by_unit": by_unit,
                "size_bytes": parsed.size_bytes,
                "progress_percent": parsed.progress_percent,
                "organization_id": parsed.organization_id,
                "organization_name": parsed.organization_name,
                "operator": parsed.operator,
                "message": parsed.message,
                "errors": parsed.errors,
                "data_source": _words("data_source", source, parsed.data_source)["data_source"],
                "api_calls": parsed.api_calls,
                "subject": jobs.subject_text(self.name, service_words["service"], parsed.organization_id),
            },
        )

    def _job_type(self, raw: str | int, version: str | None) -> EnumValue | None:
        """Return the job type of a raw value; that of the API version, where its meaning depends on it."""
        if version is None:
            return self.job_types.read(raw)
        return self.job_types.read(raw, lambda value: self.knows(value, version))

    def _service(self, parsed: ParsedJob, label: Label, job_type: EnumValue | None) -> EnumValue | None:
        if self.services is None:
            return None
        service = label.service if parsed.service is None else self.services.read(parsed.service)
        requested = label.service
        if requested is not None and job_type is not None and job_type.service not in (None, requested.name):
            raise MalformedResponse(f"it came for the service {requested.name} but is of the type {job_type.name}")
        if service is None and parsed.service is None and job_type is not None and job_type.service:
            return self.services.read(job_type.service)
        return service


def counts(row: object, unit: str) -> jobs.Counts:
    """Return the five figures of a unit, from those of a row's fields C(total_<unit>), C(failed_<unit>), ... it has."""
    # Not by getattr(), which takes long for a field that a model lacks.
    fields = vars(row)
    return t.cast("jobs.Counts", {name: fields.get(field) for name, field in _count_fields(unit)})


@functools.cache
def _count_fields(unit: str) -> list[tuple[str, str]]:
    """Return each figure with the name of its field."""
    return [(name, f"{name}_{unit}") for name in ("total", "successful", "failed", "skipped", "warning")]


def _known_by_label(parsed: ParsedJob, label: Label, job_type: EnumValue | None) -> list[str]:
    """Return which of C(job_type) and C(service) are known only because they were requested."""
    names = ["job_type"] if parsed.job_type is None and label.job_type is not None else []
    # A job type that belongs to one service is as good as a member with the service.
    has_service = parsed.service is not None or (job_type is not None and job_type.service is not None)
    return names if label.service is None or has_service else [*names, "service"]


def _words(key: str, value: EnumValue | None, raw: str | int | None) -> dict[str, t.Any]:
    """Return a value's normalised word and its raw value; C(other) where it is not known."""
    if value is None:
        return {key: None if raw is None else "other", f"{key}_raw": raw}
    return {key: value.normalized, f"{key}_raw": value.code if raw is None else raw}
