# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data that a service can make a task read is limited: bodies, compression, pages and rows."""

from __future__ import annotations

import contextlib
import gzip
import json
import re
import socket
import subprocess
import sys
import typing as t
import zlib
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read import disk_store, query, row_set, row_store
from functional.helpers import MODULES, TIMEOUT, Hostile, Outcome, Responder, http, run_module, sends
from tools import environment

MEBIBYTE = 1 << 20
JSON = b'{"TotalCount": 0, "Jobs": []}'
# MiB: what a module needs before its first request, and as much again.
SMALL = 130


@pytest.fixture
def tmp(clean_environment: None, tmp_path: Path) -> Path:
    return tmp_path


def options(service: Hostile, **more: t.Any) -> dict[str, t.Any]:
    return {
        "api_url": service.url,
        "identity_url": service.url,
        "client_id": "me",
        "client_secret": "hidden-4711",
        "retries": 0,
        "timeout": TIMEOUT,
        **more,
    }


def run_against(service: Hostile, tmp: Path, module: str = "m365_job_info", **more: t.Any) -> Outcome:
    api_version = {"products": ["m365"]} if module == "login" else {"api_revision": "2024"}
    return run_module(module, options(service, **api_version, **more), tmp)


# Runs a module and writes its peak memory to a file. A parent process cannot measure that: the figure of a
# child process starts with the memory of its parent.
MEASURED = """
import atexit, pathlib, runpy, sys

module, peak = sys.argv.pop(), pathlib.Path(sys.argv.pop())

def write():
    peak.write_text(pathlib.Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])

atexit.register(write)
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""


def peak(service: Hostile, tmp: Path) -> int:
    """Return the peak memory, in MiB, of a module in a process of its own that fails."""
    arguments, kibibytes = tmp / "args.json", tmp / "peak"
    params = {**options(service, api_revision="2024"), "_ansible_remote_tmp": str(tmp)}
    arguments.write_text(json.dumps({"ANSIBLE_MODULE_ARGS": params}))
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(arguments), str(kibibytes), f"{MODULES}.m365_job_info"],
        env=environment.importing_the_checkout(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return int(kibibytes.read_text()) >> 10


class Flood:
    """Send a body of this many MiB, and count the bytes that were read."""

    def __init__(self, status: str, size: int, headers: str = "") -> None:
        self.head = f"HTTP/1.1 {status}\r\n{headers}Content-Length: {size * MEBIBYTE}\r\n\r\n".encode()
        self.size = size
        self.taken = 0

    def __call__(self, connection: socket.socket, _request: str) -> None:
        with contextlib.suppress(OSError):
            connection.sendall(self.head)
            for _part in range(self.size * 16):
                connection.sendall(b"x" * 65536)
                self.taken += 65536


def zipped(size: int, times: int = 1) -> bytes:
    """Return this many MiB of blanks, compressed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    data = b"".join(packer.compress(b" " * MEBIBYTE) for _part in range(size)) + packer.flush()
    for _again in range(times - 1):
        data = gzip.compress(data, 9)
    return data


@pytest.mark.parametrize("status", ["300 Many", "301 Moved", "302 Found", "303 Other", "304 Same", "307 T", "308 P"])
def test_the_body_of_a_redirect_is_not_read(tmp: Path, status: str) -> None:
    flood = Flood(status, 300, "Location: /elsewhere\r\n")
    with Hostile(flood).up() as service:
        outcome = run_against(service, tmp).bad()
    assert outcome.result["status"] == int(status[:3])
    # What the system buffers before the client reads it.
    assert flood.taken < 32 * MEBIBYTE


def test_the_body_of_a_redirect_of_the_token_endpoint_is_not_read(tmp: Path) -> None:
    flood = Flood("302 Found", 300, "Location: /elsewhere\r\n")
    with Hostile(sends(http(JSON)), token=flood).up() as service:
        run_against(service, tmp, "login").bad()
    assert flood.taken < 32 * MEBIBYTE


def test_the_body_of_a_redirect_is_not_decompressed(tmp: Path) -> None:
    redirected = http(zipped(1024), "302 Found", "Location: /elsewhere\r\nContent-Encoding: gzip\r\n")
    with Hostile(sends(redirected)).up() as service:
        assert peak(service, tmp) < SMALL


@pytest.mark.parametrize("status", ["400 Bad", "403 No", "500 Oops"])
def test_only_the_beginning_of_an_error_response_is_read(tmp: Path, status: str) -> None:
    flood = Flood(status, 200)
    with Hostile(flood).up() as service:
        outcome = run_against(service, tmp).bad()
    assert outcome.result["status"] == int(status[:3])
    assert flood.taken < 32 * MEBIBYTE


def test_a_compressed_error_response_is_reported(tmp: Path) -> None:
    body = gzip.compress(b'{"message": "the window is too long"}')
    with Hostile(sends(http(body, "400 Bad", "Content-Encoding: gzip\r\n"))).up() as service:
        assert "the window is too long" in run_against(service, tmp).bad().msg


@pytest.mark.parametrize("module", ["login", "m365_job_info"])
def test_a_token_response_without_end_is_cut_off(tmp: Path, module: str) -> None:
    flood = Flood("200 OK", 100)
    with Hostile(sends(http(JSON)), token=flood).up() as service:
        outcome = run_against(service, tmp, module).bad()
    assert "larger than 65536 bytes" in outcome.msg
    assert flood.taken < 32 * MEBIBYTE


def test_one_compression_is_requested_and_read(tmp: Path) -> None:
    responses = [http(gzip.compress(JSON), headers="Content-Encoding: gzip\r\n")]
    half = len(JSON) // 2
    responses.append(
        http(gzip.compress(JSON[:half]) + gzip.compress(JSON[half:]), headers="Content-Encoding: GZIP\r\n")
    )
    responses.append(http(JSON, headers="Content-Encoding: identity\r\n"))
    for response in responses:
        with Hostile(sends(response)).up() as service:
            run_against(service, tmp).good()
            assert all("\r\naccept-encoding: gzip\r\n" in text.lower() for text in service.received)


@pytest.mark.parametrize(
    "encoding",
    [
        "Content-Encoding: gzip, gzip",
        "Content-Encoding: gzip\r\nContent-Encoding: gzip",
        "Content-Encoding: gzip, deflate",
        "Content-Encoding: deflate",
        "Content-Encoding: br",
        "Content-Encoding: zstd",
        "Content-Encoding: " + "gzip, " * 100 + "gzip",
    ],
)
def test_other_or_several_encodings_are_an_error(tmp: Path, encoding: str) -> None:
    response = http(gzip.compress(gzip.compress(JSON)), headers=f"{encoding}\r\n")
    with Hostile(sends(response)).up() as service:
        outcome = run_against(service, tmp, retries=2).bad()
    assert "only gzip was requested" in outcome.msg


@pytest.mark.parametrize("times", [1, 2])
def test_a_small_body_that_decompresses_to_a_large_one_takes_little_memory(tmp: Path, times: int) -> None:
    encoding = ", ".join(["gzip"] * times)
    with Hostile(sends(http(zipped(1024, times), headers=f"Content-Encoding: {encoding}\r\n"))).up() as service:
        assert peak(service, tmp) < SMALL + 40


def test_endless_compressed_parts_are_cut_off(tmp: Path) -> None:
    part = gzip.compress(b"") * 4096

    def response(connection: socket.socket, _request: str) -> None:
        with contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
            while True:
                connection.sendall(part)

    with Hostile(response).up() as service:
        outcome = run_against(service, tmp, timeout=3).bad()
    assert "no complete response came within 3 s" in outcome.msg or "larger than" in outcome.msg


@pytest.mark.parametrize(
    "body", [b"{}", gzip.compress(JSON)[:-9], gzip.compress(JSON) + b"more"], ids=["none", "cut", "more"]
)
def test_a_body_that_cannot_be_decompressed_is_an_error(tmp: Path, body: bytes) -> None:
    with Hostile(sends(http(body, headers="Content-Encoding: gzip\r\n"))).up() as service:
        outcome = run_against(service, tmp).bad()
    assert "compress" in outcome.msg


def test_a_page_larger_than_any_requested_page_is_an_error(tmp: Path) -> None:
    flood = Flood("200 OK", 183)
    with Hostile(flood).up() as service:
        outcome = run_against(service, tmp).bad()
    assert "larger than 25165824 bytes" in outcome.msg
    assert flood.taken < 64 * MEBIBYTE


def test_more_rows_in_a_page_than_can_be_requested_are_an_error(tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"Id": f"job-{number}", "State": 2} for number in range(query.LARGEST_PAGE + 1)]
    body = json.dumps({"TotalCount": len(rows), "Jobs": rows}).encode()
    with Hostile(sends(http(body))).up() as service:
        outcome = run_against(service, tmp).bad()
    assert "a page has 10001 jobs" in outcome.msg


def fresh_rows(**stated: t.Any) -> Responder:
    """Respond with new rows on every page, endlessly."""

    def response(connection: socket.socket, request: str) -> None:
        index, size = (int(re.search(f"{name}=([0-9]+)", request)[1]) for name in ("PageIndex", "PageSize"))  # type: ignore[index]  # always sent
        rows = [{"Id": f"{index}-{number}", "State": 2} for number in range(size)]
        connection.sendall(http(json.dumps({**stated, "Jobs": rows}).encode()))

    return response


@pytest.mark.parametrize("limited", [{}, {"limit": 1_000_000}], ids=["all", "limit"])
def test_endless_new_rows_beyond_the_total_are_an_error(
    tmp: Path, monkeypatch: pytest.MonkeyPatch, limited: dict[str, int]
) -> None:
    monkeypatch.setattr(row_set, "SPARE_ROWS", 1000)
    with Hostile(fresh_rows(TotalCount=250)).up() as service:
        outcome = run_against(service, tmp, page_size=100, **limited).bad()
        assert len(service.received) < 60
    assert "the service reported a total of 250 but returned" in outcome.msg
    assert "jobs" not in outcome.result


@pytest.mark.parametrize("stated", [{}, {"TotalCount": 100}, {"TotalCount": 10**9}], ids=["none", "own", "huge"])
@pytest.mark.parametrize("bound", ["max_rows", "max_bytes"])
def test_endless_new_rows_are_an_error_whatever_the_total(
    tmp: Path, monkeypatch: pytest.MonkeyPatch, stated: dict[str, int], bound: str
) -> None:
    monkeypatch.setattr(row_store.MemoryRowSet, bound, 2000 if bound == "max_rows" else 60_000)
    with Hostile(fresh_rows(**stated)).up() as service:
        outcome = run_against(service, tmp, page_size=100).bad()
        assert len(service.received) < 200
    assert "write them to a file with dest" in outcome.msg


def test_endless_new_rows_do_not_fill_a_file(tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_store.DiskRowSet, "max_rows", 2000)
    with Hostile(fresh_rows(TotalCount=10**9)).up() as service:
        outcome = run_against(service, tmp, page_size=100, dest=str(tmp / "jobs.jsonl")).bad()
    assert "written to a file" in outcome.msg
    assert not (tmp / "jobs.jsonl").exists()


def test_a_cookie_of_one_request_is_not_sent_with_the_next(tmp: Path) -> None:
    cookie = "Set-Cookie: session=stolen; Path=/\r\n"
    token = sends(http(b'{"access_token": "tok", "expires_in": 3600}', headers=cookie))
    turns = iter([http(b"", "503 Busy", cookie + "Retry-After: 0\r\n"), http(JSON, headers=cookie)])
    with Hostile(lambda connection, _text: connection.sendall(next(turns)), token=token).up() as service:
        run_against(service, tmp, retries=1).good()
    assert len(service.received) == 3
    assert not any("\r\ncookie:" in text.lower() for text in service.received)
