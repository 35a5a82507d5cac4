# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access tokens: client credentials with a secret or a certificate, or a token given.

One scope a token: a note of the vendor says that the Dynamics scope does not work together with
others. Source: the contract's page on where and who.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
import typing as t
from dataclasses import dataclass

from ..errors import ApiError, OptionError, sanitize
from . import error_body, retry
from .connection import Connection, with_origin
from .transport import LARGEST_SMALL_BODY, Reply, Transport

if t.TYPE_CHECKING:
    from .certificate import SigningKey

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# A token is renewed this long before it ends, or after nine tenths of a shorter life.
RENEW_BEFORE = 120.0
# As many as a lifetime can have: int() takes other digits too, and fails on thousands of them.
_DIGITS = re.compile(r"\d{1,9}\Z", re.ASCII)


@dataclass(frozen=True)
class Token:
    """An access token; C(expires_at) in epoch seconds, C(renew_at) on the monotonic clock."""

    value: str
    expires_at: float
    renew_at: float


class Tokens:
    """One token for each scope, asked for when needed and renewed before it ends."""

    def __init__(self, connection: Connection, http: Transport, policy: retry.RetryPolicy) -> None:
        self._connection = connection
        self._http = http
        self._policy = policy
        self._redact = connection.redact
        self._lock = threading.Lock()
        self._scopes: dict[str, threading.Lock] = {}
        self._held: dict[str, Token] = {}
        self._given = connection.access_token
        self._key = _signing_key(connection)

    @property
    def renewable(self) -> bool:
        """Whether a dead token can be replaced: one that was given cannot."""
        return self._given is None

    def get(self, scope: str, dead: str | None = None) -> str:
        """A token for a scope; a new one if the one held ends soon or is the one known C(dead)."""
        return self._given if self._given is not None else self.fetch(scope, dead).value

    def fetch(self, scope: str, dead: str | None = None) -> Token:
        """Like M(get), with its times. ApiError where the service issues none."""
        with self._lock:
            lock = self._scopes.setdefault(scope, threading.Lock())
        with lock:
            token = self._held.get(scope)
            if token is None or token.value == dead or time.monotonic() >= token.renew_at:
                token = self._ask(scope)
                self._held[scope] = token
                self._redact.add(token.value)
            return token

    def _ask(self, scope: str) -> Token:
        try:
            return self._policy.call(lambda: self._request(scope))
        except ApiError as error:
            # It has been tried again here: whoever needs the token need not do so once more.
            error.retryable = False
            raise

    def _request(self, scope: str) -> Token:
        asked = time.monotonic()
        url = self._connection.token_url
        try:
            reply = self._http.send("POST", url, largest=LARGEST_SMALL_BODY, data=self._form(scope))
        except ApiError as error:
            raise self._refused(str(error), retryable=error.retryable) from None
        if reply.status != 200:
            raise self._refusal(reply)
        answer = _json(reply)
        if error_body.is_error(answer.get("error")):
            raise self._refusal(reply)
        value, lifetime = answer.get("access_token"), answer.get("expires_in", 3600)
        if not isinstance(value, str) or not value.isascii() or not value.isprintable() or " " in value or not value:
            raise self._refused("the answer holds no access token", reply, retryable=True)
        if isinstance(lifetime, str) and _DIGITS.match(lifetime):
            lifetime = int(lifetime)
        if isinstance(lifetime, bool) or not isinstance(lifetime, (int, float)) or not 0 < lifetime < 1e9:
            raise self._refused("the answer tells no lifetime of the token", reply)
        usable = max(lifetime - RENEW_BEFORE, lifetime * 0.9 if lifetime <= RENEW_BEFORE else 0.0, 1.0)
        return Token(value, time.time() + lifetime, asked + usable)

    def _form(self, scope: str) -> dict[str, str]:
        form = {
            "grant_type": "client_credentials",
            "client_id": str(self._connection.client_id),
            "scope": scope,
        }
        if self._key is None:
            form["client_secret"] = str(self._connection.client_secret)
        else:
            form["client_assertion_type"] = ASSERTION_TYPE
            form["client_assertion"] = self._key.assertion(str(self._connection.client_id), self._connection.token_url)
            self._redact.add(form["client_assertion"])
        return form

    def _refusal(self, reply: Reply) -> ApiError:
        answer = _json(reply)
        code, described = answer.get("error"), answer.get("error_description")
        if isinstance(code, str) and isinstance(described, str):
            told = f"{sanitize(self._redact(code), 60)}: {sanitize(self._redact(described))}"
        else:
            # Not in the words of OAuth.
            told = sanitize(self._redact(error_body.error(answer).text()))
        told = told or "no token was issued"
        if reply.status in (401, 403):
            told = f"{told}; {error_body.TRUSTED_ADDRESSES}"
        retryable = reply.status in retry.TRANSIENT_STATUSES
        return self._refused(told, reply, retryable=retryable)

    def _refused(self, why: str, reply: Reply | None = None, retryable: bool = False) -> ApiError:
        url = self._connection.token_url
        status = None if reply is None else reply.status
        told = "" if status is None else f" (HTTP {status})"
        request_id = "" if reply is None else sanitize(self._redact(reply.headers.get("request-id", "")), 100)
        return ApiError(
            f"no access token from {url}{told}: {why}",
            status=status,
            url=url,
            request_id=request_id or None,
            retryable=retryable,
            retry_after=None if reply is None else reply.retry_after(),
        )


def _signing_key(connection: Connection) -> SigningKey | None:
    if not connection.certificate_path:
        return None
    # Only who has a certificate needs it.
    from . import certificate

    try:
        return certificate.load(connection)
    except OptionError as wrong:
        given = {name: getattr(connection, name) for name in ("certificate_path", "certificate_password")}
        raise with_origin(wrong, given, os.environ) from None


def _json(reply: Reply) -> dict[str, t.Any]:
    """The members of a JSON object; none for any other body, whose caller then says what it misses."""
    try:
        answer = json.loads(reply.body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
