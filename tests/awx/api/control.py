# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the API in a thread of this process, so that a test sees its objects and the requests."""

from __future__ import annotations

import asyncio
import json
import threading
import typing as t
import urllib.error
import urllib.request
from types import TracebackType

from aiohttp import web

from .app import RequestHandler, Settings
from .record import Record
from .seed import seed
from .state import State
from .table import RESOURCES

# Seconds to wait for the start and the end of the thread.
_TIMEOUT: t.Final = 20


class Controller:
    """An API that runs while a `with` block does."""

    def __init__(self, **settings: t.Any) -> None:
        """Create it; the keywords are those of Settings."""
        self.settings = Settings(**settings)
        self.state = State(RESOURCES)
        self.record = Record()
        self.url = ""
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        seed(self.state, self.settings.username)

    def __enter__(self) -> Controller:
        self._thread.start()
        if not self._started.wait(_TIMEOUT):
            raise TimeoutError("The API did not start.")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_TIMEOUT)

    def env(self, **changed: str) -> dict[str, str]:
        """Return the environment variables that connect the modules to it."""
        return {
            "CONTROLLER_HOST": self.url,
            "CONTROLLER_USERNAME": self.settings.username,
            "CONTROLLER_PASSWORD": self.settings.password,
            **changed,
        }

    def call(self, method: str, path: str, body: t.Any = None) -> tuple[int, t.Any]:
        """Send one request below the root of the API; return the status and the JSON of the answer."""
        manager = urllib.request.HTTPPasswordMgrWithPriorAuth()
        manager.add_password(None, self.url, self.settings.username, self.settings.password, is_authenticated=True)
        handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPBasicAuthHandler(manager))
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{self.settings.root}{path}", data, method=method)
        try:
            with urllib.request.build_opener(*handlers).open(request, timeout=_TIMEOUT) as response:
                return response.status, json.loads(response.read() or "null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or "null")

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._started.set()
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._runner.cleanup())
            self._loop.close()

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", RequestHandler(self.state, self.record, self.settings).handle)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
