# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Handle every request of a client: log it, and send the response."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from . import contradictions, data_changes
from .admin import add_routes
from .errors import ApiError, bad_request
from .faults import TOKEN, Rule
from .identity import Grant, TokenError, claimed_client
from .paging import Page, Position
from .products import PRODUCTS
from .products.base import Product, Stamp, traced_error
from .query import ApiVersion, Query
from .request_log import Entry
from .responses import Reply, json_reply, pause, replacement, send
from .state import State
from .store import Store, View

TOKEN_PATH: Final = "/connect/token"
_JSON_TYPES: Final = ("application/json", "text/json")


@dataclass
class Exchange:
    """One request while it is handled."""

    request: web.Request
    entry: Entry
    stamp: Stamp
    rule: Rule | None = None

    @property
    def origin(self) -> str:
        return f"{self.request.scheme}://{self.request.host}"


@dataclass(frozen=True)
class ResolvedQuery:
    """A query with its product, its client, and the jobs that it matches."""

    product: Product
    query: Query
    grant: Grant
    store: Store
    view: View


def make_app(state: State) -> web.Application:
    app = web.Application()
    add_routes(app, state)
    app.router.add_route("*", "/{path:.*}", RequestHandler(state).handle)
    return app


class RequestHandler:
    def __init__(self, state: State) -> None:
        self._state = state
        # By path and method: the product, and the API versions that are served there.
        self._served: dict[str, dict[str, tuple[Product, list[ApiVersion]]]] = {}
        self._product_of_path: dict[str, str] = {TOKEN_PATH: TOKEN}
        for product in PRODUCTS.values():
            for path in (*(endpoint.path for endpoint in product.endpoints.values()), *product.former_paths):
                self._product_of_path[path] = product.key
            for api_version in state.settings.revisions[product.key]:
                endpoint = product.endpoints[api_version]
                if api_version == "2025" and product.key in state.settings.paths:
                    endpoint = replace(endpoint, path=state.settings.paths[product.key])
                methods = self._served.setdefault(endpoint.path, {})
                methods.setdefault(endpoint.method, (product, []))[1].append(api_version)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        product = self._product_of_path.get(request.path)
        # Nothing that is sent to the token endpoint may be logged.
        query = {} if product == TOKEN else dict(request.query)
        entry = Entry(request.method, request.path, product, query, cookie="Cookie" in request.headers)
        exchange = Exchange(request, entry, self._state.stamp())
        entry.request_id = exchange.stamp.request_id
        self._state.request_log.opened(entry)
        try:
            reply = await self._respond(exchange)
            entry.status = reply.status
            return await send(request, reply, exchange.stamp, exchange.rule)
        finally:
            self._state.request_log.closed(entry)

    async def _respond(self, exchange: Exchange) -> Reply:
        if exchange.request.path == TOKEN_PATH:
            return await self._token(exchange)
        product = PRODUCTS.get(exchange.entry.product or "")
        try:
            return await self._api(exchange)
        except ApiError as api_error:
            error = traced_error if product is None else product.error
            return json_reply(api_error.status, error(api_error, exchange.stamp), api_error.headers)

    async def _token(self, exchange: Exchange) -> Reply:
        """Issue a token (docs/api/authentication.md)."""
        request, entry = exchange.request, exchange.entry
        if request.method != "POST":
            return json_reply(405, {"error": "invalid_request"}, {"Allow": "POST"})
        if request.content_type != "application/x-www-form-urlencoded":
            return json_reply(400, {"error": "invalid_request"})
        form = {name: str(value) for name, value in (await request.post()).items()}
        entry.client_id = claimed_client(form)
        rule = self._fault(exchange, TOKEN, entry.client_id, None)
        if rule is not None:
            failure = ApiError(503, "This fault was requested.")
            replaced = replacement(rule, exchange.stamp, traced_error(failure, exchange.stamp))
            if replaced is not None:
                return replaced
        try:
            _token, body = self._state.identity.issue(form, exchange.origin + TOKEN_PATH)
        except TokenError as api_error:
            return json_reply(api_error.status, api_error.body)
        return json_reply(200, body, {"Cache-Control": "no-store"})

    async def _api(self, exchange: Exchange) -> Reply:
        """Return one page of one product."""
        request, entry = exchange.request, exchange.entry
        product, served = self._route(request)
        grant = self._authorise(request, product)
        self._state.request_log.identified(entry, grant.client_id)
        if self._state.settings.latency:
            await pause(request, self._state.settings.latency)
        pairs = await _pairs(exchange, product)
        query = _read(product, product.api_version(served, pairs), tuple(pairs))
        store = self._state.store(grant.client_id, product.key)
        resolved = ResolvedQuery(product, query, grant, store, store.view(query))
        continued = self._continued(resolved)
        entry.page = query.page if continued is None else continued.page
        rule = self._fault(exchange, product.key, grant.client_id, entry.page)
        if rule is not None:
            replaced = self._replaced(exchange, resolved, rule)
            if replaced is not None:
                return replaced
        return self._page(exchange, resolved, continued, rule)

    def _route(self, request: web.Request) -> tuple[Product, list[ApiVersion]]:
        methods = self._served.get(request.path)
        if methods is None:
            raise ApiError(404, "There is nothing here.", code="notFound")
        if request.method not in methods:
            allowed = {"Allow": ", ".join(methods)}
            raise ApiError(405, "The method is not allowed.", code="methodNotAllowed", headers=allowed)
        return methods[request.method]

    def _authorise(self, request: web.Request, product: Product) -> Grant:
        """Raise 401 for an invalid token, and 403 for a missing scope (docs/api/errors.md)."""
        grant = self._state.identity.grant(_bearer(request))
        if grant is None:
            challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            message = "The access token is missing, unknown or expired."
            raise ApiError(401, message, code="unauthorized", headers=challenge)
        if product.scope not in grant.scopes:
            message = f"The access token lacks the scope {product.scope}."
            raise ApiError(403, message, code="forbidden")
        return grant

    def _fault(self, exchange: Exchange, product: str, client_id: str | None, page: int | None) -> Rule | None:
        exchange.rule = self._state.faults.take(product, client_id, page)
        exchange.entry.fault = exchange.rule.kind if exchange.rule else None
        return exchange.rule

    def _replaced(self, exchange: Exchange, resolved: ResolvedQuery, rule: Rule) -> Reply | None:
        if rule.kind == "expire_token":
            self._state.identity.revoke(_bearer(exchange.request))
            self._authorise(exchange.request, resolved.product)
        status = int(rule.number("status")) if "status" in rule.arguments else 500
        failure = ApiError(status, "This fault was requested.", code="sandboxFault")
        return replacement(rule, exchange.stamp, resolved.product.error(failure, exchange.stamp))

    def _continued(self, resolved: ResolvedQuery) -> Position | None:
        if resolved.query.token is None:
            return None
        field = resolved.product.token_name or ""
        return resolved.store.tokens.read(resolved.query.token, resolved.view.digest, field)

    def _page(
        self, exchange: Exchange, resolved: ResolvedQuery, continued: Position | None, rule: Rule | None
    ) -> Reply:
        """Return a page (docs/api/paging.md), changed by a fault."""
        kind = rule.kind if rule else ""
        query, store = resolved.query, resolved.store
        late = bool(rule and rule.arguments.get("after"))
        if rule and not late:
            _change_data(resolved, rule)
        size = min(query.size, self._state.settings.page_cap)
        if rule and kind == "cap":
            size = min(size, int(rule.number("size")))
        skipped = query.page * size if query.skip is None else query.skip
        position = continued or Position(query.page, skipped)
        if kind == "repeat_page" and position.page > 0:
            position = Position(position.page - 1, max(0, position.offset - size))
        # A fault may have changed the data.
        view = store.view(_without_ignored_filters(query, rule)) if rule else resolved.view
        rows = view.rows.rendered(
            position.offset, position.offset + size, query.api_version, resolved.product.render_row
        )
        after = Position(position.page + 1, position.offset + len(rows))
        more = after.offset < view.total and bool(rows)
        page = Page(
            rows=rows,
            total=view.total,
            link=self._link(exchange, resolved, after, size) if more else "",
            number=position.page,
            size=query.size,
        )
        if rule:
            _change_page(page, rule, self._link(exchange, resolved, position, size))
        body = resolved.product.render_page(page, query.api_version, exchange.stamp)
        if rule and kind in contradictions.KINDS:
            first = next(iter(view.rows.slice(position.offset, position.offset + 1)), None)
            body = contradictions.changed(body, rule, resolved.product, first)
        if rule and late:
            _change_data(resolved, rule)
        return Reply(int(rule.number("status")) if rule and kind == "partial" else 200, body)

    def _link(self, exchange: Exchange, resolved: ResolvedQuery, position: Position, size: int) -> str:
        """Return the link to a page, in the link style of the product."""
        product, query = resolved.product, resolved.query
        style = self._state.settings.link_styles[product.key]
        if style == "none" or not product.has_links(query.api_version):
            return ""
        if style == "token":
            return resolved.store.tokens.write(position, resolved.view.digest)
        index = [
            (product.page_name, str(position.page + product.first_page)),
            (product.size_name, str(size)),
        ]
        if style == "relative":
            return f"/jobs?{urlencode(index)}"
        parameters = "&".join(filter(None, (_encoded(query.echo), urlencode(index))))
        return f"{exchange.origin}{exchange.request.path}?{parameters}"


@lru_cache(maxsize=4096)
def _read(product: Product, api_version: ApiVersion, pairs: tuple[tuple[str, str], ...]) -> Query:
    """Return the query; cached, because benchmarks repeat the same ones."""
    return product.read(api_version, pairs)


@lru_cache(maxsize=256)
def _encoded(echo: tuple[tuple[str, str], ...]) -> str:
    """Return the filters in a link: the same for every page of a query."""
    return urlencode(echo)


def _bearer(request: web.Request) -> str:
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def _pairs(exchange: Exchange, product: Product) -> list[tuple[str, str]]:
    """Return the parameters as sent, from the URL or, for POST, from the body."""
    request = exchange.request
    pairs = list(request.query.items())
    if request.method != "POST":
        return pairs
    if pairs:
        raise bad_request("parameters belong into the body", pairs[0][0])
    if request.content_type not in _JSON_TYPES and not request.content_type.endswith("+json"):
        raise ApiError(415, "The body must be JSON.", code="unsupportedMediaType")
    try:
        exchange.entry.json = json.loads(await request.read())
    except ValueError as error:
        raise bad_request("the body is not JSON", "body") from error
    return product.body_pairs(exchange.entry.json)


def _change_data(resolved: ResolvedQuery, rule: Rule) -> None:
    if rule.kind == "insert":
        count = int(rule.number("count"))
        data_changes.insert(resolved.product, resolved.store, resolved.query, count)
    elif rule.kind == "remove":
        at = None if rule.arguments["at"] is None else int(rule.number("at"))
        data_changes.remove(resolved.store, resolved.query, int(rule.number("count")), at)


def _without_ignored_filters(query: Query, rule: Rule) -> Query:
    """Return the query without the filters that a fault ignores."""
    ignored = rule.arguments.get("roles", ())
    assert isinstance(ignored, (list, tuple))
    return replace(query, filters=tuple(item for item in query.filters if item[0] not in ignored))


def _change_page(page: Page, rule: Rule, own_link: str) -> None:
    rows = page.rows or []
    if rule.kind == "duplicate":
        page.rows = [*rows, *rows[:1]]
    elif rule.kind == "cap" and rule.arguments["own_total"]:
        page.total = len(rows)
    elif rule.kind == "contradict" and rows:
        again = _changed(rows[0], rule)
        page.rows = [again, *rows] if rule.arguments["before"] else [*rows, again]
    elif rule.kind == "empty_page":
        page.rows = []
    elif rule.kind == "no_jobs_member":
        page.rows = None
    elif rule.kind == "total":
        page.total += int(rule.number("delta"))
    elif rule.kind == "link":
        page.link = own_link if rule.text("value") == "self" else rule.text("value")
    elif rule.kind == "extra" and rows:
        page.rows = [_changed(rows[0], rule), *rows[1:]]


def _changed(row: bytes, rule: Rule) -> bytes:
    """Return a row with the fields that a fault changes."""
    members = rule.arguments["row"]
    assert isinstance(members, dict)
    return json.dumps({**json.loads(row), **members}).encode()
