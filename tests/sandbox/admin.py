# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control API under ``/_sandbox/``: for tests, without authentication, never logged."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict

from aiohttp import web

from . import data_changes, times
from .errors import ApiError, bad_request
from .faults import read_rule
from .products import PRODUCTS
from .products.base import Product
from .query import Query
from .state import DEFAULT_CLIENT, State

Handler = Callable[[web.Request], Awaitable[web.Response]]


def add_routes(app: web.Application, state: State) -> None:
    admin = Admin(state)
    app.router.add_routes(
        [
            web.get("/_sandbox/health", reporting_errors(admin.health)),
            web.get("/_sandbox/truth", reporting_errors(admin.truth)),
            web.get("/_sandbox/changes", reporting_errors(admin.changes)),
            web.post("/_sandbox/jobs", reporting_errors(admin.put_job)),
            web.delete("/_sandbox/jobs", reporting_errors(admin.clear_jobs)),
            web.post("/_sandbox/faults", reporting_errors(admin.add_fault)),
            web.delete("/_sandbox/faults", reporting_errors(admin.clear_faults)),
            web.get("/_sandbox/requests", reporting_errors(admin.requests)),
            web.delete("/_sandbox/requests", reporting_errors(admin.reset)),
            web.get("/_sandbox/stats", reporting_errors(admin.stats)),
        ]
    )


def reporting_errors(handler: Handler) -> Handler:
    """Return a handler that reports errors as JSON."""

    async def handle(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except ApiError as api_error:
            error = {"error": api_error.message, "field": api_error.field}
            return web.json_response(error, status=api_error.status)
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=400)

    return handle


class Admin:
    def __init__(self, state: State) -> None:
        self._state = state

    async def health(self, request: web.Request) -> web.Response:
        """Report that the sandbox runs, and everything that is needed to attach to it."""
        address = self._state.address(f"{request.scheme}://{request.host}")
        return web.json_response({"status": "ok", **address.as_dict()})

    async def truth(self, request: web.Request) -> web.Response:
        """Return the jobs as the server knows them, newest first."""
        product = _product(request.query.get("product"))
        client_id = request.query.get("client_id", DEFAULT_CLIENT)
        query = Query(
            api_version="2024",
            start=_moment(request.query.get("start")),
            finish=_moment(request.query.get("finish")),
            filters=(),
            page=0,
            skip=None,
            size=1,
            token=None,
            echo=(),
        )
        view = self._state.store(client_id, product.key).view(query)
        limit = int(request.query.get("limit", view.total))
        jobs = view.rows.slice(0, min(limit, view.total))
        return web.json_response([data_changes.truth(product, job) for job in jobs])

    async def changes(self, request: web.Request) -> web.Response:
        """Return the jobs added and removed since the tenant was created, oldest change first."""
        product = _product(request.query.get("product"))
        client_id = request.query.get("client_id", DEFAULT_CLIENT)
        history = self._state.store(client_id, product.key).history
        return web.json_response(
            [
                {"moment": change.moment, "kind": change.kind, "job": data_changes.truth(product, change.job)}
                for change in history.changes
            ]
        )

    async def put_job(self, request: web.Request) -> web.Response:
        document = await _document(request)
        product = _product(document.pop("product", None))
        client_id = str(document.pop("client_id", None) or DEFAULT_CLIENT)
        job = data_changes.put(product, self._state.store(client_id, product.key), document)
        return web.json_response(data_changes.truth(product, job), status=201)

    async def clear_jobs(self, request: web.Request) -> web.Response:
        named = request.query.get("product")
        products = PRODUCTS.values() if named is None else [_product(named)]
        for product in products:
            client_id = request.query.get("client_id", DEFAULT_CLIENT)
            self._state.store(client_id, product.key).clear()
        return web.json_response({})

    async def add_fault(self, request: web.Request) -> web.Response:
        self._state.faults.add(read_rule(await _document(request)))
        return web.json_response({}, status=201)

    async def clear_faults(self, request: web.Request) -> web.Response:
        self._state.faults.clear(request.query.get("client_id"))
        return web.json_response({})

    async def requests(self, request: web.Request) -> web.Response:
        requested = {name: request.query.get(name) for name in ("client_id", "product")}
        entries = [
            asdict(entry)
            for entry in self._state.request_log.entries
            if all(value in (None, getattr(entry, name)) for name, value in requested.items())
        ]
        return web.json_response(entries)

    async def reset(self, request: web.Request) -> web.Response:
        self._state.request_log.reset()
        return web.json_response({})

    async def stats(self, request: web.Request) -> web.Response:
        return web.json_response(self._state.request_log.stats())


def _product(name: object) -> Product:
    product = PRODUCTS.get(str(name))
    if product is None:
        raise bad_request(f"product: one of {', '.join(PRODUCTS)}", "product")
    return product


def _moment(text: str | None) -> int | None:
    return None if text is None else times.parse_iso(text)


async def _document(request: web.Request) -> dict[str, object]:
    document = json.loads(await request.read())
    if not isinstance(document, Mapping):
        raise bad_request("a JSON object is expected", "body")
    return dict(document)
