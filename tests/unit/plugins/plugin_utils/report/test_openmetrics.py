# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as metrics."""

from __future__ import annotations

import math
import subprocess
import sys
import typing as t

import pytest
from hypothesis import given, strategies
from prometheus_client.openmetrics import parser as openmetrics_parser
from prometheus_client.parser import text_string_to_metric_families

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import STATUSES
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import CloudBackupError
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report import models
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.openmetrics import METRICS, to_openmetrics
from reports import debian, parts, samples

Series = dict[tuple[tuple[str, str], ...], float]
NAMES = {metric.full_name for metric in METRICS}


def read(report: models.Report) -> dict[str, Series]:
    """Return the values of each metric by labels, without the tenant."""
    families = openmetrics_parser.text_string_to_metric_families(to_openmetrics(report))
    return {family.name.removeprefix("avepoint_backup_"): _series(family) for family in families}


def _series(family: t.Any) -> Series:
    return {
        tuple(sorted((name, value) for name, value in sample.labels.items() if name != "tenant")): sample.value
        for sample in family.samples
    }


def labels(product: str, service: str | None = None, **more: str) -> tuple[tuple[str, str], ...]:
    given = {"product": product, **({"service": service} if service else {}), **more}
    return tuple(sorted(given.items()))


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_the_official_parser_reads_it(name: str) -> None:
    report = samples.SAMPLES[name]()
    text = to_openmetrics(report)
    assert text.endswith("\n# EOF\n")
    families = list(openmetrics_parser.text_string_to_metric_families(text))
    assert {family.name for family in families} <= NAMES
    every = [sample for family in families for sample in family.samples]
    assert every
    for sample in every:
        assert sample.labels["tenant"] == report.tenant
        assert float(sample.timestamp) == parts.NOW.timestamp()
        assert math.isfinite(sample.value)
    for family in families:
        (metric,) = (each for each in METRICS if each.full_name == family.name)
        assert (family.type, family.unit, family.documentation) == ("gauge", metric.unit, metric.help)
        assert {name for sample in family.samples for name in sample.labels} <= {"tenant", *metric.labels}


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_promtool_accepts_the_textfile(name: str) -> None:
    promtool = debian.require("promtool", "prometheus")
    text = to_openmetrics(samples.SAMPLES[name](), textfile=True)
    done = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_the_textfile_has_the_same_values_without_moments(name: str) -> None:
    report = samples.SAMPLES[name]()
    families = list(text_string_to_metric_families(to_openmetrics(report, textfile=True)))
    assert {family.name.removeprefix("avepoint_backup_"): _series(family) for family in families} == read(report)
    assert all(sample.timestamp is None for family in families for sample in family.samples)


def test_a_subject_that_never_succeeded_has_its_series() -> None:
    found = read(samples.mixed())
    power_bi, sales = labels("m365", "power_bi"), labels("dynamics365", "sales")
    assert found["never_succeeded"][power_bi] == found["never_succeeded"][sales] == 1
    assert found["never_succeeded"][labels("google", "drive")] == 0
    assert found["expected"][power_bi] == 1
    assert found["failed_objects"][power_bi] == 0
    assert found["verdict"][power_bi] == 0
    assert found["jobs"][labels("dynamics365", "sales", status="failed")] == 7
    for status in STATUSES:
        assert labels("m365", "power_bi", status=status) in found["jobs"]
    for metric in ("last_success_timestamp_seconds", "last_success_age_seconds"):
        assert power_bi not in found[metric]
        assert labels("google", "drive") in found[metric]
    assert power_bi not in found["success_ratio"]


def test_what_could_not_be_read_has_no_figures_but_fails() -> None:
    found = read(samples.mixed())
    iaas = labels("iaas")
    assert {name for name, series in found.items() if any(set(iaas) <= set(key) for key in series)} == {
        "expected",
        "verdict",
        "read_complete",
    }
    assert found["verdict"][iaas] == found["read_complete"][iaas] == 0
    assert found["expected"][iaas] == 1


def test_the_values_are_those_of_the_report() -> None:
    report = samples.mixed()
    found = read(report)
    drive = next(subject for subject in report.subjects if subject.subject == "google drive")
    key = labels("google", "drive")
    assert found["last_success_age_seconds"][key] == drive.last_success_age_seconds
    assert found["last_success_timestamp_seconds"][key] == parts.NOW.timestamp() - (drive.last_success_age_seconds or 0)
    assert found["success_ratio"][key] == round((drive.success_rate or 0) / 100, 6)
    assert found["failed_objects"][key] == drive.failed_objects
    assert found["jobs"][labels("google", "drive", status="succeeded")] == drive.by_status["succeeded"]
    assert found["report_timestamp_seconds"][()] == parts.NOW.timestamp()
    assert found["read_duration_seconds"][labels("m365")] == pytest.approx(6.4 + 1.82)
    assert found["expected"][labels("google", "contacts")] == 0
    assert labels("salesforce", organization_id=samples.ORGANIZATION[0]) in found["expected"]


def test_a_verdict_is_over_all_rules_and_policies() -> None:
    report = samples.mixed()
    (passed,) = (verdict for verdict in report.verdicts if verdict.subject == "google gmail")
    key = labels("google", "gmail")

    def value(*outcomes: tuple[str, str]) -> float | None:
        verdicts = [passed.model_copy(update={"kind": kind, "outcome": outcome}) for kind, outcome in outcomes]
        return read(report.model_copy(update={"verdicts": verdicts})).get("verdict", {}).get(key)

    assert value(("rule", "passed"), ("policy", "passed")) == 1
    assert value(("rule", "failed"), ("policy", "passed")) == 0
    assert value(("rule", "passed"), ("policy", "failed"), ("rule", "passed")) == 0
    assert value(("rule", "passed"), ("policy", "unreadable")) == 0
    assert value(("rule", "passed"), ("policy", "not_assessed")) == 1
    assert value(("policy", "not_assessed")) is None
    assert value(("latest", "passed")) is None


def test_a_read_is_complete_only_if_all_its_queries_are() -> None:
    report = samples.all_green()

    def complete(*queries: models.Query, whole: bool = True) -> float:
        reading = report.reading.model_copy(update={"queries": list(queries), "complete": whole})
        return read(report.model_copy(update={"reading": reading}))["read_complete"][labels("m365")]

    assert complete(parts.query("m365"), parts.query("google", complete=False), whole=False) == 1
    assert complete(parts.query("m365"), parts.query("m365", complete=False)) == 0
    assert complete() == 1
    assert complete(whole=False) == 0
    unreadable = [product.model_copy(update={"readable": False}) for product in report.products]
    report = report.model_copy(update={"products": unreadable})
    assert complete(parts.query("m365")) == 0


def test_an_empty_report_has_only_what_concerns_the_read() -> None:
    assert set(read(samples.no_jobs())) == {"read_complete", "report_timestamp_seconds", "read_duration_seconds"}


def test_there_is_no_job_id() -> None:
    report = samples.mixed()
    identities = {subject.last_job_id for subject in report.subjects} | {job.job_id for job in report.running}
    text = to_openmetrics(report)
    assert not [identity for identity in identities if identity and identity in text]


def test_the_same_subject_twice_is_one_series() -> None:
    subjects = [parts.subject("m365", "a\x1b", state="failed"), parts.subject("m365", "a")]
    assert len(read(parts.report(subjects))["expected"]) == 1


@given(strategies.text(), strategies.text())
def test_any_text_is_a_label(tenant: str, service: str) -> None:
    report = parts.report([parts.subject("m365", f"s{service}")], tenant=f"t{tenant}")
    for textfile in (False, True):
        text = to_openmetrics(report, textfile=textfile)
        read = openmetrics_parser.text_string_to_metric_families if not textfile else text_string_to_metric_families
        (expected,) = (family for family in read(text) if family.name == "avepoint_backup_expected")
        (sample,) = expected.samples
        assert sample.labels["tenant"].startswith("t")
        assert sample.labels["service"].startswith("s")


def test_a_moment_that_is_none_is_one_sentence() -> None:
    with pytest.raises(CloudBackupError, match=r"^this is not a valid report: 'soon' is not an ISO 8601 date or time$"):
        to_openmetrics(samples.all_green().model_copy(update={"generated_at": "soon"}))


def test_names_are_as_prometheus_wants_them() -> None:
    assert len(NAMES) == len(METRICS)
    for metric in METRICS:
        last = metric.name.rpartition("_")[2]
        assert metric.unit == (last if last in ("seconds", "ratio") else "")
        assert metric.help.endswith(".")


def test_without_its_library_it_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(CloudBackupError, match=r"cannot import prometheus-client, which"):
        to_openmetrics(samples.all_green())
