# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetch a page of jobs: access token, retries, concurrency, and an L(ApiError) for every other response.

Source: docs/api/errors.md.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from ..errors import ApiError, MalformedResponse
from .api_error import NO_REASON, TRUSTED_ADDRESSES, SentRequest, read_body, shown_id, shown_text
from .clock import ClockDifference
from .connection import Connection
from .deadline import NO_DEADLINE, Deadline
from .envelope import EnvelopeError
from .error_body import ErrorBody
from .oauth import Token, Tokens
from .page import Page, read_page
from .request import Request, Target
from .retry import RetryPolicy
from .throttle import Throttle
from .transport import Response, Transport


@dataclass
class ReadStats:
    """What a read has cost so far; counted from several threads. No request is sent for a read that is C(over)."""

    pages: int = 0
    requests: int = 0
    retries: int = 0
    over: bool = False
    request_ids: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def count(self, *, pages: int = 0, requests: int = 0, retries: int = 0) -> None:
        """Add to the figures."""
        with self._lock:
            self.pages += pages
            self.requests += requests
            self.retries += retries


class Client:
    """The client of one connection; may be used from many threads. Sends no request after the deadline."""

    def __init__(self, connection: Connection, concurrency: int, deadline: Deadline = NO_DEADLINE) -> None:
        self.connection = connection
        self.concurrency = concurrency
        self.deadline = deadline
        self.clock = ClockDifference()
        # Held while a page is parsed: its rows take many times the memory of its bytes.
        self.page_lock = threading.Lock()
        self._http = Transport(connection, concurrency, deadline)
        self._policy = RetryPolicy(connection.retries, deadline)
        self._tokens = Tokens(connection, self._http, self._policy)
        # One for each product: an overload of one is no reason to send fewer requests to the others.
        self._throttles: dict[str, Throttle] = {}
        self._lock = threading.Lock()

    def login(self, scope: str) -> Token:
        """Return a new token for the scope. Raise ApiError where none is issued."""
        return self._tokens.fetch(Target("", scope))

    def url(self, request: Request) -> str:
        """Return the URL of a request, without its parameters."""
        return request.url or self.connection.api_url + request.path

    def fetch_page(self, target: Target, request: Request, stats: ReadStats) -> Page:
        """Send one request and return the page of jobs in its response.

        Raise ApiError, after the retries, for every other response; it names the product, the URL without its query,
        the status and the request id.
        """

        def attempt() -> Page:
            token = self._tokens.get(target)
            try:
                return self._exchange(target, request, token, stats)
            except ApiError as error:
                if error.status != 401 or not self._tokens.renewable:
                    raise
            # Once: a token can expire early, but a new one that is rejected too will not be accepted later.
            token = self._tokens.get(target, rejected=token)
            return self._exchange(target, request, token, stats)

        return self._policy.call(attempt, before_retry=lambda: stats.count(retries=1))

    def close(self) -> None:
        """End all connections and stop all retries: a thread that waits for one of them raises L(Stopped)."""
        self._policy.stop()
        self._http.close()

    def _exchange(self, target: Target, request: Request, token: str, stats: ReadStats) -> Page:
        """Send one request and parse its response as a page. Raise ApiError for every other response."""
        sent, redact = SentRequest(target.label, request.method, self.url(request)), self.connection.redact
        response = self._send(sent, request, token, stats)
        if response.status != 200:
            body = read_body(response)
            raise sent.rejected(response, self._reason(target, response.status, body), redact, body=body)
        try:
            # One page at a time: concurrently would be no faster.
            with self.page_lock:
                page = read_page(response.body)
        except EnvelopeError as error:
            reason = self._reason(target, error.status, error.body)
            raise sent.rejected(response, reason, redact, body=error.body, status=error.status) from None
        except MalformedResponse as error:
            # Gateways and broken connections cause it for a while; the last attempt is reported.
            reason = f"the response cannot be understood: {error}"
            raise sent.rejected(response, reason, redact, retryable=True) from None
        stats.count(pages=1)
        request_id = shown_id(response.headers.get("request-id"), redact)
        if request_id is not None:
            # One operation, which needs no lock.
            stats.request_ids.append(request_id)
        return page

    def _send(self, sent: SentRequest, request: Request, token: str, stats: ReadStats) -> Response:
        """Send one request as soon as the throttle of its product allows it, and return the response of any status."""
        # An absolute URL already has its parameters.
        params = None if request.url else dict(request.params)
        throttle = self._throttle(sent.label)
        try:
            with throttle.slot() as since:
                if stats.over:
                    raise ApiError("the read has ended")
                stats.count(requests=1)
                began = time.time()
                response = self._http.send(request.method, sent.url, bearer=token, params=params, json=request.body)
                self.clock.note(sent.label, response.headers, began, time.time())
        except ApiError as error:
            raise sent.failed(str(error), retryable=error.retryable) from None
        if response.status == 429:
            throttle.too_many(since, response.retry_after())
        else:
            throttle.succeeded()
        return response

    def _throttle(self, label: str) -> Throttle:
        with self._lock:
            if label not in self._throttles:
                self._throttles[label] = Throttle(self.concurrency, self._policy, self.deadline)
            return self._throttles[label]

    def _reason(self, target: Target, status: int, body: ErrorBody) -> str:
        """Return why the service rejected a request: its own text, with a hint for the statuses that have one."""
        text = shown_text(body, self.connection.redact)
        stated = f": {text}" if text else ""
        if status == 401:
            rejected = "was rejected again after it was renewed" if self._tokens.renewable else "is invalid or expired"
            return f"the access token {rejected}{stated}; {TRUSTED_ADDRESSES}"
        if status == 403:
            return f"access denied{stated}; the app may lack the scope {target.scope}, or {TRUSTED_ADDRESSES}"
        if status == 404:
            return f"the service does not know this URL{stated}"
        if 200 < status < 300:
            return f"only HTTP 200 is accepted, since other responses may be incomplete{stated}"
        if 300 <= status < 400:
            return "the service redirects to another URL; redirects are not followed"
        return text or NO_REASON
