# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start and control a sandbox from a test or the demo, with the standard library only."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, cast

_START_TIMEOUT = 20.0


class SandboxError(Exception):
    """The sandbox did not start, or rejected a call."""


@dataclass(frozen=True)
class Certificates:
    """The certificate of the tenants in four formats; the password is for the encrypted ones."""

    pem: str
    pem_encrypted: str
    pfx: str
    pfx_nopass: str
    password: str


class Sandbox:
    """A running sandbox: one started here, which ends with this process, or another one."""

    def __init__(
        self,
        facts: dict[str, str | None],
        process: subprocess.Popen[bytes] | None = None,
        directory: str | None = None,
    ) -> None:
        self.url = str(facts["url"])
        self.api_url = str(facts["api_url"])
        self.identity_url = str(facts["identity_url"])
        self.client_id = str(facts["client_id"])
        self.client_secret = str(facts["client_secret"])
        self.ca_path = facts["ca_path"]
        self.certificates = Certificates(
            pem=str(facts["certificate_pem"]),
            pem_encrypted=str(facts["certificate_pem_encrypted"]),
            pfx=str(facts["certificate_pfx"]),
            pfx_nopass=str(facts["certificate_pfx_nopass"]),
            password=str(facts["certificate_password"]),
        )
        self._process = process
        self._directory = directory
        self._opener = _opener(self.ca_path)
        if process is not None:
            atexit.register(self.stop)

    @classmethod
    def start(cls, *, python: str = sys.executable, **settings: Any) -> Sandbox:
        """Start a sandbox; each keyword is an option of the command line, and a list repeats it."""
        directory = tempfile.mkdtemp(prefix="sandbox-control-")
        ready, log = Path(directory, "ready.json"), Path(directory, "log.txt")
        command = [python, str(Path(__file__).resolve().parent), "--ready-file", str(ready)]
        command += ["--parent-pid", str(os.getpid()), *_options(settings)]
        with log.open("wb") as output:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            facts = _await_ready(process, ready, log)
        except BaseException:
            process.kill()
            process.wait()
            shutil.rmtree(directory, ignore_errors=True)
            raise
        return cls(facts, process, directory)

    @classmethod
    def attach(cls, url: str, *, ca_path: str | None = None) -> Sandbox:
        """Return a sandbox that is already running."""
        with _opener(ca_path).open(url.rstrip("/") + "/_sandbox/health", timeout=10) as response:
            return cls(json.load(response))

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the process if it was started here; calling it again has no effect."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()
            process.wait()
            atexit.unregister(self.stop)
        if self._directory is not None:
            shutil.rmtree(self._directory, ignore_errors=True)

    def fault(self, kind: str, **rule: Any) -> None:
        """Add a fault; the kinds are in ``faults.py``."""
        self._call("POST", "faults", body={"kind": kind, **rule})

    @contextlib.contextmanager
    def faulty(self, kind: str, **rule: Any) -> Iterator[None]:
        """Add a fault for a block, and clear all faults after it."""
        self.fault(kind, **rule)
        try:
            yield
        finally:
            self.clear()

    def clear(self, client_id: str | None = None) -> None:
        """Clear all faults, or those of one client."""
        self._call("DELETE", "faults", client_id=client_id)

    def truth(self, product: str, **query: Any) -> list[dict[str, Any]]:
        """Return the jobs as the server knows them; options: ``client_id``, ``start``, ``finish``, ``limit``."""
        return cast("list[dict[str, Any]]", self._call("GET", "truth", product=product, **query))

    def changes(self, product: str, client_id: str | None = None) -> list[dict[str, Any]]:
        """Return the changes since the tenant was created or cleared: ``moment``, ``kind`` and ``job``."""
        return cast("list[dict[str, Any]]", self._call("GET", "changes", product=product, client_id=client_id))

    def put_job(self, product: str, **job: Any) -> dict[str, Any]:
        """Add a job, or change the one with this ``id``; return it as the server knows it."""
        reply = self._call("POST", "jobs", body={"product": product, **job})
        return cast("dict[str, Any]", reply)

    def clear_jobs(self, product: str | None = None, client_id: str | None = None) -> None:
        """Remove all jobs of a tenant, to add some with ``put_job``."""
        self._call("DELETE", "jobs", product=product, client_id=client_id)

    def requests(self, **query: Any) -> list[dict[str, Any]]:
        """Return the log of requests, oldest first; options: ``client_id``, ``product``."""
        return cast("list[dict[str, Any]]", self._call("GET", "requests", **query))

    def stats(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self._call("GET", "stats"))

    def reset(self) -> None:
        """Clear the log and the statistics."""
        self._call("DELETE", "requests")

    def secret_of(self, client_id: str) -> str:
        return f"sandbox-secret-{client_id}"

    def env(self, client_id: str | None = None) -> dict[str, str]:
        """Return the environment variables that connect the collection to this sandbox as a tenant."""
        tenant = client_id or self.client_id
        variables = {
            "AVEPOINT_API_URL": self.api_url,
            "AVEPOINT_IDENTITY_URL": self.identity_url,
            "AVEPOINT_CLIENT_ID": tenant,
            "AVEPOINT_CLIENT_SECRET": self.secret_of(tenant),
        }
        return {**variables, "AVEPOINT_CA_PATH": self.ca_path} if self.ca_path else variables

    def _call(self, method: str, what: str, *, body: object = None, **query: Any) -> object:
        given = {name: value for name, value in query.items() if value is not None}
        url = f"{self.url}/_sandbox/{what}?{urllib.parse.urlencode(given)}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, method=method)
        try:
            with self._opener.open(request, timeout=60) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise SandboxError(f"{method} {what}: {error.read().decode()}") from None


def _opener(ca_path: str | None) -> urllib.request.OpenerDirector:
    """Return an opener that uses no proxy."""
    handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({})]
    if ca_path:
        context = ssl.create_default_context(cafile=ca_path)
        handlers.append(urllib.request.HTTPSHandler(context=context))
    return urllib.request.build_opener(*handlers)


def _options(settings: dict[str, Any]) -> list[str]:
    options: list[str] = []
    for name, value in settings.items():
        option = "--" + name.replace("_", "-")
        if value is True:
            options.append(option)
        elif value is not None and value is not False:
            values = value if isinstance(value, (list, tuple)) else [value]
            options += [f"{option}={item}" for item in values]
    return options


def _await_ready(process: subprocess.Popen[bytes], ready: Path, log: Path) -> dict[str, str | None]:
    end = time.monotonic() + _START_TIMEOUT
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > end:
            raise SandboxError(f"The sandbox did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.02)
    return cast("dict[str, str | None]", json.loads(ready.read_text(encoding="utf-8")))
