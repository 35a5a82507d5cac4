# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask a product one question and get its JSON answer, or an error that tells a person enough.

Adds the token, tries again by the one retry policy, bounds what is under way at once, and turns
every refusal into an L(ApiError). Source: the contract's page on errors.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from ..errors import ApiError, MalformedResponse, sanitize, strip_query
from . import deadline, error_body, response, retry
from .clock import ClockDifference
from .connection import Connection
from .deadline import Deadline
from .oauth import Token, Tokens
from .request import Request, Target
from .throttle import Throttle
from .transport import RETRY_AFTER_CAP, Reply, Transport


@dataclass
class ReadStats:
    """What a read has cost so far; counted from several threads. Once the read is C(over) no page is asked for it."""

    pages: int = 0
    requests: int = 0
    retries: int = 0
    over: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def count(self, *, pages: int = 0, requests: int = 0, retries: int = 0) -> None:
        """Add to the figures."""
        with self._lock:
            self.pages += pages
            self.requests += requests
            self.retries += retries


class Client:
    """Asks on behalf of one connection; may be used from many threads. Nothing is asked past the deadline."""

    def __init__(self, connection: Connection, concurrency: int, until: Deadline = deadline.NONE) -> None:
        self.connection = connection
        self.concurrency = concurrency
        http = Transport(connection, concurrency, until)
        self._http = http
        self.until = until
        self.clock = ClockDifference()
        self._policy = retry.RetryPolicy(connection.retries, until)
        # One for each product: that one of them has too much to do is no reason to ask the others less.
        self._throttles: dict[str, Throttle] = {}
        self._lock = threading.Lock()
        # Held while a page is read: its rows take many times the memory of its bytes.
        self.reading = threading.Lock()
        self._tokens = Tokens(connection, http, self._policy)

    def login(self, scope: str) -> Token:
        """A fresh token for the scope; ApiError where none is issued."""
        return self._tokens.fetch(scope)

    def url(self, request: Request) -> str:
        """The address that a request goes to, without its parameters."""
        return request.url or self.connection.api_url + request.path

    def fetch_page(self, target: Target, request: Request, meter: ReadStats) -> response.Whole:
        """Send one request and find a page of rows in its answer.

        ApiError, after the retries, for whatever is no such page; it names the product, the URL
        without its query, the status and the request id.
        """

        def attempt() -> response.Whole:
            return self._attempt(target, request, meter)

        return self._policy.call(attempt, lambda: meter.count(retries=1))

    def close(self) -> None:
        """Ask nothing any more: what waits to try again gives up."""
        self._policy.stop()

    def _attempt(self, target: Target, request: Request, meter: ReadStats) -> response.Whole:
        token = self._token(target)
        try:
            return self._once(target, request, token, meter)
        except ApiError as error:
            if error.status != 401 or not self._tokens.renewable:
                raise
        # Once: a token can end early, but a fresh one that is refused will not get better.
        return self._once(target, request, self._token(target, dead=token), meter)

    def _token(self, target: Target, dead: str | None = None) -> str:
        try:
            return self._tokens.get(target.scope, dead)
        except ApiError as error:
            named = ApiError(f"{target.label}: {error}", status=error.status, retry_after=error.retry_after)
            named.recoverable = error.recoverable
            named.details = {**error.details, "product": target.label}
            raise named from None

    def _once(self, target: Target, request: Request, token: str, meter: ReadStats) -> response.Whole:
        url = self.url(request)
        reply = self._send(target, request, token, meter)
        if reply.status != 200:
            raise self._refusal(target, url, reply, reply.status, _members(reply))
        try:
            # One page at a time: side by side would be no faster.
            with self.reading:
                page = response.read_page(reply.body)
        except response.Refusal as refusal:
            raise self._refusal(target, url, reply, refusal.status, refusal.members) from None
        except MalformedResponse as wrong:
            # Gateways and cut connections do this for a while; the last try tells the user.
            raise self._error(target, url, reply, f"the answer cannot be understood: {wrong}", True) from None
        meter.count(pages=1)
        return page

    def _send(self, target: Target, request: Request, token: str, meter: ReadStats) -> Reply:
        url = self.url(request)
        # What a link names whole already has its parameters.
        params = None if request.url else dict(request.params)
        throttle = self._throttle(target)
        try:
            with throttle.slot() as since:
                if meter.over:
                    raise ApiError("the read has ended")
                meter.count(requests=1)
                sent = time.time()
                reply = self._http.send(request.method, url, bearer=token, params=params, json=request.body)
                self.clock.note(target.label, reply.headers, sent, time.time())
        except ApiError as error:
            raise ApiError(
                f"{target.label}: {request.method} {strip_query(url)}: {error}",
                product=target.label,
                url=strip_query(url),
                retryable=error.retryable,
            ) from None
        if reply.status == 429:
            throttle.too_many(since, reply.retry_after())
        else:
            throttle.went_well()
        return reply

    def _throttle(self, target: Target) -> Throttle:
        with self._lock:
            if target.label not in self._throttles:
                self._throttles[target.label] = Throttle(self.concurrency, self._policy, self.until)
            return self._throttles[target.label]

    def _refusal(self, target: Target, url: str, reply: Reply, status: int, members: response.ErrorBody) -> ApiError:
        # Redacted while it is whole: half a secret would not be found.
        told = sanitize(self.connection.redact(members.text()))
        if status == 401:
            fate = "was refused also after it was renewed" if self._tokens.renewable else "is not valid or has ended"
            told = f"the access token {fate}{told and ': ' + told}; {error_body.TRUSTED_ADDRESSES}"
        elif status == 403:
            told = (
                f"access is denied{told and ': ' + told}; the app may not have been granted the scope {target.scope}, "
                f"and {error_body.TRUSTED_ADDRESSES}"
            )
        elif status == 404:
            told = f"the service does not know this address{told and ': ' + told}"
        elif 200 < status < 300:
            told = f"only the status 200 is an answer that can be trusted to be whole{told and ': ' + told}"
        elif 300 <= status < 400:
            told = "the service redirects elsewhere, which is not followed"
        return self._error(
            target,
            url,
            reply,
            told or "the service refused without saying why",
            status in retry.TRANSIENT_STATUSES,
            status=status,
            members=members,
        )

    def _error(
        self,
        target: Target,
        url: str,
        reply: Reply,
        why: str,
        retryable: bool,
        status: int | None = None,
        members: response.ErrorBody | None = None,
    ) -> ApiError:
        members = members or response.ErrorBody()
        request_id = self._id(members.request_id or reply.headers.get("request-id"))
        trace_id = self._id(members.trace_id)
        status = reply.status if status is None else status
        ids = "".join(
            f", {name} {value}" for name, value in (("request id", request_id), ("trace id", trace_id)) if value
        )
        retry_after = reply.retry_after()
        wait = f"; it asks to be left alone for {_span(retry_after)}" if retry_after else ""
        return ApiError(
            f"{target.label}: {strip_query(url)} answered {status}{ids}: {why}{wait}",
            status=status,
            product=target.label,
            url=strip_query(url),
            request_id=request_id,
            trace_id=trace_id,
            retryable=retryable,
            retry_after=retry_after,
            fields=members.fields,
        )

    def _id(self, value: str | None) -> str | None:
        return sanitize(self.connection.redact(value), 100) if value else None


def _span(seconds: float) -> str:
    """How long a service wants to be left alone, for a person."""
    return "a year or more" if seconds >= RETRY_AFTER_CAP else f"{round(seconds, 1):.15g} s"


def _members(reply: Reply) -> response.ErrorBody:
    """What a refusal's body says; nothing where there is none, and why where it is no JSON."""
    if not reply.body.strip():
        return response.ErrorBody()
    try:
        return response.error(response.parse(reply.body, strict=False))
    except MalformedResponse as wrong:
        return response.ErrorBody(message=str(wrong))
