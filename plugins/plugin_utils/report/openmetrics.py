# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as metrics, in OpenMetrics 1.0 or in the text format of Prometheus."""

from __future__ import annotations

import typing as t

from ...module_utils._jobs.job import STATUSES
from ...module_utils.times import parse_iso
from . import libraries
from .errors import NotReportable
from .models import Identity, Report, Subject
from .text import clean

if t.TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

PREFIX = "avepoint_backup_"
PRODUCT = ("product",)
IDENTITY = ("product", "service", "organization_id")

Labels = t.Mapping[str, str | None]
Samples = t.Iterator[tuple[Labels, float]]


class Metric(t.NamedTuple):
    """A metric: its name without the prefix, its unit, its help, its labels besides the tenant, and its samples.

    All are gauges. A name with a unit ends with it. A label whose value is null is left out.
    """

    name: str
    unit: str
    help: str
    labels: tuple[str, ...]
    samples: t.Callable[[Report], Samples]

    @property
    def full_name(self) -> str:
        """The name as it is stored."""
        return PREFIX + self.name


def to_openmetrics(report: Report, textfile: bool = False) -> str:
    """Return the metrics of a report in OpenMetrics 1.0, with the moment of the report as that of each sample.

    With C(textfile), they are in the text format of Prometheus without moments, which the textfile collector of
    node_exporter reads.
    """
    libraries.require("prometheus_client")
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.openmetrics import exposition

    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(report, None if textfile else _seconds(report.generated_at)))
    generate = generate_latest if textfile else exposition.generate_latest
    return generate(registry).decode("utf-8")


class _Collector:
    """Collects the metrics of a report."""

    def __init__(self, report: Report, moment: int | None) -> None:
        self._report = report
        self._moment = moment

    def collect(self) -> t.Iterator[GaugeMetricFamily]:
        """Yield the metrics that have samples."""
        from prometheus_client.core import GaugeMetricFamily

        for metric in METRICS:
            family = GaugeMetricFamily(metric.full_name, metric.help, unit=metric.unit)
            for labels, value in self._distinct(metric):
                family.add_sample(family.name, labels, value, self._moment)
            if family.samples:
                yield family

    def _distinct(self, metric: Metric) -> t.Iterator[tuple[dict[str, str], float]]:
        """Yield the samples of a metric, only the first of those with the same labels.

        Subjects are sorted worst first. A file with the same labels twice would be rejected as a whole.
        """
        known: dict[tuple[tuple[str, str], ...], None] = {}
        for given, value in metric.samples(self._report):
            labels = {
                name: clean(text) for name, text in {"tenant": self._report.tenant, **given}.items() if text is not None
            }
            key = tuple(labels.items())
            if key not in known:
                known[key] = None
                yield labels, value


def _seconds(moment: str) -> int:
    """Return a moment in seconds since 1970."""
    try:
        return int(parse_iso(moment).timestamp())
    except ValueError as error:
        raise NotReportable(f"this is not a valid report: {error}") from None


def _identity(row: Identity) -> Labels:
    return {name: getattr(row, name) for name in IDENTITY}


def _of_subjects(value: t.Callable[[Subject], float | None]) -> t.Callable[[Report], Samples]:
    """Return what yields a value of each subject, without those whose value is None."""

    def samples(report: Report) -> Samples:
        for subject in report.subjects:
            found = value(subject)
            if found is not None:
                yield _identity(subject), found

    return samples


def _known(value: t.Callable[[Subject], float | None]) -> t.Callable[[Report], Samples]:
    """Return the same without subjects that could not be read, whose figures are not what they seem."""
    return _of_subjects(lambda subject: None if subject.state == "unreadable" else value(subject))


def _jobs(report: Report) -> Samples:
    """Yield the jobs of each subject, also how many have a status that does not occur, so that no series has gaps."""
    for subject in report.subjects:
        if subject.state != "unreadable":
            by_status = {**dict.fromkeys(STATUSES, 0), **subject.by_status}
            for status, count in by_status.items():
                yield {**_identity(subject), "status": status}, count


def _verdicts(report: Report) -> Samples:
    """Yield whether each subject passed all rules and policies that assess it."""
    passed: dict[tuple[str | None, ...], tuple[Labels, bool]] = {}
    for verdict in report.verdicts:
        if verdict.kind == "latest" or verdict.outcome == "not_assessed":
            continue
        labels = _identity(verdict)
        _same, before = passed.get(tuple(labels.values()), (labels, True))
        passed[tuple(labels.values())] = labels, before and verdict.outcome == "passed"
    yield from passed.values()


def _complete(report: Report) -> Samples:
    """Yield whether each product was read completely; without queries, what the report as a whole says."""
    for product in report.products:
        complete = [query.complete for query in report.reading.queries if query.product == product.product]
        yield (
            {"product": product.product},
            product.readable and (all(complete) if complete else report.reading.complete),
        )


def _durations(report: Report) -> Samples:
    for product in report.products:
        seconds = [query.elapsed_seconds for query in report.reading.queries if query.product == product.product]
        if seconds:
            yield {"product": product.product}, sum(seconds)


# Every metric of a report; the documentation of the filter is generated from it.
METRICS: tuple[Metric, ...] = (
    Metric(
        "last_success_timestamp_seconds",
        "seconds",
        "When the last success ended; absent without one.",
        IDENTITY,
        _of_subjects(lambda subject: None if subject.last_success_at is None else _seconds(subject.last_success_at)),
    ),
    Metric(
        "last_success_age_seconds",
        "seconds",
        "How long before the report the last success ended; absent without one.",
        IDENTITY,
        _of_subjects(lambda subject: subject.last_success_age_seconds),
    ),
    Metric(
        "never_succeeded",
        "",
        "1 if no success is among all jobs that were read or there are no jobs, otherwise 0; absent if unreadable.",
        IDENTITY,
        _known(lambda subject: subject.state == "never_succeeded"),
    ),
    Metric(
        "expected",
        "",
        "1 if the subject is declared or judged by a rule or policy, 0 if it is only seen.",
        IDENTITY,
        _of_subjects(lambda subject: subject.declared),
    ),
    Metric(
        "jobs",
        "",
        "How many jobs of the report's window have the status, also 0; absent if unreadable.",
        (*IDENTITY, "status"),
        _jobs,
    ),
    Metric(
        "success_ratio",
        "ratio",
        "The share of successes among the jobs that ended, from 0 to 1; absent if none ended.",
        IDENTITY,
        _known(lambda subject: None if subject.success_rate is None else round(subject.success_rate / 100, 6)),
    ),
    Metric(
        "failed_objects",
        "",
        "How many objects failed in all jobs of the report's window; absent if unreadable.",
        IDENTITY,
        _known(lambda subject: subject.failed_objects),
    ),
    Metric(
        "verdict",
        "",
        "1 if the subject passed all rules and policies that assess it, otherwise 0; absent if none does.",
        IDENTITY,
        _verdicts,
    ),
    Metric("read_complete", "", "1 if all jobs of the product were read, otherwise 0.", PRODUCT, _complete),
    Metric(
        "report_timestamp_seconds",
        "seconds",
        "When the report was made.",
        (),
        lambda report: iter([({}, _seconds(report.generated_at))]),
    ),
    Metric("read_duration_seconds", "seconds", "How long it took to read the product.", PRODUCT, _durations),
)
