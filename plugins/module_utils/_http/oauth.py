# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access tokens: by client credentials with a secret or a certificate, or the one that was given as an option.

Each scope has its own token: some scopes do not work together with others. Source: docs/api/authentication.md.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
import typing as t
from dataclasses import dataclass

from ..errors import ApiError, OptionError
from . import error_body
from .api_error import NO_REASON, TRUSTED_ADDRESSES, SentRequest, read_body, shown_text
from .connection import Connection, with_origin
from .request import Target
from .retry import RetryPolicy
from .transport import LARGEST_SMALL_BODY, Response, Transport

if t.TYPE_CHECKING:
    from .certificate import SigningKey

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
NO_TOKEN = "no access token was issued"
# A token is renewed so many seconds before it expires, or after nine tenths of a shorter lifetime.
RENEW_BEFORE = 120.0
# The digits of a lifetime: int() accepts other digits too, and fails on thousands of them.
_DIGITS = re.compile(r"\d{1,9}\Z", re.ASCII)


@dataclass(frozen=True)
class Token:
    """An access token; C(expires_at) in epoch seconds, C(renew_at) on the monotonic clock."""

    value: str
    expires_at: float
    renew_at: float


class Tokens:
    """One token for each scope, requested when it is needed and renewed before it expires."""

    def __init__(self, connection: Connection, http: Transport, policy: RetryPolicy) -> None:
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
        """Whether a token can be replaced by a new one: not one that was given as an option."""
        return self._given is None

    def get(self, target: Target, rejected: str | None = None) -> str:
        """Return a token for the target's scope: a new one if the last one expires soon or is the C(rejected) one."""
        return self._given if self._given is not None else self.fetch(target, rejected).value

    def fetch(self, target: Target, rejected: str | None = None) -> Token:
        """Return a token like M(get), with its times. Raise ApiError, after the retries, where none is issued."""
        with self._lock:
            lock = self._scopes.setdefault(target.scope, threading.Lock())
        with lock:
            token = self._held.get(target.scope)
            if token is None or token.value == rejected or time.monotonic() >= token.renew_at:
                try:
                    token = self._policy.call(lambda: self._request(target))
                except ApiError as error:
                    # The retries are used up here: the request that needs the token is not repeated for it.
                    error.retryable = False
                    raise
                self._held[target.scope] = token
                self._redact.add(token.value, masked=True)
            return token

    def _request(self, target: Target) -> Token:
        """Request a token once. Raise ApiError for a response that is none."""
        url, began = self._connection.token_url, time.monotonic()
        sent = SentRequest(target.label, "POST", url)
        try:
            response = self._http.send("POST", url, largest=LARGEST_SMALL_BODY, data=self._form(target.scope))
        except ApiError as error:
            raise sent.failed(f"{NO_TOKEN}: {error}", retryable=error.retryable) from None
        members = _members(response)
        if response.status != 200 or error_body.is_error(members.get("error")):
            raise self._rejected(sent, response)
        value, lifetime = members.get("access_token"), members.get("expires_in", 3600)
        if not isinstance(value, str) or not value.isascii() or not value.isprintable() or " " in value or not value:
            reason = f"{NO_TOKEN}: the response has no valid access_token"
            raise sent.rejected(response, reason, self._redact, retryable=True)
        if isinstance(lifetime, str) and _DIGITS.match(lifetime):
            lifetime = int(lifetime)
        if isinstance(lifetime, bool) or not isinstance(lifetime, (int, float)) or not 0 < lifetime < 1e9:
            raise sent.rejected(response, f"{NO_TOKEN}: the response has no valid expires_in", self._redact)
        usable = max(lifetime - RENEW_BEFORE, lifetime * 0.9 if lifetime <= RENEW_BEFORE else 0.0, 1.0)
        return Token(value, time.time() + lifetime, began + usable)

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
            self._redact.add(form["client_assertion"], masked=True)
        return form

    def _rejected(self, sent: SentRequest, response: Response) -> ApiError:
        body = read_body(response)
        reason = f"{NO_TOKEN}: {shown_text(body, self._redact) or NO_REASON}"
        if response.status in (401, 403):
            reason = f"{reason}; {TRUSTED_ADDRESSES}"
        return sent.rejected(response, reason, self._redact, body=body)


def _signing_key(connection: Connection) -> SigningKey | None:
    if not connection.certificate_path:
        return None
    # Imported here: only a certificate needs it.
    from . import certificate

    try:
        return certificate.load(connection)
    except OptionError as wrong:
        given = {name: getattr(connection, name) for name in ("certificate_path", "certificate_password")}
        raise with_origin(wrong, given, os.environ) from None


def _members(response: Response) -> dict[str, t.Any]:
    """Return the members of the JSON object that a response is; none for any other response."""
    try:
        members = json.loads(response.body)
    except (ValueError, RecursionError):
        return {}
    return members if isinstance(members, dict) else {}
