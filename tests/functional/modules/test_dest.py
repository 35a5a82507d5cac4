# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs written to a file instead of being returned."""

from __future__ import annotations

import json
import os
import typing as t
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._module import json_lines
from functional.helpers import Outcome, Tenant, assert_same


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    return folder / "jobs.jsonl"


WINDOW: dict[str, t.Any] = {"since": "9d", "until": "8d"}


def test_the_file_holds_one_job_a_line(tenant: Tenant, dest: Path) -> None:
    outcome = tenant.run("job_info", dest=str(dest), **WINDOW).good()
    assert "jobs" not in outcome.result
    assert outcome.result["dest"] == str(dest)
    jobs = [json.loads(line) for line in dest.read_text(encoding="utf-8").splitlines()]
    for query in outcome.result["queries"]:
        own = [job for job in jobs if job["product"] == query["product"]]
        assert_same(own, tenant.truth(query["product"], query))
    assert outcome.result["summary"]["total"] == len(jobs)


def test_the_second_run_is_not_changed(tenant: Tenant, dest: Path) -> None:
    window = {"since": "2020-01-01", "until": tenant.truth("m365")[5]["start"]}
    first = tenant.read("m365", dest=str(dest), **window).good()
    before = dest.stat()
    second = tenant.read("m365", dest=str(dest), **window).good()
    assert (first.result["changed"], second.result["changed"]) == (True, False)
    assert dest.stat().st_ino == before.st_ino
    tenant.put("m365", start="2020-02-01T00:00:00Z", finish="2020-02-01T00:10:00Z")
    third = tenant.read("m365", dest=str(dest), **window).good()
    assert third.result["changed"] is True


def test_check_mode_writes_nothing(tenant: Tenant, dest: Path) -> None:
    outcome = tenant.read("m365", _internal={"check_mode": True}, dest=str(dest), **WINDOW).good()
    assert outcome.result["changed"] is True
    assert list(dest.parent.iterdir()) == []


def test_a_failed_read_leaves_the_file_unchanged(tenant: Tenant, dest: Path) -> None:
    dest.write_text("before\n", encoding="utf-8")
    tenant.fault("status", product="m365", status=500, page=1, times=0)
    tenant.read("m365", dest=str(dest), page_size=5, **WINDOW).bad()
    assert dest.read_text(encoding="utf-8") == "before\n"
    assert list(dest.parent.iterdir()) == [dest]


def test_no_jobs_give_an_empty_file(tenant: Tenant, dest: Path) -> None:
    tenant.clear_jobs("m365")
    outcome = tenant.read("m365", dest=str(dest)).good()
    assert outcome.result["changed"] is True
    assert dest.read_bytes() == b""


def test_a_missing_folder_is_an_error_before_any_request(tenant: Tenant, dest: Path) -> None:
    outcome = tenant.read("m365", dest=str(dest.parent / "missing" / "jobs.jsonl")).bad()
    assert outcome.msg.startswith("dest: ")
    assert tenant.token_log() == []


def test_a_folder_as_dest_is_an_error(tenant: Tenant, dest: Path) -> None:
    outcome = tenant.read("m365", dest=str(dest.parent)).bad()
    assert outcome.msg.startswith("dest: ")
    assert "is a folder" in outcome.msg


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_write_permission_is_an_error(tenant: Tenant, dest: Path) -> None:
    dest.parent.chmod(0o500)
    outcome = tenant.read("m365", dest=str(dest)).bad()
    assert outcome.msg.startswith("dest: ")


def test_a_bare_name_is_a_file_in_the_current_folder(
    tenant: Tenant, dest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(dest.parent)
    outcome = tenant.read("m365", dest=dest.name, **WINDOW).good()
    assert (outcome.result["changed"], outcome.result["dest"]) == (True, dest.name)
    assert dest.is_file()


def test_names_beyond_ascii_are_kept_readable(tenant: Tenant, dest: Path) -> None:
    tenant.put("iaas", start="2020-02-01T00:00:00Z", finish="2020-02-01T00:10:00Z", message="Größe ☃")
    window = {"since": "2020-01-01", "until": "2020-03-01"}
    tenant.read("iaas", dest=str(dest), **window).good()
    assert "Größe ☃" in dest.read_text(encoding="utf-8")


def test_a_dest_that_is_not_a_regular_file_is_an_error(tenant: Tenant, dest: Path) -> None:
    os.mkfifo(dest)
    outcome = tenant.read("m365", dest=str(dest)).bad()
    assert outcome.msg.endswith("is not a regular file")
    assert tenant.token_log() == []


def test_a_file_that_cannot_be_replaced_is_an_error(
    tenant: Tenant, dest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "Operation not permitted")

    monkeypatch.setattr("ansible.module_utils.basic.AnsibleModule.atomic_move", refuse)
    outcome = tenant.read("m365", dest=str(dest)).bad()
    assert outcome.msg.startswith("dest: ")
    assert "cannot be written" in outcome.msg
    assert list(dest.parent.iterdir()) == []


def test_a_full_disk_is_an_error(tenant: Tenant, dest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(json_lines.AtomicFile, "copy", full)
    outcome = tenant.read("m365", dest=str(dest)).bad()
    assert "No space left on device" in outcome.msg
    assert list(dest.parent.iterdir()) == []


# --- Products that could not be read


def report(tenant: Tenant, dest: Path, **more: t.Any) -> Outcome:
    """Read two products into a file, and continue without those that cannot be read."""
    return tenant.run(
        "job_info", products=["m365", "google"], dest=str(dest), on_error="report", **WINDOW, **more
    ).good()


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("down", [("m365",), ("m365", "google")], ids=["one down", "all down"])
def test_the_file_is_unchanged_if_a_product_could_not_be_read(
    tenant: Tenant, dest: Path, down: tuple[str, ...], check_mode: bool
) -> None:
    report(tenant, dest)
    before, inode = dest.read_bytes(), dest.stat().st_ino
    assert before
    os.utime(dest, (1_700_000_000, 1_700_000_000))
    for product in down:
        tenant.fault("status", product=product, status=503, times=0)
    outcome = report(tenant, dest, _internal={"check_mode": check_mode})
    assert (dest.read_bytes(), dest.stat().st_ino) == (before, inode)
    assert dest.stat().st_mtime == 1_700_000_000
    assert list(dest.parent.iterdir()) == [dest]
    assert outcome.result["changed"] is False
    assert outcome.result["dest"] == str(dest)
    assert sorted(error["product"] for error in outcome.result["errors"]) == sorted(down)
    (warning,) = [text for text in outcome.warnings if str(dest) in text]
    assert "left as it was" in warning
    assert "older than this read" in warning
    assert "2023-11-14T22:13:20Z" in warning
    assert all(product in warning for product in down)


@pytest.mark.parametrize("check_mode", [False, True])
def test_no_file_is_created_if_a_product_could_not_be_read(tenant: Tenant, dest: Path, check_mode: bool) -> None:
    tenant.fault("status", product="google", status=503, times=0)
    outcome = report(tenant, dest, _internal={"check_mode": check_mode})
    assert list(dest.parent.iterdir()) == []
    assert outcome.result["changed"] is False
    assert [error["product"] for error in outcome.result["errors"]] == ["google"]
    (warning,) = [text for text in outcome.warnings if str(dest) in text]
    assert "was not created" in warning


def test_the_file_is_replaced_again_once_every_product_is_read(tenant: Tenant, dest: Path) -> None:
    dest.write_text("before\n", encoding="utf-8")
    tenant.fault("status", product="google", status=503, times=1)
    report(tenant, dest)
    assert dest.read_text(encoding="utf-8") == "before\n"
    outcome = report(tenant, dest)
    assert outcome.result["changed"] is True
    assert outcome.result["errors"] == []
    assert not [text for text in outcome.warnings if str(dest) in text]
    assert len(dest.read_text(encoding="utf-8").splitlines()) == outcome.result["summary"]["total"]
