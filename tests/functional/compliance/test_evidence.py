# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evidence of real reads: judged again, without secrets, whatever the service sends."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os
import stat
import typing as t
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.evidence import FILES, MANIFEST
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import UNSAFE
from functional.compliance.compliance_runs import (
    POLICIES,
    POLICY,
    USUAL,
    add_backups,
    again,
    judge,
    moment,
    result_of,
    texts,
)
from functional.helpers import Tenant
from functional.test_job_gate import GENERATIONS

NAMES = sorted((*FILES, MANIFEST))
CHANGES: dict[str, t.Callable[[Path], object]] = {
    "changed": lambda path: path.write_bytes(path.read_bytes().replace(b"e", b"f", 1)),
    "missing": lambda path: path.unlink(),
    "link": lambda path: (path.rename(path.parent.parent / "aside"), path.symlink_to(path.parent.parent / "aside")),
    "pipe": lambda path: (path.unlink(), os.mkfifo(path)),
}


@pytest.mark.parametrize("revision", GENERATIONS)
def test_evidence_gives_the_same_result_again(tenant: Tenant, dest: Path, revision: str) -> None:
    params: dict[str, t.Any] = {
        "since": "25d",
        "time_zone": "Europe/Berlin",
        "exclusions": [{"from": "9d", "until": "8d", "reason": "move, approved as 4711", "product": "m365"}],
    }
    outcome = judge(tenant, *POLICIES, dest=str(dest), api_revision=revision, **params).good()
    requests = len(tenant.log()), len(tenant.token_log())
    judged = tenant.run("job_compliance", **again(dest)).good()
    assert (len(tenant.log()), len(tenant.token_log())) == requests
    assert judged.result["changed"] is False
    assert outcome.result["changed"] is True
    for key in result_of(dest):
        assert judged.result[key] == outcome.result[key], key
    digest = hashlib.sha256((dest / MANIFEST).read_bytes()).hexdigest()
    assert judged.result["evidence"] == {
        "path": str(dest),
        "sha256": digest,
        "verified": True,
        "created_at": outcome.result["period"]["judged_at"],
    }
    assert outcome.result["evidence"] == {"path": str(dest), "sha256": digest}
    assert judged.warnings == []


def test_what_the_files_hold(tenant: Tenant, dest: Path) -> None:
    outcome = judge(tenant, *POLICIES, since="25d", dest=str(dest)).good()
    assert sorted(os.listdir(dest)) == NAMES
    assert stat.S_IMODE(dest.stat().st_mode) == 0o700
    assert {stat.S_IMODE((dest / name).stat().st_mode) for name in NAMES} == {0o600}
    jobs = [json.loads(line) for line in (dest / "jobs.jsonl").read_text().splitlines()]
    assert len(jobs) >= outcome.result["summary"]["total"] > 50
    assert all(job["raw"] for job in jobs)
    queries = json.loads((dest / "queries.json").read_text())
    assert [{key: query[key] for key in query if key != "request_ids"} for query in queries] == outcome.result[
        "queries"
    ]
    sent = {entry["request_id"] for entry in tenant.log() if entry.get("request_id")}
    for query in queries:
        assert query["complete"] is True
        assert len(query["request_ids"]) >= query["pages"]
        assert not sent or set(query["request_ids"]) <= sent
    manifest = json.loads((dest / MANIFEST).read_text())
    assert manifest["client_id"] == tenant.client_id
    assert manifest["period"] == outcome.result["period"]
    rows = list(csv.DictReader((dest / "population.csv").open(newline="")))
    for row in outcome.result["subjects"]:
        own = [each for each in rows if (each["policy"], each["service"]) == (row["policy"], row["service"] or "")]
        expected = row["runs"]["expected"] or row["runs"]["started"]
        assert len(own) == expected
        assert sum(each["outcome"] == "missed" for each in own) == row["runs"]["missed"] == len(row["missed"])


@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.parametrize("name", NAMES)
def test_changed_evidence_fails_the_task_and_names_the_file(tenant: Tenant, dest: Path, name: str, kind: str) -> None:
    judge(tenant, since="5d", dest=str(dest)).good()
    CHANGES[kind](dest / name)
    for enforce in (False, True):
        outcome = tenant.run("job_compliance", enforce=enforce, **again(dest)).bad()
        assert outcome.msg.startswith(f"evidence: {dest}: ")
        assert name in outcome.msg
        assert outcome.result["option"] == "evidence"
        assert "compliant" not in outcome.result
    refused = judge(tenant, since="5d", dest=str(dest)).bad()
    assert refused.msg.startswith("dest: ")


def test_evidence_replaces_evidence(tenant: Tenant, dest: Path) -> None:
    first = judge(tenant, since="5d", dest=str(dest)).good().result["evidence"]["sha256"]
    second = judge(tenant, since="6d", dest=str(dest)).good().result["evidence"]["sha256"]
    assert first != second
    assert tenant.run("job_compliance", **again(dest)).good().result["evidence"]["sha256"] == second
    assert os.listdir(dest.parent) == ["quarter"]


@pytest.mark.parametrize(
    "option",
    [
        *({"until": "1d"}, {"dest": "/tmp/x"}, {"exclusions": []}, {"policies": []}),
        *({"since": "5d"}, {"time_zone": "Europe/Berlin"}),
    ],
    ids=str,
)
def test_what_the_evidence_has_cannot_be_given_with_it(tenant: Tenant, dest: Path, option: dict[str, t.Any]) -> None:
    judge(tenant, since="5d", dest=str(dest)).good()
    outcome = tenant.run("job_compliance", **again(dest, **option)).bad()
    assert outcome.msg.startswith(f"{next(iter(option))}: cannot be given with evidence")


def test_it_is_judged_at_another_place(
    tenant: Tenant, dest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    judge(tenant, since="5d", dest=str(dest)).good()
    shutil.copytree(dest, tmp_path / "copy")
    monkeypatch.chdir(tmp_path)
    for path in ("copy", "./copy/", str(tmp_path / "copy"), "copy/."):
        tenant.run("job_compliance", **again(Path(path))).good()


# ---- secrets

SPELLINGS: dict[str, t.Callable[[str], str]] = {
    "plain": str,
    "upper": str.upper,
    "percent": lambda secret: quote(secret, safe=""),
    "plus": quote_plus,
    "every character": lambda secret: "".join(f"%{ord(char):02x}" for char in secret),
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "inside base64": lambda secret: base64.b64encode(f"a{secret}b".encode()).decode(),
    "hex": lambda secret: secret.encode().hex(),
    "json": json.dumps,
}
# Of each product, the texts that its rows have.
TEXTS: dict[str, tuple[str, ...]] = {
    "m365": ("id",),
    "google": ("id", "operator"),
    "iaas": ("id", "message"),
    "dynamics365": ("id", "organization_name"),
    "salesforce": ("id",),
}


GMAIL = {"name": "mail", "product": "google", "services": ["gmail"], "rpo": "26h"}


def leaks(content: str, secret: str) -> list[str]:
    folded = content.lower()
    return [name for name, spell in SPELLINGS.items() if spell(secret).strip('"').lower() in folded]


@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_file_holds_a_secret_that_the_service_repeats(
    empty: Tenant, now: datetime, dest: Path, spelling: str, long: bool, revision: str
) -> None:
    """In any text of a job, also in texts that are longer than any message."""
    echoed = SPELLINGS[spelling](empty.secret)
    # Around the end of the first piece that is searched.
    padding = "x" * 19_900 + "\n" * 85 if long else ""
    for product, keys in TEXTS.items():
        add_backups(empty, now, 3, product)
        for number, key in enumerate(keys):
            value = f"{number} {'' if key == 'id' else padding} {echoed} end"
            job = {"id": f"odd-{number}", "status": "succeeded", "job_type": 1, "service": 1, key: value}
            empty.put(product, **job, start=moment(now, 5 + number), finish=moment(now, 4 + number))
    policies = [{"name": name, "product": name, "rpo": "30h", "on_unknown": "allow"} for name in TEXTS]
    outcome = judge(empty, *policies, since="2d", dest=str(dest), api_revision=revision).good()
    content = texts(dest)
    for name, text in content.items():
        assert not leaks(text, empty.secret), name
    assert not leaks(outcome.output, empty.secret)
    jobs = [json.loads(line) for line in content["jobs.jsonl"].splitlines()]
    assert sum("********" in json.dumps(job) for job in jobs) >= len(TEXTS)
    assert len(jobs) == outcome.result["summary"]["total"]
    empty.run("job_compliance", **again(dest)).good()


def test_no_file_holds_a_token(empty: Tenant, now: datetime, dest: Path) -> None:
    token = empty.run("login", products=["google"]).good().result["access_token"]
    add_backups(empty, now, 3, "google", operator=f"Bearer {token}")
    connection = {"client_id": None, "client_secret": None, "access_token": token}
    judge(empty, GMAIL, since="2d", dest=str(dest), **connection).good()
    for name, text in texts(dest).items():
        assert token not in text, name
    assert json.loads((dest / MANIFEST).read_text())["client_id"] is None
    assert "Bearer ********" in (dest / "jobs.jsonl").read_text()
    empty.run("job_compliance", **again(dest)).good()


def test_no_file_holds_a_secret_that_the_user_wrote(empty: Tenant, now: datetime, dest: Path) -> None:
    add_backups(empty, now, 3)
    policy = {**POLICY, "name": f"mail {empty.secret}", "controls": [empty.secret]}
    exclusion = {"from": "30h", "until": "29h", "reason": f"see {quote(empty.secret)}"}
    judge(empty, policy, since="2d", dest=str(dest), exclusions=[exclusion]).good()
    for name, text in texts(dest).items():
        assert empty.secret not in text, name
    assert "mail ********" in (dest / "result.json").read_text()
    empty.run("job_compliance", **again(dest)).good()


@pytest.mark.parametrize("password", ["2026", "0000", "null", "mail", "team", "succ", "\\n\\n", '": "', "e", "hour"])
def test_a_short_secret_does_not_break_the_evidence(
    empty: Tenant, now: datetime, dest: Path, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password of a proxy can be part of years, digests, words and of JSON itself."""
    monkeypatch.setenv("ftp_proxy", f"http://someone:{quote(password)}@proxy.invalid:3128")
    add_backups(empty, now, 12, "google", operator=f"see {password}\n\nend")
    outcome = judge(empty, GMAIL, since="5d", dest=str(dest)).good()
    assert outcome.result["counts"]["compliant"] == 1
    jobs = [json.loads(line) for line in (dest / "jobs.jsonl").read_text().splitlines()]
    if len(password) >= 4:
        assert {job["operator"] for job in jobs} == {"see ********\n\nend"}
    assert empty.run("job_compliance", **again(dest)).good().result["compliant"] is True


# ---- hostile text

HOSTILE = (
    '=cmd|"/c calc"!A1',
    "+1+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r\n=1",
    "a\nb",
    "a\x00b",
    "a\x1b[2Jb",
    "a\u202eb",
    "a\u2028b",
    "a\u0085b",
    "{{ 7 * 7 }}",
    '","',
    "</script>",
    "../../etc/passwd",
    "\u0130\u0131\u00df",
    "x" * 3000,
)


@pytest.mark.parametrize("revision", GENERATIONS)
def test_hostile_text_of_jobs_is_inert(empty: Tenant, now: datetime, dest: Path, revision: str) -> None:
    for number, text in enumerate(HOSTILE):
        span = {"start": moment(now, 2 + number), "finish": moment(now, 1.5 + number)}
        status = "failed" if number % 2 else "succeeded"
        empty.put(
            "m365", id=f"{text} {number}" if number % 3 else text, **{**USUAL, "status": status}, **span, operator=text
        )
    policies = [{**POLICY, "rpo": "1h", "max_failed_jobs": 0}, {**POLICY, "name": "two", "schedule": {"every": "1h"}}]
    outcome = judge(empty, *policies, since="24h", dest=str(dest), api_revision=revision).good()
    assert outcome.result["summary"]["total"] == len(HOSTILE)
    content = texts(dest)
    assert len(content["jobs.jsonl"].splitlines()) == len(HOSTILE)
    for name in (*DERIVED_TEXTS, MANIFEST):
        assert all(not UNSAFE.search(line) for line in content[name].split("\n")), name
    rows = list(csv.reader((dest / "population.csv").open(newline="")))
    assert len(rows) == len((dest / "population.csv").read_text().splitlines())
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    for text in (outcome.msg, *(reason for row in outcome.result["subjects"] for reason in row["reasons"])):
        assert not UNSAFE.search(text.replace("\n", ""))
        assert len(text) < 10_000
    assert len(outcome.msg.splitlines()) == 3
    judged = empty.run("job_compliance", **again(dest)).good()
    assert judged.result["subjects"] == outcome.result["subjects"]


DERIVED_TEXTS = ("result.json", "policies.json", "queries.json", "population.csv")


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_of_policies_is_inert(empty: Tenant, now: datetime, dest: Path, text: str) -> None:
    add_backups(empty, now, 3)
    policy = {**POLICY, "name": f"{text}.", "rpo": "1h", "controls": [f"{text}."]}
    exclusion = {"from": "10h", "until": "9h", "reason": f"{text}."}
    outcome = judge(empty, policy, since="24h", dest=str(dest), exclusions=[exclusion]).good()
    assert not UNSAFE.search(outcome.msg.replace("\n", ""))
    assert len(outcome.msg.splitlines()) == 2
    for name, content in texts(dest).items():
        assert name == "jobs.jsonl" or all(not UNSAFE.search(line) for line in content.split("\n")), name
    empty.run("job_compliance", **again(dest)).good()
