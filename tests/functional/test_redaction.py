# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret that a service or proxy sends back is redacted in every encoding."""

from __future__ import annotations

import base64
import html
import json
import re
import socket
import typing as t
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from functional.helpers import Hostile, http, run_module

SECRET = 's3cr&t /p<a>ss"+wört~4711'
PROXY_PASSWORD = "pr0xy:p@ss/wörd"


def forms(secret: str, user: str = "me") -> dict[str, str]:
    """Return the secret in every encoding."""
    raw, pair = secret.encode(), f"{user}:{secret}".encode()
    return {
        "plain": secret,
        "upper case": secret.upper(),
        "quote": quote(secret, safe=""),
        "quote, lower hex": quote(secret, safe="").lower(),
        "quote_plus": quote_plus(secret),
        "quote twice": quote(quote(secret, safe=""), safe=""),
        "every byte in percent": "".join(f"%{byte:02X}" for byte in raw),
        "html": html.escape(secret),
        "html decimal": "".join(f"&#{ord(char)};" for char in secret),
        "html hex": "".join(f"&#x{ord(char):04X};" for char in secret),
        "html of quote": html.escape(quote(secret)),
        "json": json.dumps(secret)[1:-1],
        "json with slashes": json.dumps(secret)[1:-1].replace("/", "\\/"),
        "json of json": json.dumps(json.dumps(secret)),
        "json, every character": "".join(f"\\u{ord(char):04x}" for char in secret),
        "base64": base64.b64encode(raw).decode(),
        "base64 without padding": base64.b64encode(raw).decode().rstrip("="),
        "base64 for URLs": base64.urlsafe_b64encode(raw).decode(),
        "basic": base64.b64encode(pair).decode(),
        "basic for URLs": base64.urlsafe_b64encode(pair).decode(),
        "basic of quoted parts": base64.b64encode(f"{quote(user)}:{quote(secret, safe='')}".encode()).decode(),
        "base64 of the form": base64.b64encode(b"grant_type=x&client_secret=" + quote_plus(secret).encode()).decode(),
        "base64 within a URL": quote(base64.b64encode(raw).decode(), safe=""),
        "hex": raw.hex(),
        "with an invisible character": f"{secret[:5]}\u200b{secret[5:]}",
        "latin-1 in percent": quote(secret.encode("latin-1"), safe=""),
    }


FORMS = sorted(forms(SECRET))


def token_refused(message: str) -> t.Callable[[socket.socket, str], None]:
    body = json.dumps({"error": "invalid_client", "error_description": message}).encode()
    return lambda connection, _request: connection.sendall(http(body, "400 Bad Request"))


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_echoed_by_the_token_endpoint_is_redacted(clean_environment: None, tmp_path: Path, form: str) -> None:
    shown = forms(SECRET)[form]
    echo = f"you sent [client_secret={shown}] and it is wrong"
    with Hostile(token_refused(echo), token=token_refused(echo)).up() as service:
        options = {"api_url": service.url, "identity_url": service.url, "client_id": "me", "retries": 0}
        outcome = run_module("m365_job_info", {**options, "client_secret": SECRET}, tmp_path).bad()
    assert re.search(r"you sent \[[^]]*\*{8}[^]]*\] and it is wrong", outcome.msg), outcome.msg
    assert shown not in outcome.msg


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("where", ["option", "HTTP_PROXY", "all_proxy"])
def test_a_password_echoed_by_the_proxy_is_redacted(
    clean_environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: str, where: str
) -> None:
    shown = forms(PROXY_PASSWORD, "pröxy-user")[form]
    echo = f"the proxy knows no [{shown}] here"
    with Hostile(token_refused(echo), token=token_refused(echo)).up() as proxy:
        url = proxy.url.replace("://", f"://pr%C3%B6xy-user:{quote(PROXY_PASSWORD, safe='')}@")
        # A loopback address without a service: the proxy responds.
        options = {"api_url": "http://127.0.0.1:9", "identity_url": "http://127.0.0.1:9", "client_id": "me"}
        options = {**options, "client_secret": "unrelated-4711", "retries": 0}
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        if where == "option":
            options["proxy"] = url
        else:
            monkeypatch.setenv(where, url)
        outcome = run_module("m365_job_info", options, tmp_path).bad()
    assert re.search(r"knows no \[[^]]*\*{8}[^]]*\] here", outcome.msg), outcome.msg
    assert shown not in outcome.output


@pytest.mark.parametrize("member", ["createdTime", "id", "jobId", "state", "totalCount"])
def test_an_access_token_in_a_malformed_row_is_redacted(clean_environment: None, tmp_path: Path, member: str) -> None:
    token = "tok3n-" + "abcdefghij0123456789" * 4

    def echo(connection: socket.socket, _request: str) -> None:
        row = {"id": f"x {token}", "startTime": f"it was {token}", member: f"a long way before: {token}"}
        connection.sendall(http(json.dumps({"data": [row], "totalCount": 1}).encode()))

    issued = {"access_token": token, "expires_in": 3600}
    with Hostile(echo, token=lambda sock, _r: sock.sendall(http(json.dumps(issued).encode()))).up() as service:
        options = {"api_url": service.url, "identity_url": service.url, "client_id": "me", "retries": 0}
        outcome = run_module("m365_job_info", {**options, "client_secret": "unrelated-4711"}, tmp_path).bad()
    assert "tok3n-" not in outcome.output
    assert "0123456789" not in outcome.output


@pytest.mark.parametrize("option", ["api_url", "identity_url"])
@pytest.mark.parametrize(
    "url", ["https://{}@host.invalid", "https://{}@host.invalid/x?y", "{}@host", "https://{}@[bad"]
)
@pytest.mark.parametrize("user", ["someone:pw-4711", "someone:p/w-4711#x", "t0ken-4711", "some%20one:pw%2F4711"])
@pytest.mark.parametrize("more", [{}, {"no_such_option": 1}, {"retries": "many"}])
def test_the_user_part_of_a_url_is_never_shown(
    clean_environment: None, tmp_path: Path, option: str, url: str, user: str, more: dict[str, t.Any]
) -> None:
    """Neither in the message nor in `invocation`, whichever option is wrong."""
    options = {"client_id": "me", "client_secret": "unrelated-4712", option: url.format(user), **more}
    internal = {"inject_invocation": True, "verbosity": 4}
    outcome = run_module("m365_job_info", options, tmp_path, **internal)
    assert outcome.failed
    assert option in outcome.result["invocation"]["module_args"]
    assert "4711" not in outcome.output
    assert "someone" not in outcome.output
    assert "some%20one" not in outcome.output
