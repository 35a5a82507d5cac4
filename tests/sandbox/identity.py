# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token endpoint (docs/api/authentication.md)."""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeGuard

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import RSAKey

from .products import PRODUCTS

_KNOWN_CLIENT: Final = re.compile(r"sandbox|tenant-\d+|no-scope-(?P<product>[a-z0-9_]+)")
_ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LONGEST_ASSERTION: Final = 3600
# The clocks of two machines differ slightly.
_LEEWAY: Final = 5
_SCOPES: Final = {product.scope.lower(): product.scope for product in PRODUCTS.values()}


class TokenError(Exception):
    """An OAuth error: its code, its description, and the HTTP status."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.status = status
        self.body = {"error": error, "error_description": description}


@dataclass(frozen=True)
class Grant:
    """The client, the scopes and the expiry of an access token."""

    client_id: str
    scopes: frozenset[str]
    expires: float


def secret_of(client_id: str) -> str:
    return f"sandbox-secret-{client_id}"


class Identity:
    """Issue opaque tokens and remember them; they are never logged."""

    def __init__(self, certificate: x509.Certificate, lifetime: float) -> None:
        self._lifetime = lifetime
        self._grants: dict[str, Grant] = {}
        self._assertions_seen: dict[str, float] = {}
        public = certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        self._key = RSAKey.import_key(public)
        # The vendor identifies certificates by SHA-1 in the header; this is not for security.
        thumbprint = certificate.fingerprint(hashes.SHA1())
        self._kid = thumbprint.hex().upper()
        self._x5t = base64.urlsafe_b64encode(thumbprint).rstrip(b"=").decode()

    def issue(self, form: Mapping[str, str], token_url: str) -> tuple[str, dict[str, object]]:
        """Return the client of a token request, and the body of the response."""
        if form.get("grant_type") != "client_credentials":
            raise TokenError("unsupported_grant_type", "grant_type must be client_credentials")
        client_id = self._authenticate(form, token_url)
        requested = _scopes(form.get("scope", ""))
        granted = requested - _never_granted(client_id)
        token = secrets.token_urlsafe(48)
        self._grants[token] = Grant(client_id, granted, time.time() + self._lifetime)
        return client_id, {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": int(self._lifetime),
            "scope": " ".join(sorted(granted)),
        }

    def grant(self, token: str) -> Grant | None:
        found = self._grants.get(token)
        return found if found is not None and found.expires > time.time() else None

    def revoke(self, token: str) -> None:
        self._grants.pop(token, None)

    def _authenticate(self, form: Mapping[str, str], token_url: str) -> str:
        secret, assertion = form.get("client_secret"), form.get("client_assertion")
        if (secret is None) == (assertion is None):
            raise TokenError("invalid_request", "send either client_secret or client_assertion")
        if assertion is not None:
            if form.get("client_assertion_type") != _ASSERTION_TYPE:
                raise TokenError("invalid_request", f"client_assertion_type: {_ASSERTION_TYPE}")
            return self._assert(assertion, form.get("client_id"), token_url)
        client_id = form.get("client_id", "")
        if not _known(client_id):
            raise TokenError("invalid_client", "client_id: unknown", 401)
        if not secrets.compare_digest(str(secret).encode(), secret_of(client_id).encode()):
            raise TokenError("invalid_client", "client_secret: wrong", 401)
        return client_id

    def _assert(self, assertion: str, client_id: str | None, token_url: str) -> str:
        try:
            token = jwt.decode(assertion, self._key, algorithms=["RS256"])
        except BadSignatureError as error:
            raise _wrong("signature", "not made with the registered certificate") from error
        except (JoseError, ValueError) as error:
            raise _wrong("client_assertion", "not an RS256 JWT") from error
        if token.header.get("kid") != self._kid:
            raise _wrong("kid", "not the SHA-1 thumbprint in upper-case hex")
        if token.header.get("x5t") != self._x5t:
            raise _wrong("x5t", "not the SHA-1 thumbprint in base64url")
        subject = str(token.claims.get("sub"))
        if token.claims.get("iss") != subject:
            raise _wrong("iss", "differs from sub")
        if not _known(subject) or client_id not in (None, subject):
            raise _wrong("sub", "not a known client, or not the client_id sent")
        if token.claims.get("aud") != token_url:
            raise _wrong("aud", f"expected {token_url}")
        self._check_times(token.claims, subject)
        return subject

    def _check_times(self, claims: Mapping[str, object], client_id: str) -> None:
        now = time.time()
        expires, not_before, number = claims.get("exp"), claims.get("nbf"), claims.get("jti")
        if not _is_number(expires) or not now < expires <= now + _LONGEST_ASSERTION + _LEEWAY:
            raise _wrong("exp", "missing, past, or more than one hour ahead")
        if not _is_number(not_before) or not_before > now + _LEEWAY:
            raise _wrong("nbf", "missing, or in the future")
        key = f"{client_id} {number}"
        if not isinstance(number, str) or not number or key in self._assertions_seen:
            raise _wrong("jti", "missing, or used before")
        self._assertions_seen[key] = expires


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _wrong(what: str, why: str) -> TokenError:
    return TokenError("invalid_client", f"{what}: {why}", 401)


def _known(client_id: str) -> bool:
    match = _KNOWN_CLIENT.fullmatch(client_id)
    return match is not None and match["product"] in (None, *PRODUCTS)


def _never_granted(client_id: str) -> frozenset[str]:
    match = _KNOWN_CLIENT.fullmatch(client_id)
    product = match["product"] if match else None
    return frozenset({PRODUCTS[product].scope}) if product else frozenset()


def _scopes(text: str) -> frozenset[str]:
    """Return the requested scopes. Some do not work together with others, according to the vendor."""
    names = text.split()
    if not names:
        raise TokenError("invalid_scope", "scope is required")
    unknown = [name for name in names if name.lower() not in _SCOPES]
    if unknown:
        raise TokenError("invalid_scope", f"unknown scope {unknown[0]!r}")
    found = frozenset(_SCOPES[name.lower()] for name in names)
    alone = next((item.scope for item in PRODUCTS.values() if item.scope_alone and item.scope in found), None)
    if alone is not None and len(found) > 1:
        raise TokenError("invalid_scope", f"{alone} does not work together with others")
    return found


def claimed_client(form: Mapping[str, str]) -> str | None:
    """Return the client that a token request states, unverified: for the log and for faults."""
    if "client_id" in form:
        return form["client_id"]
    try:
        payload = form["client_assertion"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(claims["sub"])
    except (KeyError, IndexError, TypeError, ValueError):
        return None
