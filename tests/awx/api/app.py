# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answer the requests of a client, and record them."""

from __future__ import annotations

import base64
import json
import secrets
import typing as t
from dataclasses import dataclass

from aiohttp import web

from . import operations, query
from .record import Record, Request
from .refusal import Refusal, not_found
from .render import render
from .state import Item, State

# The paths of the API, directly and behind the gateway of the Automation Platform.
ROOT: t.Final = "/api/v2/"
GATEWAY_ROOT: t.Final = "/api/controller/v2/"
_GATEWAY: t.Final = {
    "description": "Automation Platform gateway",
    "apis": {"gateway": "/api/gateway/", "controller": "/api/controller/"},
}


@dataclass(frozen=True)
class Settings:
    """How the API presents itself, and who may use it."""

    username: str = "admin"
    password: str = "password"
    gateway: bool = False
    # Whether the root answers, which lists the APIs.
    root_answers: bool = True
    product: str = "AWX"
    version: str = "24.6.1"

    @property
    def root(self) -> str:
        return GATEWAY_ROOT if self.gateway else ROOT


@dataclass
class Answer:
    status: int
    body: t.Any = None


class RequestHandler:
    def __init__(self, state: State, record: Record, settings: Settings) -> None:
        self._state = state
        self._record = record
        self._settings = settings

    async def handle(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        body: t.Any = None
        try:
            body = _read(text)
            answer = self._answer(request, body)
        except Refusal as refusal:
            answer = Answer(refusal.status, refusal.body)
        path = request.path.removeprefix(self._settings.root)
        recorded = Request(request.method, path, dict(request.query), body, answer.status, answer.body)
        self._record.requests.append(recorded)
        headers = {"X-API-Product-Name": self._settings.product, "X-API-Product-Version": self._settings.version}
        if answer.body is None:
            return web.Response(status=answer.status, headers=headers)
        return web.json_response(answer.body, status=answer.status, headers=headers)

    def _answer(self, request: web.Request, body: t.Any) -> Answer:
        if request.path == "/api/" and self._settings.root_answers:
            return Answer(200, self._entry())
        if not request.path.startswith(self._settings.root):
            raise not_found()
        parts = request.path.removeprefix(self._settings.root).strip("/").split("/")
        if parts == ["ping"]:
            return Answer(200, {"version": self._settings.version, "ha": False, "instances": []})
        self._authenticate(request)
        special = self._special(request.method, parts)
        if special:
            return special
        if parts[0] not in self._state.resources or len(parts) > 3:
            raise not_found()
        if len(parts) == 1:
            return self._list(request, parts[0], body)
        item = self._state.get(parts[0], int(parts[1])) if parts[1].isdecimal() else None
        if item is None:
            raise not_found()
        if len(parts) == 2:
            return self._detail(request, item, body)
        return self._sublist(request, item, parts[2], body)

    def _entry(self) -> dict[str, t.Any]:
        """Return the answer at the roots of the API (awx/api/views/root.py, ApiRootView)."""
        versions = {"current_version": ROOT, "available_versions": {"v2": ROOT}}
        return _GATEWAY if self._settings.gateway else {"description": "AWX REST API", **versions}

    def _authenticate(self, request: web.Request) -> None:
        """Accept the password, or a token that was issued for it."""
        scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
        if scheme == "Bearer" and given in self._state.tokens:
            return
        password = f"{self._settings.username}:{self._settings.password}"
        if scheme == "Basic" and given == base64.b64encode(password.encode()).decode():
            return
        raise Refusal(401, {"detail": "The credentials are missing or wrong."})

    def _special(self, method: str, parts: list[str]) -> Answer | None:
        """Answer what has no objects: the root, the configuration, the user and tokens."""
        root = self._settings.root
        if parts == [""]:
            return Answer(200, {name: f"{root}{name}/" for name in self._state.resources})
        if parts == ["config"]:
            return Answer(200, {"version": self._settings.version, "license_info": {"license_type": "open"}})
        if parts == ["me"]:
            (user,) = self._state.all("users")
            return Answer(200, query.page([self._render(user)], f"{root}me/", {}))
        if parts == ["tokens"] and method == "POST":
            token = secrets.token_urlsafe()
            self._state.tokens[token] = self._state.number()
            return Answer(201, {"id": self._state.tokens[token], "token": token})
        if parts[0] == "tokens" and method == "DELETE":
            kept = {token: number for token, number in self._state.tokens.items() if str(number) != parts[1]}
            self._state.tokens = kept
            return Answer(204)
        return None

    def _list(self, request: web.Request, name: str, body: t.Any) -> Answer:
        self._check_method(request, name, ("GET", "POST"))
        if request.method == "POST":
            return Answer(201, self._render(operations.create(self._state, name, body)))
        return self._page(request, name, self._state.all(name))

    def _page(self, request: web.Request, name: str, items: list[Item]) -> Answer:
        resource = self._state.resources[name]
        query.check(self._state, resource, request.query)
        found = query.select(self._state, items, resource, request.query)
        return Answer(200, query.page([self._render(item) for item in found], request.path, request.query))

    def _detail(self, request: web.Request, item: Item, body: t.Any) -> Answer:
        self._check_method(request, item.resource, ("GET", "PATCH", "DELETE"))
        if request.method == "DELETE":
            operations.remove(self._state, item)
            return Answer(self._state.resources[item.resource].deleted_status)
        if request.method == "PATCH":
            operations.change(self._state, item, body)
        return Answer(200, self._render(item))

    def _sublist(self, request: web.Request, item: Item, name: str, body: t.Any) -> Answer:
        resource = self._state.resources[item.resource]
        posted = request.method == "POST"
        if request.method not in ("GET", "POST"):
            raise Refusal(405, {"detail": f"{request.method} is not allowed here."})
        if name in resource.associations:
            if posted:
                operations.associate(self._state, item, name, body)
                return Answer(204)
            numbers = item.associated.get(name, ())
            return self._page(request, resource.associations[name], [self._state.items[n] for n in numbers])
        if name in resource.children and not posted:
            child, field = resource.children[name]
            return self._page(request, child, [other for other in self._state.all(child) if other[field] == item.id])
        return self._other(item, name, body, posted=posted)

    def _other(self, item: Item, name: str, body: t.Any, *, posted: bool) -> Answer:
        if name == "survey_spec" and self._state.resources[item.resource].survey:
            if posted:
                operations.set_survey(self._state, item, body)
                return Answer(200)
            return Answer(200, operations.shown_survey(item))
        if posted and (item.resource, name) == ("projects", "update"):
            return Answer(202, self._render(operations.start_update(self._state, item)))
        if posted and (item.resource, name) == ("workflow_job_template_nodes", "create_approval_template"):
            return Answer(201, self._render(operations.create_approval(self._state, item, body)))
        raise not_found()

    def _check_method(self, request: web.Request, name: str, possible: tuple[str, ...]) -> None:
        if request.method not in possible or request.method not in self._state.resources[name].methods:
            raise Refusal(405, {"detail": f"{request.method} is not allowed here."})

    def _render(self, item: Item) -> dict[str, t.Any]:
        return render(self._state, item, self._settings.root)


def _read(text: str) -> t.Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        raise Refusal(400, {"detail": "The body is not JSON."}) from None
