# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The app's certificate and private key from PEM or PFX, and the client assertion that they sign.

The assertion is signed by RS256, with C(kid) and C(x5t). Source: docs/api/authentication.md.
"""

from __future__ import annotations

import base64
import time
import typing as t
import uuid
from dataclasses import dataclass
from datetime import datetime, timezone

from ..errors import OptionError
from .connection import Connection

if t.TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

ASSERTION_LIFETIME = 600


@dataclass(frozen=True)
class SigningKey:
    """A private key with the SHA-1 thumbprint of its certificate."""

    key: RSAPrivateKey
    thumbprint: bytes

    def assertion(self, client_id: str, token_url: str) -> str:
        """Return a new client assertion for the token URL, valid for ten minutes."""
        import jwt

        now = int(time.time())
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": token_url,
            "jti": str(uuid.uuid4()),
            "nbf": now,
            "exp": now + ASSERTION_LIFETIME,
        }
        headers = {
            "kid": self.thumbprint.hex().upper(),
            "x5t": base64.urlsafe_b64encode(self.thumbprint).rstrip(b"=").decode(),
        }
        return jwt.encode(claims, self.key, algorithm="RS256", headers=headers)


def load(connection: Connection) -> SigningKey:
    """Read and validate the key and its certificate. Raise OptionError for an invalid file or password."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    path = str(connection.certificate_path)
    try:
        with open(path, "rb") as file:
            content = file.read()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", "no path")
        raise OptionError("certificate_path", f"{path!r} cannot be read: {why}") from None
    password = connection.certificate_password
    secret = password.encode() if password else None
    read = _pem if b"-----BEGIN " in content else _pfx
    key, certificates = read(path, content, secret)
    if not isinstance(key, RSAPrivateKey):
        raise OptionError("certificate_path", f"the key in {path} is not an RSA key")
    certificate = _matching(path, key, certificates)
    return SigningKey(key, certificate.fingerprint(hashes.SHA1()))


def _pem(path: str, content: bytes, password: bytes | None) -> tuple[t.Any, list[Certificate]]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if b"PRIVATE KEY-----" not in content:
        raise OptionError("certificate_path", f"{path} has no private key; it must have the key and the certificate")
    if b"-----BEGIN CERTIFICATE-----" not in content:
        raise OptionError("certificate_path", f"{path} has no certificate; it must have the key and the certificate")
    encrypted = b"ENCRYPTED" in content
    if encrypted and password is None:
        raise OptionError("certificate_password", f"is required, since the key in {path} is encrypted")
    key_starts = content.index(b"-----BEGIN ", max(0, content.index(b"PRIVATE KEY-----") - 40))
    try:
        key = load_pem_private_key(content[key_starts:], password if encrypted else None)
    except (ValueError, TypeError):
        raise _unreadable(path, encrypted) from None
    except Exception:
        # An algorithm that the library does not know; the class of the exception differs between versions.
        raise OptionError("certificate_path", f"the key in {path} has an algorithm that is not supported") from None
    try:
        return key, x509.load_pem_x509_certificates(content)
    except ValueError:
        raise OptionError("certificate_path", f"the certificate in {path} cannot be read") from None


def _pfx(path: str, content: bytes, password: bytes | None) -> tuple[t.Any, list[Certificate]]:
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

    try:
        key, certificate, others = load_key_and_certificates(content, password)
    except ValueError as error:
        wrong_password = "password" in str(error).lower()
        raise _unreadable(path, wrong_password, "PEM or PFX file") from None
    if key is None or certificate is None:
        raise OptionError("certificate_path", f"{path} has no private key with its certificate")
    return key, [certificate, *others]


def _unreadable(path: str, wrong_password: bool, kind: str = "PEM file") -> OptionError:
    if wrong_password:
        return OptionError("certificate_password", f"is missing or wrong for {path}")
    return OptionError("certificate_path", f"{path} is not a readable {kind} with a private key")


def _matching(path: str, key: RSAPrivateKey, certificates: list[Certificate]) -> Certificate:
    """Return the certificate of the key. Raise OptionError if there is none or it has expired."""
    public = key.public_key()
    certificate = next((found for found in certificates if found.public_key() == public), None)
    if certificate is None:
        raise OptionError("certificate_path", f"the private key and the certificate in {path} do not belong together")
    ends = certificate.not_valid_after_utc
    if ends < datetime.now(timezone.utc):
        raise OptionError("certificate_path", f"the certificate in {path} expired at {ends:%Y-%m-%dT%H:%M:%SZ}")
    return certificate
