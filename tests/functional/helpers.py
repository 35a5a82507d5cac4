# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helpers of the functional tests: a tenant of a sandbox, and modules run in this process."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import signal
import socket
import socketserver
import threading
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from ansible.module_utils import basic
from ansible.module_utils.common import warnings as ansible_warnings

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import NAMES, default_products
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS as REGISTRY
from sandbox.control import Sandbox
from sandbox.products import PRODUCTS as SERVED
from sandbox.query import ApiVersion

MODULES = "ansible_collections.avepoint.cloud_backup.plugins.modules"
# Those that are read where none is named, and all that there are.
PRODUCTS = tuple(product.name for product in default_products())
ALL_PRODUCTS = NAMES
# The code and the normalised word of the jobs that a rule of a product judges where it names no types.
USUAL_TYPES = {name: SERVED[name].schedules[0].job_type for name in NAMES}
USUAL_WORDS = {name: REGISTRY[name].default_job_types[0] for name in NAMES}
PATHS: dict[str, dict[str, str]] = {
    version: {name: SERVED[name].endpoints[version].path for name in NAMES} for version in t.get_args(ApiVersion)
}
# The secrets that ansible-core 2.22 masks from then on; it takes them out of a result before anything else.
NEW_SECRETS = "_ansible_new_secrets"
# Seconds: longer than the timeouts of all tests.
TIMEOUT = 20


@dataclass
class Outcome:
    """The result of a module, and everything that it printed."""

    result: dict[str, t.Any]
    output: str

    @property
    def failed(self) -> bool:
        return bool(self.result.get("failed"))

    @property
    def msg(self) -> str:
        return str(self.result["msg"])

    @property
    def jobs(self) -> list[dict[str, t.Any]]:
        return t.cast("list[dict[str, t.Any]]", self.result["jobs"])

    @property
    def query(self) -> dict[str, t.Any]:
        (query,) = self.result["queries"]
        return t.cast("dict[str, t.Any]", query)

    @property
    def warnings(self) -> list[str]:
        """Return the warnings as text; newer versions of ansible-core wrap them in objects."""
        return [text if isinstance(text, str) else json.dumps(text) for text in self.result.get("warnings", ())]

    def good(self) -> Outcome:
        assert not self.failed, self.result["msg"]
        assert "Traceback" not in self.output
        return self

    def bad(self) -> Outcome:
        """Assert that the module failed with a message of one line and without a traceback."""
        assert self.failed, "the module did not fail"
        assert "Traceback" not in self.output
        assert "exception" not in self.result
        assert "\n" not in self.msg
        assert "fault of the collection" not in self.msg
        return self


def run_module(name: str, params: t.Mapping[str, t.Any], tmp: Path, **internal: t.Any) -> Outcome:
    """Run the main of a module in this process, with arguments as ansible-core 2.16 to 2.21 pass them."""
    main = importlib.import_module(f"{MODULES}.{name}").main
    settings = {f"_ansible_{key}": value for key, value in {"remote_tmp": str(tmp), **internal}.items()}
    arguments = json.dumps({"ANSIBLE_MODULE_ARGS": {**params, **settings}}).encode()
    out, err = io.StringIO(), io.StringIO()
    with contextlib.ExitStack() as stack:
        stack.enter_context(_set(basic, "_ANSIBLE_ARGS", arguments))
        stack.enter_context(_set(basic, "_ANSIBLE_PROFILE", "legacy"))
        # If an earlier test made this process a controller, warnings would go to its display.
        stack.enter_context(_set(getattr(ansible_warnings, "_internal", None), "is_controller", False))
        ansible_warnings._global_warnings.clear()
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        try:
            main()
        except SystemExit:
            pass
        else:
            raise AssertionError("the module neither ended well nor failed")
    printed = out.getvalue()
    lines = [line for line in printed.splitlines() if line.startswith("{")]
    assert len(lines) == 1, printed
    result = json.loads(lines[0])
    if NEW_SECRETS in result:
        del result[NEW_SECRETS]
        printed = printed.replace(lines[0], json.dumps(result))
    return Outcome(result, printed + err.getvalue())


def restore_interrupts() -> None:
    """Restore the handling of Ctrl-C in a child process, because background jobs of a shell ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextlib.contextmanager
def _set(where: object, name: str, value: object) -> t.Iterator[None]:
    """Set an attribute temporarily."""
    if where is None:
        yield
        return
    missing = object()
    before = getattr(where, name, missing)
    setattr(where, name, value)
    try:
        yield
    finally:
        if before is missing:
            delattr(where, name)
        else:
            setattr(where, name, before)


@dataclass
class Tenant:
    """A tenant of a sandbox, with its own jobs, faults and log."""

    sandbox: Sandbox
    client_id: str
    tmp: Path
    settings: dict[str, t.Any] = field(default_factory=dict)

    @property
    def secret(self) -> str:
        return self.sandbox.secret_of(self.client_id)

    def connection(self, **more: t.Any) -> dict[str, t.Any]:
        """Return valid connection options; an option that is None is left out."""
        base = {
            "api_url": self.sandbox.api_url,
            "identity_url": self.sandbox.identity_url,
            "client_id": self.client_id,
            "client_secret": self.secret,
            "ca_path": self.sandbox.ca_path,
            "timeout": TIMEOUT,
            "retries": 0,
        }
        return {name: value for name, value in {**base, **more}.items() if value is not None}

    def certificate_options(self, path: str | Path, password: str | None = None, **more: t.Any) -> dict[str, t.Any]:
        return {"client_secret": None, "certificate_path": str(path), "certificate_password": password, **more}

    def run(self, module: str, _internal: t.Mapping[str, t.Any] | None = None, **params: t.Any) -> Outcome:
        return run_module(module, self.connection(**params), self.tmp, **(_internal or {}))

    def read(self, product: str, **params: t.Any) -> Outcome:
        """Read one product by its own module."""
        return self.run(f"{product}_job_info", **params)

    def fault(self, kind: str, **rule: t.Any) -> None:
        self.sandbox.fault(kind, client_id=self.client_id, **rule)

    def put(self, product: str, **job: t.Any) -> dict[str, t.Any]:
        return self.sandbox.put_job(product, client_id=self.client_id, **job)

    def clear_jobs(self, product: str) -> None:
        self.sandbox.clear_jobs(product, self.client_id)

    def truth(self, product: str, query: t.Mapping[str, t.Any] | None = None) -> list[dict[str, t.Any]]:
        """Return the jobs of the service, in the window of a query."""
        window = {"start": query["since"], "finish": query["until"]} if query else {}
        jobs = self.sandbox.truth(product, client_id=self.client_id, **window)
        # By default, google lists the jobs of the administrators' portal.
        return [job for job in jobs if product != "google" or job["data_source"] == 1]

    def fetched(self, product: str, query: t.Mapping[str, t.Any]) -> int:
        """Return how many jobs the service returns for a query without filters: all it has where it has no window."""
        windowed = all(version.window for version in REGISTRY[product].versions)
        return len(self.truth(product, query if windowed else None))

    def log(self, product: str | None = None) -> list[dict[str, t.Any]]:
        """Return the requests to the APIs, including those without a token."""
        return [
            entry
            for entry in self.sandbox.requests()
            if entry["client_id"] in (None, self.client_id)
            and entry["product"] != "token"
            and product in (None, entry["product"])
        ]

    def token_log(self) -> list[dict[str, t.Any]]:
        return [entry for entry in self.sandbox.requests(product="token") if entry["client_id"] == self.client_id]

    def most_in_flight(self) -> int:
        return int(self.sandbox.stats()["max_in_flight"]["by_client"].get(self.client_id, 0))


def second(moment: str | None) -> str | None:
    """Return a time without fractions of a second, as in returned jobs."""
    return moment and moment[:19] + "Z"


def essence_of_truth(job: t.Mapping[str, t.Any]) -> tuple[t.Any, ...]:
    status = "unknown" if job["status"] == "?" else job["status"]
    return (job["id"], status, job["status_raw"], second(job["start"]), second(job["finish"]))


def essence(job: t.Mapping[str, t.Any]) -> tuple[t.Any, ...]:
    return (job["id"], job["status"], job["status_raw"], job["started_at"], job["finished_at"])


def assert_same(jobs: t.Iterable[t.Mapping[str, t.Any]], truth: t.Iterable[t.Mapping[str, t.Any]]) -> None:
    """Assert that exactly these jobs were returned, each once, with its status and times, newest first."""
    returned = list(jobs)
    assert sorted(map(essence, returned), key=str) == sorted(map(essence_of_truth, truth), key=str)
    starts = [job["started_at"] or "9" for job in returned]
    assert starts == sorted(starts, reverse=True)


def ids(jobs: t.Iterable[t.Mapping[str, t.Any]]) -> set[str]:
    return {job["id"] for job in jobs}


Responder = t.Callable[[socket.socket, str], None]


class Hostile(socketserver.ThreadingTCPServer):
    """A service that sends raw bytes: a token, and for the APIs what the test defines."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, response: Responder, token: Responder | None = None, lifetime: object = 3600) -> None:
        issued = {"access_token": "hostile-token", "expires_in": lifetime}
        self.response = response
        self.token = token or sends(http(json.dumps(issued).encode()))
        self.received: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: t.Any, client_address: t.Any) -> None:
        """Ignore clients that closed the connection."""

    @contextlib.contextmanager
    def up(self) -> t.Iterator[Hostile]:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield self
        finally:
            self.shutdown()
            self.server_close()


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            chunk = self.request.recv(65536)
            if not chunk:
                return
            head += chunk
        top, _blank, body = head.partition(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in top.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        while len(body) < length:
            body += self.request.recv(65536)
        text = head.decode("latin-1")
        server = t.cast(Hostile, self.server)
        server.received.append(text)
        (server.token if "/connect/token" in text.split("\r\n", 1)[0] else server.response)(self.request, text)


def http(body: bytes, status: str = "200 OK", headers: str = "", kind: str = "application/json") -> bytes:
    """Return a complete HTTP response."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}"
    return head.encode() + b"\r\n" + body


def sends(response: bytes) -> Responder:
    """Return a responder that always sends these bytes."""
    return lambda connection, _request: connection.sendall(response)
