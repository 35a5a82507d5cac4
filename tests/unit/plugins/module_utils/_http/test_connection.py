# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options: one kind of credentials, http:// for loopback addresses only, no secret in messages."""

from __future__ import annotations

import os
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.connection import Connection, connect
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.request import Target
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError

DEFAULTS: dict[str, t.Any] = {
    "environment": "commercial",
    "validate_certs": True,
    "timeout": 30.0,
    "retries": 5,
    "api_revision": "auto",
}
SECRET = {"client_id": "app", "client_secret": "s3cr3t-of-the-app"}
CERTIFICATE = {"client_id": "app", "certificate_path": "/etc/app.pem"}
TOKEN = {"access_token": "eyJ.t0k3n.x"}
TARGET = Target("a product", "a.scope", in_google_cloud=False)


def given(*parts: dict[str, t.Any], environ: dict[str, str] | None = None, **own: t.Any) -> Connection:
    """Return the connection of these options."""
    params = dict(DEFAULTS)
    for part in (*parts, own):
        params.update(part)
    return connect(params, [TARGET], lambda _warning: None, environ or {})


@pytest.mark.parametrize(
    ("own", "api_url", "token_url"),
    [
        ({}, "https://graph.avepointonlineservices.com", "https://identity.avepointonlineservices.com/connect/token"),
        ({"data_center": "us"}, "https://graph-us.avepointonlineservices.com", None),
        ({"data_center": "US"}, "https://graph-us.avepointonlineservices.com", None),
        ({"data_center": "us-gov"}, "https://graph-us-gov.avepointonlineservices.com", None),
        ({"api_url": "https://api.example/base/", "data_center": "us"}, "https://api.example/base", None),
        (
            {"environment": "us_government"},
            "https://graph-gov.avepointonlineservices.com",
            "https://identity-gov.avepointonlineservices.com/connect/token",
        ),
        (
            {"environment": "fedramp", "data_center": "us"},
            "https://graphusgovapi.online15.net",
            "https://identity.online15.net/connect/token",
        ),
        (
            {"environment": "ibm", "data_center": "EU"},
            "https://eu-graph.sp4c.storage-defender.ibm.com",
            "https://identity.sp4c.storage-defender.ibm.com/connect/token",
        ),
        (
            {"identity_url": "https://id.example/", "environment": "aos2"},
            "https://graph-aos2.avepointonlineservices.com",
            "https://id.example/connect/token",
        ),
    ],
)
def test_the_urls_of_the_services(own: dict[str, t.Any], api_url: str | None, token_url: str | None) -> None:
    connection = given(SECRET, own)
    assert connection.api_url == (api_url or "https://graph.avepointonlineservices.com")
    assert connection.token_url == (token_url or "https://identity.avepointonlineservices.com/connect/token")


@pytest.mark.parametrize(
    "data_center",
    ["evil.com/", "us.evil.com#", "us@evil.com", "-us", "us-", "u s", "us\n", "../x", "üs", "us:443", "%75s"],
)
def test_a_data_center_cannot_change_the_domain(data_center: str) -> None:
    with pytest.raises(OptionError, match=r"^data_center: .* is not the short name of a data centre"):
        given(SECRET, data_center=data_center)


@pytest.mark.parametrize("option", ["api_url", "identity_url"])
@pytest.mark.parametrize(
    "url",
    [
        "http://localhost",
        "http://localhost:8080/base",
        "http://127.0.0.1:8080",
        "http://127.8.9.10",
        "http://[::1]:8080",
        "HTTP://LOCALHOST",
        "https://api.example:8443",
    ],
)
def test_valid_urls(option: str, url: str) -> None:
    connection = given(SECRET, {option: url})
    assert url in (connection.api_url, connection.token_url.removesuffix("/connect/token"))


@pytest.mark.parametrize("option", ["api_url", "identity_url"])
@pytest.mark.parametrize(
    "url",
    [
        "http://api.example",
        "http://127.0.0.1.evil.com",
        "http://localhost.evil.com",
        "http://localhost@evil.com",
        "http://user:pass@localhost",
        "http://@localhost",
        "http://evil.com#@localhost",
        "http://evil.com?@localhost",
        "http://evil.com\\@localhost",
        "http://0x7f.1",
        "http://0x7f000001",
        "http://127.1",
        "http://2130706433",
        "http://0.0.0.0",
        "http://[::]",
        "http://10.0.0.1",
        "http://\uff11\uff12\uff17.0.0.1",
        "http://localhost:port",
        "http://localhost:0",
        "http://localhost:99999",
        "http://[::1",
        "http://",
        "http:localhost",
        "ftp://localhost",
        "file:///etc/passwd",
        "localhost:8080",
        "api.example",
        "https://",
        "https://api.example/?x=1",
        "https://api.example/?",
        "https://api.example#",
        "https://api.example/a b",
        "https://api.example\n",
        "https://a\tpi.example",
        "//api.example",
    ],
)
def test_invalid_urls(option: str, url: str) -> None:
    with pytest.raises(OptionError, match=rf"^{option}: ") as wrong:
        given(SECRET, {option: url})
    assert "pass@" not in str(wrong.value)


def test_http_to_another_host_suggests_https() -> None:
    with pytest.raises(OptionError, match=r"accepted for loopback addresses only; use https://api.example"):
        given(SECRET, api_url="http://api.example/base")


@pytest.mark.parametrize(
    ("part", "kind"), [(SECRET, "client_secret"), (CERTIFICATE, "certificate_path"), (TOKEN, "access_token")]
)
def test_one_kind_of_credentials_is_used(part: dict[str, str], kind: str) -> None:
    connection = given(part)
    for name in ("client_secret", "certificate_path", "access_token"):
        assert getattr(connection, name) == (part[name] if name == kind else None)


@pytest.mark.parametrize(
    "parts", [(SECRET, CERTIFICATE), (SECRET, TOKEN), (CERTIFICATE, TOKEN), (SECRET, CERTIFICATE, TOKEN)]
)
def test_two_kinds_of_credentials_are_an_error(parts: tuple[dict[str, str], ...]) -> None:
    with pytest.raises(OptionError, match=r"kinds of credentials are given") as wrong:
        given(*parts)
    assert all(part.get("client_secret", "-none-") not in str(wrong.value) for part in parts)
    assert TOKEN["access_token"] not in str(wrong.value)


def test_two_kinds_of_credentials_in_the_environment_are_an_error() -> None:
    environ = {"AVEPOINT_CLIENT_SECRET": SECRET["client_secret"], "AVEPOINT_ACCESS_TOKEN": TOKEN["access_token"]}
    with pytest.raises(OptionError, match=r"^client_secret and access_token: give one of them"):
        given(SECRET, TOKEN, environ=environ)


@pytest.mark.parametrize(
    ("parts", "environ", "kind"),
    [
        ((SECRET, TOKEN), {"AVEPOINT_ACCESS_TOKEN": TOKEN["access_token"]}, "client_secret"),
        ((SECRET, TOKEN), {"AVEPOINT_CLIENT_SECRET": SECRET["client_secret"]}, "access_token"),
        ((SECRET, CERTIFICATE), {"AVEPOINT_CERTIFICATE_PATH": "/etc/app.pem"}, "client_secret"),
        ((TOKEN, CERTIFICATE), {"AVEPOINT_ACCESS_TOKEN": TOKEN["access_token"]}, "certificate_path"),
        (
            (SECRET, CERTIFICATE, TOKEN),
            {"AVEPOINT_CLIENT_SECRET": SECRET["client_secret"], "AVEPOINT_CERTIFICATE_PATH": "/etc/app.pem"},
            "access_token",
        ),
        ((SECRET,), {"AVEPOINT_CLIENT_SECRET": SECRET["client_secret"]}, "client_secret"),
    ],
)
def test_an_option_takes_precedence_over_other_kinds_in_the_environment(
    parts: tuple[dict[str, str], ...], environ: dict[str, str], kind: str
) -> None:
    connection = given(*parts, environ=environ)
    held = [name for name in ("client_secret", "certificate_path", "access_token") if getattr(connection, name)]
    assert held == [kind]


def test_an_expanded_path_is_recognised_as_that_of_the_environment() -> None:
    path = os.path.expanduser("~/app.pem")
    connection = given(SECRET, certificate_path=path, environ={"AVEPOINT_CERTIFICATE_PATH": "~/app.pem"})
    assert connection.client_secret == SECRET["client_secret"]
    assert connection.certificate_path is None


@pytest.mark.parametrize("part", [{}, {"client_secret": ""}])
def test_missing_credentials_are_an_error_with_what_to_give(part: dict[str, str]) -> None:
    with pytest.raises(
        OptionError, match=r"^credentials: none are given; give client_id .* with client_secret"
    ) as wrong:
        given(part)
    for variable in ("CLIENT_ID", "CLIENT_SECRET", "CERTIFICATE_PATH", "ACCESS_TOKEN"):
        assert f"AVEPOINT_{variable}" in str(wrong.value)


@pytest.mark.parametrize("part", [{"client_secret": "x"}, {"certificate_path": "/etc/app.pem"}])
def test_a_secret_or_a_certificate_needs_a_client_id(part: dict[str, str]) -> None:
    with pytest.raises(OptionError, match=r"^client_id: is required with"):
        given(part)


def test_a_token_needs_no_client_id() -> None:
    assert given(TOKEN).client_id is None


@pytest.mark.parametrize("token", ["has blank", "line\nbreak", "t\u00f6ken", "\ttab"])
def test_invalid_bearer_tokens(token: str) -> None:
    with pytest.raises(OptionError, match=r"^access_token: ") as wrong:
        given(access_token=token)
    assert token not in str(wrong.value)


def test_the_password_of_a_certificate_is_only_kept_with_a_certificate() -> None:
    assert given(CERTIFICATE, certificate_password="pw").certificate_password == "pw"
    assert given(SECRET, certificate_password="pw").certificate_password is None


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ({"timeout": 0}, "timeout: 0 is not a number of seconds above 0"),
        ({"timeout": -1.0}, "timeout: -1.0 is not"),
        ({"timeout": float("nan")}, "timeout: nan is not"),
        ({"timeout": float("inf")}, "timeout: inf is not"),
        ({"retries": -1}, "retries: -1 is not a number of at least 0"),
        ({"ca_path": "/nowhere/ca.pem"}, "ca_path: '/nowhere/ca.pem' cannot be read"),
        ({"ca_path": "ca\0.pem"}, "ca_path: "),
        ({"proxy": "ftp://proxy"}, "proxy: is not a URL that begins with"),
        ({"proxy": "proxy:3128"}, "proxy: is not a URL that begins with http://"),
    ],
)
def test_other_invalid_options(own: dict[str, t.Any], message: str) -> None:
    with pytest.raises(OptionError) as wrong:
        given(SECRET, own)
    assert str(wrong.value).startswith(message)


@pytest.mark.parametrize("proxy", ["http://proxy:3128", "https://u:pw@proxy", "socks5://proxy", "socks5h://proxy:1080"])
def test_proxies(proxy: str) -> None:
    assert given(SECRET, proxy=proxy).proxy == proxy


def test_the_message_about_an_invalid_proxy_has_no_password() -> None:
    with pytest.raises(OptionError) as wrong:
        given(SECRET, proxy="ftp://user:hunter2@proxy")
    assert "hunter2" not in str(wrong.value)


@pytest.mark.parametrize(
    ("credentials", "more", "environ", "secret"),
    [
        (SECRET, {}, {}, "s3cr3t-of-the-app"),
        (CERTIFICATE, {"certificate_password": "open-sesame"}, {}, "open-sesame"),
        (TOKEN, {}, {}, "eyJ.t0k3n.x"),
        (SECRET, {"proxy": "http://user:hunter%322@proxy:3128"}, {}, "hunter22"),
        (SECRET, {}, {"https_proxy": "http://user:hunter%322@proxy:3128"}, "hunter22"),
        (SECRET, {}, {"ALL_PROXY": "socks5://user:hunter%322@proxy:3128"}, "hunter22"),
    ],
)
def test_a_connection_removes_its_secrets(
    credentials: dict[str, t.Any], more: dict[str, t.Any], environ: dict[str, str], secret: str
) -> None:
    redact = given(credentials, environ=environ, **more).redact
    assert redact(f"a {secret} b") == "a ******** b"


def test_the_variables_of_the_process_are_used_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVEPOINT_ACCESS_TOKEN", TOKEN["access_token"])
    connection = connect({**DEFAULTS, **SECRET, **TOKEN}, [TARGET], lambda _warning: None)
    assert (connection.client_secret, connection.access_token) == (SECRET["client_secret"], None)


def test_given_values_are_used() -> None:
    connection = given(SECRET, timeout=2.5, retries=0, api_revision="2025", validate_certs=False, ca_path=os.devnull)
    assert (connection.timeout, connection.retries, connection.api_revision) == (2.5, 0, "2025")
    assert (connection.validate_certs, connection.ca_path) == (False, os.devnull)
