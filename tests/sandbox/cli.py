# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the sandbox until a signal, or until its parent process ends."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import ssl
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from .app import make_app
from .certificates import client_certificate, server_certificate
from .settings import DEFAULT_PORT, Settings, parse
from .state import Address, State

HINT = """\
# Options: --port N (the port), --days N (how far back the data goes), --now TIME (where it ends), --revision 2025,
# --latency SECONDS, --tls; --help has all. For instance: .venv/bin/python -m nox -s sandbox -- --port 9000 --days 90"""


def main(arguments: Sequence[str] | None = None) -> int:
    settings = parse(arguments)
    with tempfile.TemporaryDirectory(prefix="sandbox-") as private:
        directory = settings.state_dir or Path(private)
        directory.mkdir(parents=True, exist_ok=True)
        asyncio.run(_serve(settings, directory.resolve()))
    return 0


async def _serve(settings: Settings, directory: Path) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = server_certificate(directory, settings.host) if settings.tls else None
    state = State(settings, client_certificate(directory), server)
    runner = web.AppRunner(make_app(state), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        context = server.context if server else None
        await _listen(runner, settings, context)
        _announce(settings, state.address(_url(settings, runner)))
        await _wait_for_end(stop, settings.parent_pid)
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, settings: Settings, context: ssl.SSLContext | None) -> None:
    """Listen on the given port; without one, --print-env uses the default port if it is free."""
    default_ports = [DEFAULT_PORT] if settings.print_env else []
    ports = [settings.port] if settings.port is not None else [*default_ports, 0]
    for port in ports:
        try:
            await web.TCPSite(runner, settings.host, port, ssl_context=context, backlog=512).start()
            return
        except OSError:
            if port == ports[-1]:
                raise


def _url(settings: Settings, runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    # These addresses are for listening only; return the one to connect to.
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(host, host)
    return f"{'https' if settings.tls else 'http'}://{reachable}:{port}"


def _announce(settings: Settings, address: Address) -> None:
    if settings.ready_file is not None:
        draft = settings.ready_file.with_name(settings.ready_file.name + ".part")
        draft.write_text(json.dumps(address.as_dict(), indent=2), encoding="utf-8")
        os.replace(draft, settings.ready_file)
    if settings.print_env:
        print(address.as_exports(), flush=True)
        print(HINT, file=sys.stderr, flush=True)
    print(f"# The sandbox listens on {address.url} (Ctrl-C ends it)", file=sys.stderr, flush=True)


async def _wait_for_end(stop: asyncio.Event, parent_pid: int | None) -> None:
    child = parent_pid == os.getppid()
    while not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), None if parent_pid is None else 1.0)
        except asyncio.TimeoutError:
            if parent_pid is not None and not _alive(parent_pid, child=child):
                return


def _alive(pid: int, *, child: bool) -> bool:
    """Return whether the parent process is alive; a child sees it by its own parent id, even if a zombie is left."""
    if child:
        return os.getppid() == pid
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
