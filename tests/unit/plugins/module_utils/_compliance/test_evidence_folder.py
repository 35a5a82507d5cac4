# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evidence is written completely or not at all, whenever the run ends."""

from __future__ import annotations

import errno
import os
import signal
import stat
import sys
import typing as t
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import evidence, evidence_folder
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.evidence import FILES, MANIFEST
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.evidence_folder import (
    EvidenceFolder,
    check,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError
from unit.plugins.module_utils._compliance.evidence_files import JOBS, judge, refused, write, written

__all__ = ["written"]
# What only a process that touches files does; others are counted too, which does no harm.
TOUCHES = ("open", "os.", "shutil.", "tempfile.", "ctypes.")


def digest(path: Path) -> str:
    return str(judge(path)["evidence"]["sha256"])


def names(path: Path) -> list[str]:
    return sorted(os.listdir(path))


def refusal(path: Path | str) -> str:
    with pytest.raises(OptionError) as raised:
        check(str(path))
    assert raised.value.details == {"option": "dest"}
    return str(raised.value)


def killed(number: int, run: t.Callable[[], object]) -> bool:
    """Run something in a child, which is killed at its operation of this number; return whether it came so far."""
    child = os.fork()
    if child == 0:
        counted = 0

        def hook(event: str, _args: object) -> None:
            nonlocal counted
            if event.startswith(TOUCHES):
                counted += 1
                if counted == number:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(hook)
            run()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_a_folder_is_written(tmp_path: Path) -> None:
    path = tmp_path / "quarter"
    returned = write(path)
    assert names(path) == sorted((*FILES, MANIFEST))
    assert digest(path) == returned
    assert names(tmp_path) == ["quarter"]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o277, 0o777], ids=oct)
def test_only_the_user_can_read_it(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "quarter"
    before = os.umask(umask)
    try:
        write(path)
        write(path, JOBS[:2])
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in path.iterdir()} == {0o600}


@pytest.mark.parametrize("former", ["none", "empty", "evidence"])
def test_a_killed_run_leaves_nothing_that_verifies(tmp_path: Path, former: str) -> None:
    """A child is killed at each of its operations on files, one after the other."""
    before: list[str] = []
    after = write(tmp_path / "sample", JOBS[:2])
    number = 0
    while True:
        number += 1
        folder = tmp_path / str(number)
        folder.mkdir()
        path = folder / "quarter"
        if former == "empty":
            path.mkdir()
        elif former == "evidence":
            before = [write(path)]
        died = killed(number, lambda path=path: write(path, JOBS[:2]))  # type: ignore[misc]
        if not died:
            break
        if former == "evidence" or (path.exists() and names(path)):
            # At each moment one of the two is there, and all of it.
            assert digest(path) in (*before, after)
        # What is left does not disturb the next run.
        assert write(path, JOBS[:3]) == digest(path)
    assert digest(path) == after
    assert names(folder) == ["quarter"]
    assert number > 20


@pytest.mark.parametrize("name", [*FILES])
def test_a_failed_run_leaves_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / "quarter"
    former = write(path)

    def fail(step: str) -> None:
        if step == name:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(path, JOBS[:2], step=fail)
    assert digest(path) == former
    assert names(tmp_path) == ["quarter"]


@pytest.mark.parametrize("error", [OSError(errno.EIO, "broken"), KeyboardInterrupt()], ids=repr)
def test_without_an_exchange_the_former_folder_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    path = tmp_path / "quarter"
    former = write(path)
    monkeypatch.setattr(evidence_folder, "_exchange", lambda _one, _other: False)
    assert write(path, JOBS[:2]) == digest(path) != former
    former = digest(path)
    rename, calls = os.rename, []

    def failing(source: str, target: str) -> None:
        calls.append(target)
        if len(calls) == 3:
            raise error
        rename(source, target)

    monkeypatch.setattr(os, "rename", failing)
    with pytest.raises((OptionError, KeyboardInterrupt)):
        write(path)
    assert len(calls) == 4
    assert digest(path) == former
    assert names(tmp_path) == ["quarter"]


def test_what_became_something_else_during_the_run_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "quarter"
    write(path)
    with pytest.raises(OptionError, match="does not verify as evidence"):
        write(path, JOBS[:2], step=lambda _name: (path / "notes.txt").touch())
    assert (path / "notes.txt").exists()
    assert "notes.txt" in refused(path)


def test_other_files_beside_it_stay(tmp_path: Path) -> None:
    (tmp_path / ".quarter-abcdefgh").mkdir()
    (tmp_path / ".quarter-abcdefgh" / evidence.JOBS).write_text("left by a killed run")
    (tmp_path / "other").touch()
    path = tmp_path / "quarter"
    write(path)
    write(path)
    assert names(tmp_path) == [".quarter-abcdefgh", "other", "quarter"]


def test_a_folder_that_may_be_written(tmp_path: Path, written: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path in ("new", "empty", "new/", "./empty/.", written.name):
        check(str(tmp_path / path))
    assert names(tmp_path) == ["empty", "quarter"]


def test_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for path in ("quarter", "./quarter", "quarter/", "../" + tmp_path.name + "/quarter//"):
        check(path)
        write(Path(path))
        with EvidenceFolder(path) as folder:
            assert os.path.dirname(folder._folder) == str(tmp_path)
    assert names(tmp_path) == ["quarter"]


def test_the_working_folder_may_change_while_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    write(Path("quarter"), step=lambda _name: os.chdir(other))
    assert names(tmp_path) == ["other", "quarter"]


@pytest.mark.parametrize("slash", ["", "/", "/."])
@pytest.mark.parametrize("target", ["folder", "quarter", "nowhere"])
def test_a_link_is_not_replaced(tmp_path: Path, written: Path, target: str, slash: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(target)
    assert "is a symbolic link" in refusal(f"{tmp_path}/link{slash}")


def test_a_link_above_it_is_followed(tmp_path: Path, written: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    check(f"{tmp_path}/link/quarter")
    write(Path(f"{tmp_path}/link/quarter"), JOBS[:2])
    judge(written)


@pytest.mark.parametrize("place", [".", "", "./", "../here"])
def test_the_current_folder_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """Whatever runs in it would be in a folder that is gone."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert "is the current folder" in refusal(place)


def test_a_mount_point_cannot_be_replaced() -> None:
    assert "is a mount point" in refusal("/proc")
    assert "is a mount point" in refusal("/")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("missing/quarter", "is not a writable folder"),
        ("file/quarter", "is not a writable folder"),
        ("file", "is not a folder"),
        ("pipe", "is not a folder"),
        ("filled", "is not empty and does not verify as evidence"),
        ("a\0b", "cannot contain a NUL character"),
    ],
)
def test_a_folder_that_cannot_be_written(tmp_path: Path, path: str, says: str) -> None:
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "filled").mkdir()
    (tmp_path / "filled" / "thesis.txt").write_text("the only copy")
    assert says in refusal(f"{tmp_path}/{path}")
    assert (tmp_path / "filled" / "thesis.txt").read_text() == "the only copy"


@pytest.mark.parametrize("damage", ["change", "remove", "add"])
def test_evidence_that_does_not_verify_is_not_replaced(written: Path, damage: str) -> None:
    path = written / evidence.RESULT
    if damage == "change":
        path.write_text("{}")
    elif damage == "remove":
        path.unlink()
    else:
        (written / "notes.txt").touch()
    name = "notes.txt" if damage == "add" else evidence.RESULT
    assert name in refusal(written)


@pytest.mark.parametrize("name", ["x" * 250, "ü" * 120, "-rf", "a\nb", ".hidden", "%41 b"])
def test_odd_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    check(str(path))
    write(path)
    write(path, JOBS[:2])
    judge(path)
    assert names(tmp_path) == [name]


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 300)
    assert "cannot be written: [Errno 36] File name too long" in refusal(path)
    assert names(tmp_path) == []


def test_a_disk_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        write(tmp_path / "quarter")
    assert names(tmp_path) == []
