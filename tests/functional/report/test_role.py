# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook report, played against a sandbox: its files, its statistics, and when it changes anything."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
import subprocess
import sys
import typing as t
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.times import format_moment, utc_now
from functional.helpers import Tenant
from tools import environment, tree

FORMATS = ["html", "json", "csv", "junit", "openmetrics", "textfile", "markdown"]
STATE = ".avepoint_report_state.json"
NAMES = {
    *("report.html", "report.json", "jobs.csv", "verdicts.csv", "junit.xml", "report.md"),
    *("metrics.openmetrics", "avepoint_backup.prom", STATE),
}
METRICS = {"metrics.openmetrics", "avepoint_backup.prom"}
RULES = [{"name": "mail", "product": "m365", "services": ["exchange_online", "power_bi"], "max_age": "26h"}]
POLICIES = [
    {"name": "mailboxes", "product": "google", "services": ["gmail"], "rpo": "90h", "on_warning": "allow"},
    {"name": "records", "product": "salesforce", "rpo": "90h", "on_warning": "allow"},
]
SCHEMA = json.loads((tree.ROOT / "docs/schemas/report.json").read_text(encoding="utf-8"))
HOSTILE = (
    "<script>alert(1)</script> =cmd|' /C calc'!A0 {{ 7*7 }} [x](http://evil.example) @all `x` | \x1b[31m \u202e end"
)


def ago(**span: float) -> str:
    return format_moment(utc_now() - timedelta(**span))


TIMES = {"start": ago(minutes=30), "finish": ago(minutes=20)}


@dataclass
class Played:
    """The output and the files of a play."""

    output: str
    folder: Path
    code: int

    @property
    def report(self) -> dict[str, t.Any]:
        return t.cast("dict[str, t.Any]", json.loads((self.folder / "report.json").read_text(encoding="utf-8")))

    @property
    def statistics(self) -> dict[str, t.Any]:
        text = self.output.partition("CUSTOM STATS: ")[2].partition("RUN: ")[2]
        return t.cast("dict[str, t.Any]", json.JSONDecoder().raw_decode(text)[0])

    @property
    def states(self) -> dict[str, str]:
        return {subject["subject"]: subject["state"] for subject in self.report["subjects"]}

    def changed(self) -> set[str]:
        """Return the files that the play wrote as a change."""
        return set(re.findall(r"^changed: \[localhost\] => \(item=(\S+)\)", self.output, re.MULTILINE))


def play(tenant: Tenant, folder: Path, *arguments: str, code: int = 0, **variables: t.Any) -> Played:
    """Play the report by its full name."""
    command = [str(Path(sys.executable).with_name("ansible-playbook")), "avepoint.cloud_backup.report"]
    given = {"report_dest": str(folder), "report_formats": FORMATS, **variables}
    # In a file, since an earlier report is longer than an argument can be.
    (tenant.tmp / "variables.json").write_text(json.dumps(given), encoding="utf-8")
    env = environment.variables(
        **tenant.sandbox.env(tenant.client_id),
        ANSIBLE_COLLECTIONS_PATH=str(tree.link()),
        ANSIBLE_LOCALHOST_WARNING="0",
        ANSIBLE_SHOW_CUSTOM_STATS="1",
        AVEPOINT_RETRIES="0",
    )
    played = subprocess.run(
        [*command, "-e", "@variables.json", *arguments],
        cwd=tenant.tmp,
        env=env,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert played.returncode == code, played.stdout + played.stderr
    assert tenant.secret not in played.stdout + played.stderr
    return Played(played.stdout + played.stderr, folder, played.returncode)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "reports" / "backup"


def contents(folder: Path) -> dict[str, bytes]:
    """Return the content of each file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_all_files_are_written_and_agree(tenant: Tenant, folder: Path) -> None:
    played = play(
        tenant,
        folder,
        report_rules=RULES,
        report_policies=json.dumps(POLICIES),
        report_subjects="[{product: m365, services: [teams, project_online]}]",
        report_tenant="Contoso",
        report_time_zone="Europe/Berlin",
    )
    report, files = played.report, contents(folder)
    assert set(files) == NAMES
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in NAMES} == {0o640}
    jsonschema.validate(report, SCHEMA)
    states = played.states
    assert states["m365 power_bi"] == "never_succeeded"
    assert states["m365 exchange_online"] in ("ok", "running")
    assert report["tenant"] == "Contoso"
    assert {verdict["kind"] for verdict in report["verdicts"]} == {"rule", "policy", "latest"}
    assert {query["purpose"] for query in report["reading"]["queries"]} == {"jobs", "rules", "policies"}
    assert report["reading"]["complete"]
    jobs = list(csv.DictReader(io.StringIO(files["jobs.csv"].decode(), newline="")))
    assert len(jobs) == sum(product["jobs"] for product in report["products"])
    assert all(job["service"] or job["product"] == "salesforce" for job in jobs)
    suites = ElementTree.fromstring(files["junit.xml"])
    assert {suite.get("name") for suite in suites} == {verdict["name"] for verdict in report["verdicts"]}
    assert b"avepoint_backup_never_succeeded{" in files["metrics.openmetrics"]
    for name in ("report.html", "report.md", "junit.xml"):
        assert b"power_bi" in files[name], name
    assert tenant.secret.encode() not in b"".join(files.values())
    statistics = played.statistics
    assert statistics["report_headline"] == report["headline"]
    assert statistics["report_counts"] == report["counts"]
    assert len(statistics["report_problems"]) == min(20, report["counts"]["problems"])
    assert statistics["report_problems"][0]["state"] == report["state"]
    assert statistics["report_changed"]


def test_only_what_has_changed_is_written(tenant: Tenant, folder: Path) -> None:
    first = play(tenant, folder, report_rules=RULES)
    assert first.changed() == NAMES - METRICS - {STATE}
    before = contents(folder)
    again = play(tenant, folder, report_rules=RULES)
    assert again.changed() == set()
    assert re.search(r"changed=0 ", again.output)
    after = contents(folder)
    assert {name for name in NAMES if before[name] != after[name]} <= METRICS
    assert before["metrics.openmetrics"] != after["metrics.openmetrics"]
    # A file that was changed or removed is written again, and so is everything once a backup fails.
    (folder / "report.md").write_text("other")
    (folder / "junit.xml").unlink()
    assert play(tenant, folder, report_rules=RULES).changed() == {"report.md", "junit.xml"}
    repaired = contents(folder)
    assert repaired["report.md"].startswith(before["report.md"][:80])
    assert {name for name in NAMES if before[name] != repaired[name]} <= METRICS | {"report.md", "junit.xml", STATE}
    tenant.put("google", id="GDIG99", status="failed", service="gmail", job_type="backup", **TIMES)
    failed = play(tenant, folder, report_rules=RULES, report_previous=before["report.json"].decode())
    assert failed.changed() == NAMES - METRICS - {STATE}
    (gmail,) = [subject for subject in failed.report["subjects"] if subject["subject"] == "google gmail"]
    assert (gmail["state"], gmail["change"]) == ("failed", "new")
    assert failed.statistics["report_changed"]


def test_nothing_is_written_in_check_mode(tenant: Tenant, folder: Path) -> None:
    new = play(tenant, folder, "--check", "--diff")
    assert not folder.exists()
    assert new.statistics["report_counts"]["subjects"]
    play(tenant, folder, report_products=["google"])
    before = contents(folder)
    changed = play(tenant, folder, "--check", "--diff", report_products="google", report_title="Another title")
    assert "+# Another title" in changed.output
    assert "report.json" in changed.changed()
    assert contents(folder) == before


def test_what_cannot_be_read_is_red_and_fails_nothing(tenant: Tenant, folder: Path) -> None:
    tenant.fault("status", product="salesforce", status=503, times=0)
    tenant.fault("status", product="m365", status=403, times=0)
    played = play(tenant, folder, report_rules=RULES, report_policies=POLICIES)
    states = played.states
    assert {states[name] for name in ("salesforce", "m365 exchange_online", "m365 power_bi")} == {"unreadable"}
    assert states["google gmail"] != "unreadable"
    results = {row["policy"]: row["status"] for row in played.report["compliance"]["results"]}
    assert results["records"] == "unreadable"
    assert results["mailboxes"] in ("compliant", "non_compliant")
    assert not played.report["compliance"]["compliant"]
    assert not played.report["reading"]["complete"]
    assert "HTTP 503" in (folder / "report.html").read_text()
    assert "<error" in (folder / "junit.xml").read_text()


def test_nothing_can_be_read(tenant: Tenant, folder: Path) -> None:
    tenant.fault("status", status=503, times=0)
    played = play(tenant, folder, report_rules=RULES, report_policies=POLICIES)
    assert set(played.states.values()) == {"unreadable"}
    assert played.statistics["report_headline"] == "Nothing could be read, so nothing is known of any backup"
    assert "avepoint_backup_read_complete" in (folder / "avepoint_backup.prom").read_text()


def test_rules_are_judged_at_the_end_of_the_day_that_the_report_ends_with(tenant: Tenant, folder: Path) -> None:
    day, rules = ago(days=2)[:10], [{"name": "mail", "product": "google", "services": ["gmail"], "max_failed_jobs": 0}]
    late = {"start": f"{day}T23:00:00Z", "finish": f"{day}T23:10:00Z"}
    tenant.put("google", id="GDIG98", status="failed", service="gmail", job_type="backup", **late)
    policies = [{**POLICIES[0], "rpo": "90h", "max_failed_jobs": 0}]
    played = play(
        tenant, folder, report_until=day, report_products="google", report_rules=rules, report_policies=policies
    )
    assert played.states["google gmail"] == "failed"
    assert played.report["generated_at"] == played.report["compliance"]["until"]
    (verdict,) = [verdict for verdict in played.report["verdicts"] if verdict["kind"] == "rule"]
    assert "GDIG98" in verdict["reasons"][0]
    tomorrow = ago(days=-1)[:10]
    ahead = play(tenant, folder, report_until=tomorrow, report_products="google", report_rules=rules)
    assert ahead.report["generated_at"] < tomorrow


def test_text_of_the_service_does_nothing(tenant: Tenant, folder: Path) -> None:
    tenant.put(
        "salesforce",
        id="AI1<script>",
        status="failed",
        job_type="backup",
        **TIMES,
        organization_id=HOSTILE,
        organization_name=HOSTILE,
    )
    played = play(tenant, folder, report_products=["salesforce"])
    files = {name: content.decode() for name, content in contents(folder).items()}
    assert "7*7" in files["report.json"]
    for name, content in files.items():
        assert "\x1b" not in content, name
        assert "\u202e" not in content, name
        assert "49" not in re.findall(r"A0 (\S+)", content), name
    assert "<script" not in files["report.html"]
    cells = [cell for row in csv.reader(io.StringIO(files["jobs.csv"], newline="")) for cell in row]
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
    assert "\x1b" not in played.output


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"report_dest": ""}, "report_dest must be the path of a folder, but it is not given"),
        ({"report_formats": "html, pdf"}, "textfile, markdown; 'pdf' is none of them"),
        ({"report_rules": [{"name": "a", "product": "m365"}]}, "rules: rule 'a': has no check"),
        ({"report_policies": [{"name": "a", "product": "m365"}]}, "policies: policy 'a': has no requirement"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_a_wrong_variable_fails_before_anything_is_written(
    tenant: Tenant, folder: Path, variables: dict[str, t.Any], message: str
) -> None:
    played = play(tenant, folder, code=2, **{"report_products": ["google"], **variables})
    assert message in played.output
    assert not folder.exists()
    assert played.statistics["report_headline"] == "The report was not made"


def test_a_template_of_the_user(tenant: Tenant, folder: Path, tmp_path: Path) -> None:
    given = {"report_products": "google", "report_title": "A & B", "report_formats": "html"}
    template = tmp_path / "mine.html.j2"
    template.write_text("<h1>{{ report.title }}</h1>{{ report.headline }}\n")
    played = play(tenant, folder, report_template=str(template), **given)
    page = (folder / "report.html").read_text()
    assert page.startswith("<h1>A &amp; B</h1>")
    template.write_text("<h2>{{ report.title }}</h2>\n")
    again = play(tenant, folder, report_template=str(template), **given)
    assert (played.changed(), again.changed()) == ({"report.html"}, {"report.html"})
