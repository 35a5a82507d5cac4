# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file with jobs: its permissions, its owner, its checksum and its lines."""

from __future__ import annotations

import grp
import hashlib
import json
import os
import pwd
import stat
import typing as t
from pathlib import Path

import pytest

from functional.helpers import Tenant

WINDOW: dict[str, t.Any] = {"since": "9d", "until": "8d"}
# Every character at which str.splitlines() ends a line.
ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
ROOT = os.geteuid() == 0


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    return folder / "jobs.jsonl"


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> t.Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    assert os.umask(before) == request.param


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def fixed(tenant: Tenant) -> dict[str, t.Any]:
    """Return a window whose jobs do not change during the test."""
    return {"since": "2020-01-01", "until": tenant.truth("m365")[5]["start"]}


def test_a_new_file_is_accessible_to_its_owner_only_whatever_the_umask(tenant: Tenant, dest: Path, umask: int) -> None:
    outcome = tenant.read("m365", dest=str(dest), **WINDOW).good()
    assert mode(dest) == 0o600
    assert outcome.result["mode"] == "0600"


def test_a_new_file_is_never_readable_by_others(tenant: Tenant, dest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[int] = []
    chmod = os.chmod
    monkeypatch.setattr(os, "chmod", lambda path, mode, **more: (modes.append(mode), chmod(path, mode, **more)))
    tenant.read("m365", dest=str(dest), **WINDOW).good()
    assert [f"{mode:o}" for mode in modes if mode & 0o077] == []


@pytest.mark.parametrize(
    ("given", "expected"), [("0640", 0o640), (0o644, 0o644), ("u=rw,g=r,o=", 0o640), ("u+x", 0o700), ("0400", 0o400)]
)
def test_mode_works_as_in_file_modules(tenant: Tenant, dest: Path, given: object, expected: int) -> None:
    window = fixed(tenant)
    outcome = tenant.read("m365", dest=str(dest), mode=given, **window).good()
    assert (mode(dest), outcome.result["changed"]) == (expected, True)
    assert tenant.read("m365", dest=str(dest), mode=given, **window).good().result["changed"] is False


def test_an_existing_file_keeps_its_mode(tenant: Tenant, dest: Path) -> None:
    dest.write_text("before\n", encoding="utf-8")
    dest.chmod(0o664)
    outcome = tenant.read("m365", dest=str(dest), **WINDOW).good()
    assert (mode(dest), outcome.result["changed"]) == (0o664, True)


def test_a_different_mode_alone_is_a_change(tenant: Tenant, dest: Path) -> None:
    window = fixed(tenant)
    tenant.read("m365", dest=str(dest), **window).good()
    before = dest.stat()
    predicted = tenant.read("m365", _internal={"check_mode": True}, dest=str(dest), mode="0644", **window).good()
    assert (predicted.result["changed"], mode(dest)) == (True, 0o600)
    changed = tenant.read("m365", dest=str(dest), mode="0644", **window).good()
    assert (changed.result["changed"], mode(dest)) == (True, 0o644)
    assert changed.result["mode"] == "0644"
    assert dest.stat().st_ino == before.st_ino
    again = tenant.read("m365", _internal={"check_mode": True}, dest=str(dest), mode="0644", **window).good()
    assert again.result["changed"] is False


def test_the_same_owner_and_group_are_no_change(tenant: Tenant, dest: Path) -> None:
    window = fixed(tenant)
    names = {"owner": pwd.getpwuid(os.geteuid()).pw_name, "group": grp.getgrgid(os.getegid()).gr_name}
    outcome = tenant.read("m365", dest=str(dest), **names, **window).good()
    assert {key: outcome.result[key] for key in names} == names
    numbers = {"owner": str(os.geteuid()), "group": str(os.getegid())}
    assert tenant.read("m365", dest=str(dest), **numbers, **window).good().result["changed"] is False


@pytest.mark.skipif(not ROOT, reason="only root may give files away")
def test_a_different_owner_or_group_is_a_change(tenant: Tenant, dest: Path) -> None:
    window = fixed(tenant)
    tenant.read("m365", dest=str(dest), **window).good()
    given = {"owner": "65534", "group": "65534"}
    predicted = tenant.read("m365", _internal={"check_mode": True}, dest=str(dest), **given, **window).good()
    assert (predicted.result["changed"], dest.stat().st_uid) == (True, 0)
    assert tenant.read("m365", dest=str(dest), **given, **window).good().result["changed"] is True
    assert (dest.stat().st_uid, dest.stat().st_gid, mode(dest)) == (65534, 65534, 0o600)
    # A rewritten file keeps them.
    dest.write_text("other\n", encoding="utf-8")
    assert tenant.read("m365", dest=str(dest), **window).good().result["changed"] is True
    assert (dest.stat().st_uid, dest.stat().st_gid) == (65534, 65534)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("mode", "rw-r--r--"),
        ("mode", "0999"),
        ("mode", ["0644"]),
        ("mode", True),
        ("mode", "preserve"),
        ("mode", -1),
        ("mode", 0o100000),
        ("owner", "no-such-user-4711"),
        ("group", "no-such-group-4711"),
    ],
)
def test_attributes_that_cannot_be_set_are_an_error_before_any_request(
    tenant: Tenant, dest: Path, option: str, value: object
) -> None:
    outcome = tenant.read("m365", dest=str(dest), **{option: value}).bad()
    assert outcome.msg.startswith(f"{option}: ")
    assert outcome.result["option"] == option
    assert tenant.token_log() == []
    assert list(dest.parent.iterdir()) == []


@pytest.mark.parametrize("option", ["mode", "owner", "group"])
def test_permissions_without_dest_are_an_error(tenant: Tenant, option: str) -> None:
    outcome = tenant.read("m365", **{option: "0"})
    assert outcome.failed
    assert "dest" in outcome.msg
    assert tenant.token_log() == []


def test_the_checksum_is_that_of_the_file(tenant: Tenant, dest: Path) -> None:
    window = fixed(tenant)
    predicted = tenant.read("m365", _internal={"check_mode": True}, dest=str(dest), **window).good()
    assert not dest.exists()
    written = tenant.read("m365", dest=str(dest), **window).good()
    again = tenant.read("m365", dest=str(dest), **window).good()
    checksum = hashlib.sha256(dest.read_bytes()).hexdigest()
    assert [outcome.result["sha256"] for outcome in (predicted, written, again)] == [checksum] * 3
    several = tenant.run("job_info", products=["m365"], dest=str(dest), **window).good()
    assert (several.result["sha256"], several.result["changed"]) == (checksum, False)


def test_a_file_that_is_not_replaced_keeps_its_checksum(tenant: Tenant, dest: Path) -> None:
    dest.write_text("before\n", encoding="utf-8")
    tenant.fault("status", product="google", status=500, times=0)
    requested = {"products": ["m365", "google"], "on_error": "report", "dest": str(dest)}
    outcome = tenant.run("job_info", mode="0640", **requested, **WINDOW).good()
    assert outcome.result["errors"]
    assert outcome.result["sha256"] == hashlib.sha256(b"before\n").hexdigest()
    dest.unlink()
    assert "sha256" not in tenant.run("job_info", **requested, **WINDOW).good().result


@pytest.mark.parametrize("end", list(ENDS))
def test_a_job_is_one_line_whatever_its_text(tenant: Tenant, dest: Path, end: str) -> None:
    tenant.clear_jobs("iaas")
    text = f"one{end}two{end}three"
    tenant.put("iaas", start="2020-02-01T00:00:00Z", finish="2020-02-01T00:10:00Z", message=text)
    requested = {"since": "2020-01-01", "until": "2020-03-01", "include_raw": True}
    jobs = tenant.read("iaas", **requested).good().jobs
    tenant.read("iaas", dest=str(dest), **requested).good()
    (line,) = dest.read_text(encoding="utf-8", errors="strict").splitlines()
    assert json.loads(line) == jobs[0]
    assert jobs[0]["message"] == text
