# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options, validated: hosts, credentials, TLS, proxy, timeout, retries.

Source: docs/api/authentication.md.
"""

from __future__ import annotations

import os
import re
import typing as t
from dataclasses import dataclass
from urllib.parse import urlsplit

from .. import argument_spec, environment_variables, environments, redaction
from ..blank import is_blank
from ..errors import OptionError, sanitize
from ..option_values import at_least
from . import certificate_file
from .request import Target

# The kinds of credentials; one of them is required.
CREDENTIALS = ("client_secret", "certificate_path", "access_token")
# A warning may name all data centres.
LONGEST_WARNING = 600
_ENV = {option.name: option.env for option in argument_spec.CONNECTION if option.env}


@dataclass(frozen=True)
class Connection:
    """The URLs and credentials of all requests. Exactly one of the three kinds of credentials is set."""

    api_url: str
    token_url: str
    client_id: str | None
    client_secret: str | None
    certificate_path: str | None
    certificate_password: str | None
    access_token: str | None
    validate_certs: bool
    ca_path: str | None
    proxy: str | None
    timeout: float
    retries: int
    api_revision: str
    # Removes the secrets of this connection from text; each new token is added to it.
    redact: redaction.Redactor


def connect(
    params: t.Mapping[str, t.Any],
    targets: t.Iterable[Target],
    warn: t.Callable[[str], object],
    environ: t.Mapping[str, str] | None = None,
    redact: redaction.Redactor | None = None,
) -> Connection:
    """Validate the connection options of a module or lookup that sends requests to C(targets).

    C(params) are its options with defaults and variables applied; C(environ) states which of them come from a
    variable. C(warn) is called with each warning at once, so that a user sees it even if the task fails. C(redact) is
    the redactor of these options if one exists. Raise OptionError for an invalid option, before any request.
    """
    environ = os.environ if environ is None else environ
    environment_variables.check(argument_spec.CONNECTION, params, environ)
    try:
        connection = _connect(params, environ, redact or redaction.of_options(params, environ))
    except OptionError as wrong:
        raise with_origin(wrong, params, environ) from None
    if not connection.validate_certs:
        variable = _ENV["validate_certs"]
        source = "" if is_blank(environ.get(variable, "")) else environment_variables.origin(variable)
        warn(
            f"validate_certs is false{source}: the certificates of the services are not verified, so another "
            "server could impersonate them and read the credentials"
        )
    absent = [target.label for target in targets if not target.in_google_cloud]
    for warning in environments.warnings(params["environment"], params.get("data_center") or None, absent):
        warn(sanitize(warning, LONGEST_WARNING))
    return connection


def with_origin(wrong: OptionError, params: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> OptionError:
    """Return the error with the name of the variable that the option's value comes from, if it comes from one."""
    option = wrong.details["option"]
    variable, value = _ENV.get(option, ""), params.get(option)
    if value is None or _as_text(option, value) != _as_text(option, environ.get(variable, "")):
        return wrong
    return OptionError(option, str(wrong).removeprefix(f"{option}: ") + environment_variables.origin(variable))


def _as_text(option: str, value: t.Any) -> str:
    """Return a value as it is compared with that of a variable: the number 30 like 30.0."""
    try:
        return str(float(value))
    except (TypeError, ValueError):
        return _plain(option, str(value))


def _connect(params: t.Mapping[str, t.Any], environ: t.Mapping[str, str], redact: redaction.Redactor) -> Connection:
    given: dict[str, t.Any] = {option.name: params.get(option.name) for option in argument_spec.CONNECTION}
    given["certificate_path"] = certificate_file.used(params, environ)
    kind = _credential(given, environ)
    if kind is None:
        raise OptionError("credentials", _missing(given, certificate_file.describe_empty(params, environ)))
    held = {name: given[name] if name == kind else None for name in CREDENTIALS}
    if kind != "access_token" and not given["client_id"]:
        raise OptionError("client_id", f"is required with {kind}; give it or set AVEPOINT_CLIENT_ID")
    token = held["access_token"]
    if token is not None and not re.fullmatch(r"[\x21-\x7e]+", token):
        raise OptionError("access_token", "is not a bearer token; it contains blanks or characters other than ASCII")
    environment = given["environment"]
    identity = given["identity_url"] or environments.ENVIRONMENTS[environment].identity
    return Connection(
        api_url=_api_url(given["api_url"], environment, given["data_center"]),
        token_url=_base("identity_url", identity) + "/connect/token",
        client_id=given["client_id"],
        certificate_password=given["certificate_password"] if held["certificate_path"] else None,
        validate_certs=given["validate_certs"],
        ca_path=_ca_path(given["ca_path"]),
        proxy=_proxy(given["proxy"]),
        timeout=at_least("timeout", given["timeout"], 0.001, "a number of seconds above 0"),
        retries=int(at_least("retries", given["retries"], 0, "a number of at least 0")),
        api_revision=given["api_revision"],
        redact=redact,
        **held,
    )


def _credential(given: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> str | None:
    """Return the name of the credential to use: an option takes precedence over other kinds in the environment.

    None if none is given. Raise OptionError if several are.
    """
    held = [name for name in CREDENTIALS if given[name]]
    explicit = [name for name in held if _plain(name, str(given[name])) != _plain(name, environ.get(_ENV[name], ""))]
    chosen = explicit or held
    if len(chosen) > 1:
        sources = [f"{name} by {_ENV[name]}" for name in chosen if name not in explicit]
        origin = f" (set by environment variables: {', '.join(sources)})" if sources else ""
        raise OptionError(
            " and ".join(chosen), f"give one of them; {len(chosen)} kinds of credentials are given{origin}"
        )
    return chosen[0] if chosen else None


def _missing(given: t.Mapping[str, t.Any], empty_file: str) -> str:
    """Return the end of the message about missing credentials; C(empty_file) is the part about an empty certificate."""
    variables = {name: f"{name} (or {_ENV[name]})" for name in ("client_id", *CREDENTIALS)}
    secret, certificate, token = (variables[name] for name in CREDENTIALS)
    if given["certificate_password"]:
        return f"certificate_password is given, but certificate_path is missing{empty_file}; give {certificate} too"
    if given["client_id"]:
        return (
            f"client_id is given, but neither client_secret nor certificate_path with it{empty_file}; "
            f"give {secret} or {certificate} too, or {token} instead"
        )
    client_id = variables["client_id"]
    return f"none are given{empty_file}; give {client_id} with {secret} or {certificate}, or {token} alone"


def _plain(option: str, value: str) -> str:
    """Return a value as it is compared with another: a path with its C(~) and variables expanded."""
    return certificate_file.absolute(value) if option == "certificate_path" and value else value


def _api_url(api_url: str | None, environment: str, data_center: str | None) -> str:
    if api_url:
        return _base("api_url", api_url)
    if data_center is not None and not re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", data_center):
        raise OptionError("data_center", f"{data_center!r} is not the short name of a data centre, such as us")
    return environments.api_url(environment, data_center)


def _parts(option: str, url: str) -> t.Any:
    """Return the parts of a URL. Raise OptionError, without the value, since it may contain a password."""
    try:
        parts = urlsplit(url)
        # Reading the port raises ValueError for an invalid one.
        readable = parts.hostname and parts.port != 0
    except ValueError:
        raise OptionError(option, "is not a URL such as https://host") from None
    if not readable or re.search(r"[\s\\]", url):
        raise OptionError(option, "is not a URL such as https://host")
    return parts


def _base(option: str, url: str) -> str:
    """Return the base URL of a service: https, or http on this machine only."""
    parts = _parts(option, url)
    if "@" in parts.netloc or "?" in url or "#" in url:
        raise OptionError(option, "must be a plain URL, without credentials, query or fragment")
    if parts.scheme == "http" and not _loopback(parts.hostname):
        raise OptionError(option, f"http:// is accepted for loopback addresses only; use https://{parts.hostname}")
    if parts.scheme not in ("http", "https"):
        raise OptionError(option, "is not a URL that begins with https://")
    return url.rstrip("/")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    import ipaddress  # imported here: only http:// needs it

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _ca_path(path: str | None) -> str | None:
    # A path with a NUL would raise ValueError.
    if path is not None and ("\0" in path or not os.access(path, os.R_OK)):
        raise OptionError("ca_path", f"{path!r} cannot be read")
    return path


def _proxy(url: str | None) -> str | None:
    if url is None:
        return None
    if not re.match(r"(https?|socks5h?)://", url, re.IGNORECASE):
        raise OptionError(
            "proxy",
            "is not a URL that begins with http://, https:// or socks5://, such as http://proxy.example.com:3128",
        )
    _parts("proxy", url)
    return url
