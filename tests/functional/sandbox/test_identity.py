# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token endpoint: secrets, scopes and verified assertions."""

from __future__ import annotations

import base64
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12
from joserfc import jwt
from joserfc.jwk import RSAKey

SCOPE = "microsoft365backup.jobInfo.read.all"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
M365 = "/cloudbackup/jobs"


def with_secret(**changes: str | None) -> dict[str, str]:
    form = {
        "grant_type": "client_credentials",
        "client_id": "sandbox",
        "client_secret": "sandbox-secret-sandbox",
        "scope": SCOPE,
        **changes,
    }
    return {name: value for name, value in form.items() if value is not None}


def with_assertion(sandbox: Any, *, header: Any = None, key: Any = None, **claims: Any) -> Any:
    pem = Path(sandbox.certificates.pem).read_bytes()
    thumbprint = x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA1())
    x5t = base64.urlsafe_b64encode(thumbprint).rstrip(b"=").decode()
    now = int(time.time())
    content = {
        "iss": "sandbox",
        "sub": "sandbox",
        "aud": f"{sandbox.identity_url}/connect/token",
        "jti": str(uuid.uuid4()),
        "nbf": now,
        "exp": now + 600,
        **claims,
    }
    text = jwt.encode(
        {"alg": "RS256", "kid": thumbprint.hex().upper(), "x5t": x5t, **(header or {})},
        {name: value for name, value in content.items() if value is not None},
        key or RSAKey.import_key(pem.split(b"-----BEGIN CERTIFICATE")[0]),
    )
    return with_secret(
        client_id=None,
        client_secret=None,
        client_assertion=text,
        client_assertion_type=ASSERTION_TYPE,
    )


def test_a_secret_gives_a_valid_token(wire: Any) -> None:
    reply = wire.ask_token(**with_secret(scope=SCOPE.upper()))
    assert reply.status == 200
    assert (reply.json["token_type"], reply.json["expires_in"]) == ("Bearer", 3600)
    headers = {"Authorization": f"Bearer {reply.json['access_token']}"}
    assert wire.send("GET", M365, headers=headers).status == 200


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_secret": None}, 400, "invalid_request"),
        ({"client_assertion": "x"}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": None}, 400, "invalid_scope"),
        ({"scope": "everything"}, 400, "invalid_scope"),
        ({"scope": f"{SCOPE} dynamics.readwrite.all"}, 400, "invalid_scope"),
    ],
)
def test_wrong_requests_are_errors(wire: Any, changes: Any, status: int, error: str) -> None:
    reply = wire.ask_token(**with_secret(**changes))
    assert (reply.status, reply.json["error"]) == (status, error)


def test_two_scopes_without_dynamics_are_granted(wire: Any) -> None:
    reply = wire.ask_token(**with_secret(scope=f"{SCOPE} gsuite.graph.read.all"))
    assert reply.status == 200
    headers = {"Authorization": f"Bearer {reply.json['access_token']}"}
    assert wire.send("GET", "/backup/google/admin/jobs", headers=headers).status == 200
    assert wire.send("GET", "/backup/vm/jobs", headers=headers).status == 403


def test_a_correct_assertion_is_accepted_once(wire: Any) -> None:
    form = with_assertion(wire.sandbox)
    assert wire.ask_token(**form).status == 200
    again = wire.ask_token(**form)
    assert again.status == 401
    assert again.json["error_description"].startswith("jti")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"iss": "other"}, "iss"),
        ({"iss": "nobody", "sub": "nobody"}, "sub"),
        ({"aud": "https://identity.example/connect/token"}, "aud"),
        ({"exp": None}, "exp"),
        ({"exp": 1}, "exp"),
        ({"exp": 4102444800}, "exp"),
        ({"nbf": None}, "nbf"),
        ({"nbf": 4102444800}, "nbf"),
        ({"jti": None}, "jti"),
        ({"header": {"kid": "00"}}, "kid"),
        ({"header": {"x5t": "AA"}}, "x5t"),
        ({"key": "other"}, "signature"),
    ],
)
def test_wrong_assertions_name_the_error(wire: Any, changes: Any, named: str) -> None:
    if changes.get("key"):
        changes = {"key": RSAKey.generate_key(2048)}
    reply = wire.ask_token(**with_assertion(wire.sandbox, **changes))
    assert (reply.status, reply.json["error"]) == (401, "invalid_client")
    assert reply.json["error_description"].startswith(f"{named}:")


def test_other_algorithms_are_errors(wire: Any) -> None:
    form = with_assertion(wire.sandbox)
    head, claims, _signature = form["client_assertion"].split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    assert wire.ask_token(**{**form, "client_assertion": f"{none}.{claims}."}).status == 401
    assert wire.ask_token(**{**form, "client_assertion": f"{head}.{claims}."}).status == 401


def test_the_certificate_has_four_formats(wire: Any) -> None:
    files = wire.sandbox.certificates
    password = files.password.encode()
    plain: Any = load_pem_private_key(Path(files.pem).read_bytes(), None)
    keys: list[Any] = [
        load_pem_private_key(Path(files.pem_encrypted).read_bytes(), password),
        pkcs12.load_key_and_certificates(Path(files.pfx).read_bytes(), password)[0],
        pkcs12.load_key_and_certificates(Path(files.pfx_nopass).read_bytes(), None)[0],
    ]
    for key in keys:
        assert key.private_numbers() == plain.private_numbers()
    with pytest.raises(TypeError):
        load_pem_private_key(Path(files.pem_encrypted).read_bytes(), None)


def test_a_token_expires(sandboxes: Any, wire_to: Any) -> None:
    wire = wire_to(sandboxes(token_lifetime=0.3))
    assert wire.get("m365", M365).status == 200
    time.sleep(0.4)
    reply = wire.get("m365", M365)
    assert reply.status == 401
    assert "invalid_token" in reply.headers["WWW-Authenticate"]


def test_a_scope_that_is_never_granted_is_a_403(wire: Any, wire_to: Any) -> None:
    poor = wire_to(wire.sandbox, "no-scope-m365")
    assert poor.get("m365", M365).status == 403
    assert poor.get("google", "/backup/google/admin/jobs").status == 200


def test_secrets_and_tokens_are_not_logged(wire: Any) -> None:
    token = wire.token("m365")
    wire.send("POST", "/connect/token?client_secret=sandbox-secret-sandbox", b"")
    wire.get("m365", M365)
    log = str(wire.sandbox.requests())
    assert "sandbox-secret" not in log
    assert token not in log
