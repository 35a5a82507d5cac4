# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The front door: every request of a client comes in here, is logged, and is answered."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from . import contradictions, scene
from .admin import add_routes
from .delivery import Answer, instead, json_answer, pause, send
from .faults import TOKEN, Rule
from .identity import Grant, TokenRefusal, claimed_client
from .journal import Entry
from .paging import Page, Position
from .products import PRODUCTS
from .products.base import Product, Stamp, traced_error
from .questions import Generation, Question
from .refusal import Refusal, bad_request
from .state import State
from .store import Store, View

TOKEN_PATH: Final = "/connect/token"
_JSON_TYPES: Final = ("application/json", "text/json")


@dataclass
class Exchange:
    """One request while it is answered."""

    request: web.Request
    entry: Entry
    stamp: Stamp
    rule: Rule | None = None

    @property
    def origin(self) -> str:
        return f"{self.request.scheme}://{self.request.host}"


@dataclass(frozen=True)
class Asked:
    """A question in its place: whose it is, of which product, and what there is to see."""

    product: Product
    question: Question
    grant: Grant
    store: Store
    view: View


def make_app(state: State) -> web.Application:
    app = web.Application()
    add_routes(app, state)
    app.router.add_route("*", "/{path:.*}", Front(state).handle)
    return app


class Front:
    def __init__(self, state: State) -> None:
        self._state = state
        # By path and method: the product, and the generations that are served there.
        self._served: dict[str, dict[str, tuple[Product, list[Generation]]]] = {}
        self._product_of_path: dict[str, str] = {TOKEN_PATH: TOKEN}
        for product in PRODUCTS.values():
            for path in (*(endpoint.path for endpoint in product.endpoints.values()), *product.former_paths):
                self._product_of_path[path] = product.key
            for generation in state.settings.revisions[product.key]:
                endpoint = product.endpoints[generation]
                if generation == "2025" and product.key in state.settings.paths:
                    endpoint = replace(endpoint, path=state.settings.paths[product.key])
                methods = self._served.setdefault(endpoint.path, {})
                methods.setdefault(endpoint.method, (product, []))[1].append(generation)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        product = self._product_of_path.get(request.path)
        # Nothing that is sent to the token endpoint may be logged.
        query = {} if product == TOKEN else dict(request.query)
        entry = Entry(request.method, request.path, product, query, cookie="Cookie" in request.headers)
        exchange = Exchange(request, entry, self._state.stamp())
        entry.request_id = exchange.stamp.request_id
        self._state.journal.opened(entry)
        try:
            answer = await self._answer(exchange)
            entry.status = answer.status
            return await send(request, answer, exchange.stamp, exchange.rule)
        finally:
            self._state.journal.closed(entry)

    async def _answer(self, exchange: Exchange) -> Answer:
        if exchange.request.path == TOKEN_PATH:
            return await self._token(exchange)
        product = PRODUCTS.get(exchange.entry.product or "")
        try:
            return await self._api(exchange)
        except Refusal as refusal:
            error = traced_error if product is None else product.error
            return json_answer(refusal.status, error(refusal, exchange.stamp), refusal.headers)

    async def _token(self, exchange: Exchange) -> Answer:
        """Contract: where, and who is asking."""
        request, entry = exchange.request, exchange.entry
        if request.method != "POST":
            return json_answer(405, {"error": "invalid_request"}, {"Allow": "POST"})
        if request.content_type != "application/x-www-form-urlencoded":
            return json_answer(400, {"error": "invalid_request"})
        form = {name: str(value) for name, value in (await request.post()).items()}
        entry.client_id = claimed_client(form)
        rule = self._fault(exchange, TOKEN, entry.client_id, None)
        if rule is not None:
            failure = Refusal(503, "A fault was asked for.")
            replaced = instead(rule, exchange.stamp, traced_error(failure, exchange.stamp))
            if replaced is not None:
                return replaced
        try:
            _token, body = self._state.identity.issue(form, exchange.origin + TOKEN_PATH)
        except TokenRefusal as refusal:
            return json_answer(refusal.status, refusal.body)
        return json_answer(200, body, {"Cache-Control": "no-store"})

    async def _api(self, exchange: Exchange) -> Answer:
        """One page of one product."""
        request, entry = exchange.request, exchange.entry
        product, served = self._route(request)
        grant = self._authorise(request, product)
        self._state.journal.identified(entry, grant.client_id)
        if self._state.settings.latency:
            await pause(request, self._state.settings.latency)
        pairs = await _pairs(exchange, product)
        question = _read(product, product.generation(served, pairs), tuple(pairs))
        store = self._state.store(grant.client_id, product.key)
        asked = Asked(product, question, grant, store, store.view(question))
        continued = self._continued(asked)
        entry.page = question.page if continued is None else continued.page
        rule = self._fault(exchange, product.key, grant.client_id, entry.page)
        if rule is not None:
            replaced = self._replaced(exchange, asked, rule)
            if replaced is not None:
                return replaced
        return self._page(exchange, asked, continued, rule)

    def _route(self, request: web.Request) -> tuple[Product, list[Generation]]:
        methods = self._served.get(request.path)
        if methods is None:
            raise Refusal(404, "There is nothing here.", code="notFound")
        if request.method not in methods:
            allowed = {"Allow": ", ".join(methods)}
            raise Refusal(405, "Another method.", code="methodNotAllowed", headers=allowed)
        return methods[request.method]

    def _authorise(self, request: web.Request, product: Product) -> Grant:
        """Contract: errors (401 for a dead token, 403 for a missing scope)."""
        grant = self._state.identity.grant(_bearer(request))
        if grant is None:
            challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            message = "The access token is missing, unknown or expired."
            raise Refusal(401, message, code="unauthorized", headers=challenge)
        if product.scope not in grant.scopes:
            message = f"The access token lacks the scope {product.scope}."
            raise Refusal(403, message, code="forbidden")
        return grant

    def _fault(self, exchange: Exchange, product: str, client_id: str | None, page: int | None) -> Rule | None:
        exchange.rule = self._state.faults.take(product, client_id, page)
        exchange.entry.fault = exchange.rule.kind if exchange.rule else None
        return exchange.rule

    def _replaced(self, exchange: Exchange, asked: Asked, rule: Rule) -> Answer | None:
        if rule.kind == "expire_token":
            self._state.identity.revoke(_bearer(exchange.request))
            self._authorise(exchange.request, asked.product)
        status = int(rule.number("status")) if "status" in rule.arguments else 500
        failure = Refusal(status, "A fault was asked for.", code="sandboxFault")
        return instead(rule, exchange.stamp, asked.product.error(failure, exchange.stamp))

    def _continued(self, asked: Asked) -> Position | None:
        if asked.question.token is None:
            return None
        field = asked.product.token_name or ""
        return asked.store.tokens.read(asked.question.token, asked.view.digest, field)

    def _page(self, exchange: Exchange, asked: Asked, continued: Position | None, rule: Rule | None) -> Answer:
        """Contract: paging. The rows in their place, and whatever a fault does to them."""
        kind = rule.kind if rule else ""
        question, store = asked.question, asked.store
        late = bool(rule and rule.arguments.get("after"))
        if rule and not late:
            _change_data(asked, rule)
        size = min(question.size, self._state.settings.page_cap)
        if rule and kind == "cap":
            size = min(size, int(rule.number("size")))
        position = continued or Position(question.page, question.page * size)
        if kind == "repeat_page" and position.page > 0:
            position = Position(position.page - 1, max(0, position.offset - size))
        # What a fault changed is seen anew.
        view = store.view(_heeded(question, rule)) if rule else asked.view
        rows = view.rows.rendered(
            position.offset, position.offset + size, question.generation, asked.product.render_row
        )
        after = Position(position.page + 1, position.offset + len(rows))
        more = after.offset < view.total and bool(rows)
        page = Page(
            rows=rows,
            total=view.total,
            link=self._link(exchange, asked, after, size) if more else "",
            number=position.page,
            size=question.size,
        )
        if rule:
            _change_page(page, rule, self._link(exchange, asked, position, size))
        body = asked.product.render_page(page, question.generation, exchange.stamp)
        if rule and kind in contradictions.KINDS:
            first = next(iter(view.rows.slice(position.offset, position.offset + 1)), None)
            body = contradictions.changed(body, rule, asked.product, first)
        if rule and late:
            _change_data(asked, rule)
        return Answer(int(rule.number("status")) if rule and kind == "partial" else 200, body)

    def _link(self, exchange: Exchange, asked: Asked, position: Position, size: int) -> str:
        """The link to a page, in the style that this sandbox was told to use."""
        product, question = asked.product, asked.question
        style = self._state.settings.link_styles[product.key]
        if style == "none" or not product.has_links(question.generation):
            return ""
        if style == "token":
            return asked.store.tokens.write(position, asked.view.digest)
        index = [
            (product.page_name, str(position.page + product.first_page)),
            (product.size_name, str(size)),
        ]
        if style == "relative":
            return f"/jobs?{urlencode(index)}"
        query = "&".join(filter(None, (_encoded(question.echo), urlencode(index))))
        return f"{exchange.origin}{exchange.request.path}?{query}"


@lru_cache(maxsize=4096)
def _read(product: Product, generation: Generation, pairs: tuple[tuple[str, str], ...]) -> Question:
    """The question; a bench asks the same ones again and again."""
    return product.read(generation, pairs)


@lru_cache(maxsize=256)
def _encoded(echo: tuple[tuple[str, str], ...]) -> str:
    """The filters in a link: the same for every page of a question."""
    return urlencode(echo)


def _bearer(request: web.Request) -> str:
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def _pairs(exchange: Exchange, product: Product) -> list[tuple[str, str]]:
    """The parameters as sent, from the query or, where the product wants one, the body."""
    request = exchange.request
    pairs = list(request.query.items())
    if request.method != "POST":
        return pairs
    if pairs:
        raise bad_request("parameters belong into the body", pairs[0][0])
    if request.content_type not in _JSON_TYPES and not request.content_type.endswith("+json"):
        raise Refusal(415, "The body must be JSON.", code="unsupportedMediaType")
    try:
        exchange.entry.json = json.loads(await request.read())
    except ValueError as error:
        raise bad_request("the body is not JSON", "body") from error
    return product.body_pairs(exchange.entry.json)


def _change_data(asked: Asked, rule: Rule) -> None:
    if rule.kind == "insert":
        count = int(rule.number("count"))
        scene.insert(asked.product, asked.store, asked.question, count)
    elif rule.kind == "remove":
        at = None if rule.arguments["at"] is None else int(rule.number("at"))
        scene.remove(asked.store, asked.question, int(rule.number("count")), at)


def _heeded(question: Question, rule: Rule) -> Question:
    """The question without the filters that a fault ignores."""
    ignored = rule.arguments.get("roles", ())
    assert isinstance(ignored, (list, tuple))
    return replace(question, filters=tuple(item for item in question.filters if item[0] not in ignored))


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
    """A row with the members that a fault gives it."""
    members = rule.arguments["row"]
    assert isinstance(members, dict)
    return json.dumps({**json.loads(row), **members}).encode()
