# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The port of a user's sandbox, and the options that it prints."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.settings import DEFAULT_PORT

SANDBOX = Path(__file__).resolve().parents[2] / "sandbox"


@contextlib.contextmanager
def started(*options: str) -> Iterator[tuple[str, str]]:
    """Return the first line that a sandbox prints for the shell, and its messages until it listens."""
    command = [sys.executable, str(SANDBOX), "--print-env", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            printed = []
            for line in process.stderr:
                printed.append(line)
                if "listens on" in line:
                    break
            yield process.stdout.readline(), "".join(printed)
        finally:
            process.terminate()


@contextlib.contextmanager
def usual_port_taken() -> Iterator[None]:
    """Occupy the default port, unless another process does."""
    with socket.socket() as taken:
        with contextlib.suppress(OSError):
            taken.bind(("127.0.0.1", DEFAULT_PORT))
            taken.listen()
        yield


def is_free() -> bool:
    """Return whether the default port is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", DEFAULT_PORT)) != 0


def test_the_port_is_the_same_each_time() -> None:
    if not is_free():
        pytest.skip(f"the port {DEFAULT_PORT} is in use")
    for _time in range(2):
        with started() as (export, _said):
            assert export == f'export AVEPOINT_API_URL="http://127.0.0.1:{DEFAULT_PORT}"\n'


def test_another_port_is_used_if_the_default_one_is_taken() -> None:
    with usual_port_taken(), started() as (export, _said):
        assert "http://127.0.0.1:" in export
        assert f":{DEFAULT_PORT}" not in export


def test_the_options_are_named() -> None:
    with started("--port", "0") as (_export, printed):
        assert "--port" in printed
        assert "--days" in printed
        assert all(line.startswith("#") for line in printed.splitlines())
