# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evidence that is not as it was written is refused, with the name of the file."""

from __future__ import annotations

import json
import os
import typing as t
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import evidence
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.evidence import FILES, MANIFEST
from unit.plugins.module_utils._compliance.evidence_files import (
    JOBS,
    POLICY,
    asked,
    correct_manifest,
    edit,
    job,
    judge,
    refused,
    state,
    write,
    written,
)

__all__ = ["written"]
ALL = (*FILES, MANIFEST)


def test_evidence_is_judged_again(written: Path) -> None:
    again = judge(written)
    result = json.loads((written / evidence.RESULT).read_text())
    assert {key: again[key] for key in result} == result
    assert result["compliant"] is True
    assert again["evidence"]["verified"] is True
    assert again["evidence"]["created_at"] == result["period"]["judged_at"]
    assert again["queries"] == json.loads((written / evidence.QUERIES).read_text())
    assert again["changed"] is False


def test_the_same_run_writes_the_same_files(written: Path, tmp_path: Path) -> None:
    write(tmp_path / "again")
    for name in ALL:
        assert (written / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


@pytest.mark.parametrize("place", ["first", "middle", "last"])
@pytest.mark.parametrize("name", FILES)
def test_one_changed_byte(written: Path, name: str, place: str) -> None:
    data = bytearray((written / name).read_bytes())
    at = {"first": 0, "middle": len(data) // 2, "last": len(data) - 1}[place]
    data[at] ^= 1
    (written / name).write_bytes(data)
    assert f"the file {name} is not the one that {MANIFEST} lists" in refused(written)


def test_any_changed_byte_of_the_manifest(written: Path) -> None:
    path = written / MANIFEST
    data = path.read_bytes()
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1
        path.write_bytes(changed)
        assert MANIFEST in refused(written)


@pytest.mark.parametrize("key", ["client_id", "versions", "checksum", "more"])
def test_an_edited_key_of_the_manifest(written: Path, key: str) -> None:
    manifest = json.loads((written / MANIFEST).read_text())
    (written / MANIFEST).write_text(evidence.to_text({**manifest, key: "edited"}))
    assert f"the file {MANIFEST} is not as it was written" in refused(written)


@pytest.mark.parametrize("name", ALL)
def test_a_missing_file(written: Path, name: str) -> None:
    (written / name).unlink()
    assert f"the file {name} is missing" in refused(written)


@pytest.mark.parametrize("name", ["notes.txt", ".hidden", "jobs.jsonl~", "Jobs.jsonl", "a\nb"])
def test_an_additional_file(written: Path, name: str) -> None:
    (written / name).touch()
    message = refused(written)
    assert name.replace("\n", " ") in message
    assert "\n" not in message


@pytest.mark.parametrize("name", ["notes.txt", "../outside.txt"])
def test_an_additional_file_that_the_manifest_lists(written: Path, name: str) -> None:
    (written / name).touch()
    path = written / MANIFEST
    stated = json.loads(path.read_text())
    stated["files"][name] = stated["files"][evidence.JOBS]
    state(written, stated)
    assert name in refused(written)


@pytest.mark.parametrize("one", FILES)
def test_a_swapped_pair(written: Path, one: str) -> None:
    other = FILES[FILES.index(one) - 1]
    (written / one).rename(written / "aside")
    (written / other).rename(written / one)
    (written / "aside").rename(written / other)
    message = refused(written)
    assert one in message or other in message
    # Nor with the hashes of the swapped files.
    correct_manifest(written)
    assert any(name in refused(written) for name in (one, other))


def test_a_manifest_of_another_run(written: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write(other, JOBS[:-1])
    (other / MANIFEST).replace(written / MANIFEST)
    assert f"the file {evidence.JOBS} is not the one" in refused(written)


@pytest.mark.parametrize("name", ALL)
def test_a_file_that_is_a_link(written: Path, tmp_path: Path, name: str) -> None:
    (written / name).rename(tmp_path / name)
    (written / name).symlink_to(tmp_path / name)
    assert f"the file {name} is not a regular file" in refused(written)


@pytest.mark.parametrize("target", ["folder", "nowhere", "itself"])
def test_an_additional_link(written: Path, tmp_path: Path, target: str) -> None:
    (tmp_path / "folder").mkdir()
    (written / "itself").symlink_to(written / "itself" if target == "itself" else tmp_path / target)
    assert "the file itself is not a regular file" in refused(written)


@pytest.mark.parametrize("name", [*ALL, "additional"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "socket"])
def test_a_file_that_is_no_file(written: Path, name: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe without a writer is not waited for."""
    import socket

    (written / name).unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(written / name)
    elif kind == "folder":
        (written / name).mkdir()
    else:
        monkeypatch.chdir(written)
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(name)
    assert f"the file {name} is not a regular file" in refused(written)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"files": []}',
        '{"files": {}}',
        '{"files": {"jobs.jsonl": 7}, "format": 1}',
        '{"files": ' + "[" * 100_000,
        " " * 2_000_000 + "{}",
        "1" * 10_000,
        "\ufeff{}",
    ],
    ids=lambda text: text[:30].strip() or "blank",
)
def test_a_manifest_that_is_none(written: Path, text: str) -> None:
    (written / MANIFEST).write_text(text)
    assert MANIFEST in refused(written)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\0" * 64, b'{"files": "\xed\xa0\x80"}'])
def test_a_manifest_that_is_no_text(written: Path, data: bytes) -> None:
    (written / MANIFEST).write_bytes(data)
    assert f"the file {MANIFEST} is not a manifest" in refused(written)


def test_a_huge_manifest_is_not_read(written: Path) -> None:
    with (written / MANIFEST).open("wb") as file:
        file.truncate(10**12)
    assert f"the file {MANIFEST} is not a manifest" in refused(written)


@pytest.mark.parametrize("stated", [None, 7, [], "text", {}, {"sha256": None, "size": None}], ids=str)
def test_a_manifest_that_states_no_digest(written: Path, stated: t.Any) -> None:
    path = written / MANIFEST
    manifest = json.loads(path.read_text())
    manifest["files"][evidence.RESULT] = stated
    state(written, manifest)
    assert f"the file {evidence.RESULT} is not the one" in refused(written)


@pytest.mark.parametrize("key", ["created_at", "period", "format"])
@pytest.mark.parametrize("value", [None, "2020-01-01T00:00:00Z", {}, {"since": "2020-01-01T00:00:00Z"}, 2], ids=str)
def test_a_manifest_that_states_something_else(written: Path, key: str, value: t.Any) -> None:
    path = written / MANIFEST
    manifest = json.loads(path.read_text())
    manifest[key] = value
    state(written, manifest)
    message = refused(written)
    assert MANIFEST in message
    assert key in message


def test_an_edited_version_is_named(written: Path) -> None:
    path = written / MANIFEST
    manifest = json.loads(path.read_text())
    manifest["versions"]["avepoint.cloud_backup"] = "9.9.9"
    state(written, manifest)
    edit(written, evidence.RESULT, lambda text: text.replace('"compliant": true', '"compliant": false', 1))
    assert "it was written by version 9.9.9 of the collection" in refused(written)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"compliant": true', '"compliant": false'),
        ('"compliant_time_percent": 100.0', '"compliant_time_percent": 100'),
        ('"unknown_seconds": 0', '"unknown_seconds": 1'),
        ("\n", "\r\n"),
        ("{\n", "{\n\n"),
    ],
)
def test_an_edited_result_with_a_correct_manifest(written: Path, old: str, new: str) -> None:
    with (written / evidence.RESULT).open(newline="") as file:
        text = file.read()
    assert old in text
    with (written / evidence.RESULT).open("w", newline="") as file:
        file.write(text.replace(old, new, 1))
    correct_manifest(written)
    message = refused(written)
    assert f"the file {evidence.RESULT} differs from what the jobs and policies give, at line" in message


@pytest.mark.parametrize("more", ["\n", " ", "{}"])
@pytest.mark.parametrize("name", [evidence.RESULT, evidence.POPULATION])
def test_an_addition_to_what_follows_with_a_correct_manifest(written: Path, name: str, more: str) -> None:
    edit(written, name, lambda text: text + more)
    assert f"the file {name} differs" in refused(written)


def test_an_edited_population_with_a_correct_manifest(written: Path) -> None:
    edit(written, evidence.POPULATION, lambda text: text.replace("succeeded", "warning", 1))
    assert f"the file {evidence.POPULATION} differs" in refused(written)


def swap_status(line: dict[str, t.Any]) -> None:
    line.update(status="failed", status_raw="Failed", ok=False)


EDITS: dict[str, t.Callable[[dict[str, t.Any]], object]] = {
    "failed": swap_status,
    "later": lambda line: line.update(started_at=line["finished_at"]),
    "another service": lambda line: line.update(service="teams", service_raw=7),
    "without an end": lambda line: line.update(finished_at=None),
    "another type": lambda line: line.update(job_type="restore", job_type_raw=2),
    "another id": lambda line: line.update(id="other"),
}
# Each would fail judging with an error of Python, or lead it astray.
BAD_EDITS: dict[str, dict[str, t.Any]] = {
    "product": {"product": "office"},
    "product list": {"product": []},
    "status": {"status": "good"},
    "ok": {"ok": False},
    "time": {"started_at": "yesterday"},
    "time zone": {"started_at": "2026-11-20T22:00:00+01:00"},
    "counts": {"counts": None},
    "counts text": {"counts": {**JOBS[0]["counts"], "successful": "10"}},
    "counts list": {"counts": {**JOBS[0]["counts"], "successful": [10]}},
    "counts negative": {"counts": {**JOBS[0]["counts"], "successful": -1}},
    "counts true": {"counts": {**JOBS[0]["counts"], "successful": True}},
    "counts order": {"counts": dict(reversed(JOBS[0]["counts"].items()))},
    "counts more": {"counts": {**JOBS[0]["counts"], "more": 1}},
    "units": {"counts_by_unit": []},
    "unit": {"counts_by_unit": {"objects": 7}},
    "duration": {"duration_seconds": "long"},
    "duration true": {"duration_seconds": True},
    "service raw": {"service_raw": {}},
    "type raw": {"job_type_raw": []},
    "status raw": {"status_raw": []},
    "service": {"service": 1},
    "id": {"id": 7},
}


@pytest.mark.parametrize("name", EDITS)
def test_edited_jobs_with_a_correct_manifest(written: Path, name: str) -> None:
    lines = [json.loads(line) for line in (written / evidence.JOBS).read_text().splitlines()]
    EDITS[name](lines[1])
    edit(written, evidence.JOBS, lambda _text: "".join(json.dumps(line) + "\n" for line in lines))
    message = refused(written)
    assert "the file " in message
    assert any(each in message for each in (evidence.RESULT, evidence.POPULATION))


@pytest.mark.parametrize("name", BAD_EDITS)
def test_jobs_that_no_read_returns_with_a_correct_manifest(written: Path, name: str) -> None:
    lines = [json.loads(line) for line in (written / evidence.JOBS).read_text().splitlines()]
    lines[1].update(BAD_EDITS[name])
    edit(written, evidence.JOBS, lambda _text: "".join(json.dumps(line) + "\n" for line in lines))
    assert f"the file {evidence.JOBS}, line 2: " in refused(written)


@pytest.mark.parametrize(
    "line", ["", "{", "[]", "null", "7", "{}", "[" * 100_000, '{"id": 1e999}', "\udcff", "1" * 5000]
)
def test_lines_that_are_no_jobs_with_a_correct_manifest(written: Path, line: str) -> None:
    with (written / evidence.JOBS).open("ab") as file:
        file.write(line.encode("utf-8", "surrogateescape") + b"\n")
    correct_manifest(written)
    assert f"the file {evidence.JOBS}, line {len(JOBS) + 1}: " in refused(written)


def test_a_left_out_job_with_a_correct_manifest(written: Path) -> None:
    edit(written, evidence.JOBS, lambda text: text[text.index("\n") + 1 :])
    assert "differs from what the jobs and policies give" in refused(written)


def test_a_job_with_two_ends_with_a_correct_manifest(written: Path) -> None:
    other = json.dumps(job(1, finished_at="2026-11-20T22:30:00Z"))
    edit(written, evidence.JOBS, lambda text: f"{text}{other}\n")
    assert f"the file {evidence.JOBS}: " in refused(written)


INPUT_EDITS: dict[str, t.Callable[[dict[str, t.Any]], object]] = {
    "rpo": lambda inputs: inputs["policies"][0].update(rpo="0h"),
    "key": lambda inputs: inputs["policies"][0].update(rpoo="1h"),
    "no policy": lambda inputs: inputs.update(policies=[]),
    "policies": lambda inputs: inputs.update(policies=7),
    "null policies": lambda inputs: inputs.update(policies=None),
    "exclusions": lambda inputs: inputs.update(exclusions=[{"from": "1d"}]),
    "since": lambda inputs: inputs["period"].update(since="2026-11-22T00:00:00Z"),
    "until": lambda inputs: inputs["period"].update(until=None),
    "judged_at": lambda inputs: inputs["period"].update(judged_at="2020-01-01T00:00:00Z"),
    "seconds": lambda inputs: inputs["period"].update(seconds=1),
    "zone": lambda inputs: inputs["period"].update(time_zone="Mars/Base"),
    "zone list": lambda inputs: inputs["period"].update(time_zone=[]),
    "zone path": lambda inputs: inputs["period"].update(time_zone="../../etc/passwd"),
    "period": lambda inputs: inputs.pop("period"),
    "known": lambda inputs: inputs.update(known_since=[]),
    "known time": lambda inputs: inputs.update(known_since={"m365": "soon"}),
    "clock": lambda inputs: inputs.update(clock_problem=7),
    "schedule": lambda inputs: inputs["policies"][0].update(schedule={"every": "1s"}),
}


@pytest.mark.parametrize("name", INPUT_EDITS)
def test_edited_inputs_with_a_correct_manifest(written: Path, name: str) -> None:
    inputs = json.loads((written / evidence.INPUTS).read_text())
    INPUT_EDITS[name](inputs)
    edit(written, evidence.INPUTS, lambda _text: json.dumps(inputs))
    assert evidence.INPUTS in refused(written)


@pytest.mark.parametrize("text", ["", "[]", "null", "7", "{", "[" * 100_000], ids=lambda text: text[:4])
@pytest.mark.parametrize("name", [evidence.INPUTS, evidence.QUERIES, evidence.RESULT])
def test_a_file_with_something_else_with_a_correct_manifest(written: Path, name: str, text: str) -> None:
    edit(written, name, lambda _text: text)
    if (name, text) != (evidence.QUERIES, "[]"):
        assert f"the file {name} " in refused(written)


def test_other_policies_that_give_another_result_with_a_correct_manifest(written: Path) -> None:
    edit(written, evidence.INPUTS, lambda text: text.replace('"26h"', '"48h"'))
    assert f"the file {evidence.RESULT} differs" in refused(written)


@pytest.mark.parametrize("kind", ["missing", "file", "pipe", "empty"])
def test_a_path_that_is_no_evidence(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "evidence"
    if kind == "file":
        path.touch()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "empty":
        path.mkdir()
    assert str(path) in refused(path)


@pytest.mark.parametrize("path", ["a\0b", "x" * 300])
def test_a_path_that_is_no_path(path: str) -> None:
    refused(path)


def test_what_was_known_is_judged_again(tmp_path: Path) -> None:
    path = tmp_path / "late"
    given = asked([{**POLICY, "controls": ["BK-1"]}], known_since={"m365": "2026-11-21T00:00:00Z"}, clock_problem=None)
    write(path, [JOBS[0], JOBS[1]], given)
    assert judge(path)["subjects"][0]["known_since"] == "2026-11-21T00:00:00Z"
    edit(path, evidence.INPUTS, lambda text: text.replace('"m365": "2026-11-21', '"m365": "2026-11-22'))
    assert f"the file {evidence.RESULT} differs" in refused(path)


def test_counts_that_differ_only_in_their_unit_are_kept_apart(tmp_path: Path) -> None:
    one = {"total": 10, "successful": 10, "failed": None, "skipped": None, "warning": None}
    jobs = [job(hours, counts_by_unit={"objects": one, "records": JOBS[0]["counts"]}, counts=one) for hours in (1, 25)]
    write(tmp_path / "units", jobs)
    judge(tmp_path / "units")
