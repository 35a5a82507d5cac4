# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP exchange: TLS, proxy, time-out, the whole body or an error. Knows no product.

Redirects are not followed: they would carry a token to where nobody asked for. Their bodies are not read.
"""

from __future__ import annotations

import os
import threading
import time
import traceback
import typing as t
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

from ..errors import ApiError
from . import body, deadline, timed
from .connection import Connection
from .deadline import Deadline

REQUESTS_IMPORT_ERROR: str | None = None
try:
    import requests
    import urllib3.exceptions
except ImportError:
    # Told by missing_required_lib before a session is made; the file must import without it.
    REQUESTS_IMPORT_ERROR = traceback.format_exc()
else:
    _WRONG_URL = (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)

USER_AGENT = "ansible-avepoint.cloud_backup"
# The largest page that can be asked for: 10,000 jobs (page_size) of 2.5 KB each. Jobs have 0.3 to 1 KB.
LARGEST_BODY = 24 * 1024 * 1024
# A refusal's message, or a token: one that is longer fits into no request.
LARGEST_SMALL_BODY = 64 * 1024
# A wait that is reported as a year or more; which waits are kept, the retry policy decides.
RETRY_AFTER_CAP = 366 * 86400.0


@dataclass(frozen=True)
class Reply:
    """An answer with its whole body; names of headers in lower case."""

    status: int
    headers: t.Mapping[str, str]
    body: bytes | bytearray

    def retry_after(self) -> float | None:
        """Seconds that the service wants to be left alone, from either form of Retry-After; at most a year."""
        told = self.headers.get("retry-after", "").strip()
        if told.isascii() and told.isdigit():
            return min(float(told[:9]), RETRY_AFTER_CAP)
        try:
            moment = parsedate_to_datetime(told)
        except OverflowError:
            # A date that no clock reaches is no reason to ask again soon.
            return RETRY_AFTER_CAP
        except (TypeError, ValueError, IndexError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        seconds = (moment - datetime.now(timezone.utc)).total_seconds()
        return min(max(0.0, seconds), RETRY_AFTER_CAP)


class Transport:
    """A session for many exchanges at once, but never for more than C(most); none goes on past the deadline."""

    def __init__(self, connection: Connection, most: int, until: Deadline = deadline.NONE) -> None:
        self._under_way = threading.BoundedSemaphore(most)
        self._timeout = connection.timeout
        self._until = until
        self._verify: bool | str = connection.validate_certs and (connection.ca_path or True)
        self._proxies = {"http": connection.proxy, "https": connection.proxy} if connection.proxy else None
        self._session = requests.Session()
        self._found: dict[str, t.Mapping[str, t.Any]] = {}
        self._adapter = timed.adapter(most)
        # Nothing but the token identifies a caller.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers["User-Agent"] = USER_AGENT
        self._session.headers["Accept"] = "application/json"
        self._session.headers["Accept-Encoding"] = body.ENCODING
        if not connection.validate_certs:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    def send(
        self, method: str, url: str, *, bearer: str | None = None, largest: int | None = None, **what: t.Any
    ) -> Reply:
        """Send one request and read the whole answer; of a refusal no more than its beginning, of a redirect no body.

        C(what) are C(params), C(json) or C(data) as requests takes them. ApiError where no whole answer came within
        the time-out, or one of more than C(largest) bytes; it names no URL, the caller knows whom it asked.
        """
        with self._under_way:
            return self._exchange(method, url, bearer, LARGEST_BODY if largest is None else largest, what)

    def _exchange(self, method: str, url: str, bearer: str | None, largest: int, what: dict[str, t.Any]) -> Reply:
        timeout = min(self._timeout, self._until.left())
        if timeout <= 0:
            told = f" within {self._until.told}" if self._until.told else ""
            raise ApiError(f"no time is left to ask{told}", retryable=True)
        end = time.monotonic() + timeout
        try:
            request = requests.Request(method, url, auth=_Bearer(bearer), **what)
            prepared = self._session.prepare_request(request)
            with timed.ending(end), self._respond(prepared, timeout) as response:
                content = _content(response, largest)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            if time.monotonic() >= end:
                # Whatever it was reported as: the proxy, the TLS connection or the service was too slow.
                raise self._late(timeout) from None
            variable = self._proxy_variable(url)
            if variable and isinstance(error, _WRONG_URL):
                raise ApiError(
                    f"the proxy that the environment variable {variable} names cannot be used; a URL is expected that "
                    "begins with http:// or https://, such as http://proxy.example.com:3128"
                ) from None
            raise _unanswered(error, self._late(timeout)) from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status_code, headers, content)

    def _respond(self, prepared: requests.PreparedRequest, timeout: float) -> requests.Response:
        """Send a request; the body of the answer is not read yet.

        By the adapter and not by the session, which reads the whole body of a redirect, looks at where it leads,
        and keeps cookies.
        """
        return self._adapter.send(prepared, timeout=timeout, **self._settings(str(prepared.url)))

    def _late(self, timeout: float) -> ApiError:
        told = f"{timeout:g} s" if timeout >= self._timeout else f"the time left of {self._until.told}"
        return ApiError(f"no whole answer came within {told}", retryable=True)

    def _settings(self, url: str) -> t.Mapping[str, t.Any]:
        """Proxies and certificates for a host, found in the environment once: each look costs like a page."""
        host = urlsplit(url).netloc
        if host not in self._found:
            self._found[host] = self._session.merge_environment_settings(
                url, self._proxies or {}, True, self._verify, None
            )
        return self._found[host]

    def _proxy_variable(self, url: str) -> str | None:
        """Return the name of the environment variable that the proxy for a URL is from; None where none is."""
        proxies = self._settings(url).get("proxies") or {}
        proxy = requests.utils.select_proxy(url, proxies)
        if not proxy or self._proxies:
            return None
        names = {f"{urlsplit(url).scheme}_proxy", "all_proxy"}
        return next((name for name, value in os.environ.items() if name.lower() in names and value == proxy), None)


class _Bearer:
    """Sets the token itself, so that a .netrc file cannot put its own in place of it."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _content(response: requests.Response, largest: int) -> bytearray:
    """Return what is wanted of the body. The connection is closed where that is not all of it."""
    if 300 <= response.status_code < 400:
        return bytearray()
    if response.status_code >= 400:
        return body.read_beginning(response, LARGEST_SMALL_BODY)
    return body.read(response, largest)


def _unanswered(error: Exception, late: ApiError) -> ApiError:
    """What happened, in words of our own: the text of these exceptions holds URLs and queries."""
    if isinstance(error, requests.exceptions.SSLError):
        return ApiError(
            f"the TLS connection failed ({_cause(error)}); the certificate has to be valid for the host and "
            "issued by a CA that is trusted, see ca_path"
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return ApiError(f"the proxy could not be used ({_cause(error)})", retryable=True)
    if isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError)):
        return late
    if isinstance(error, _WRONG_URL):
        return ApiError("the URL cannot be asked")
    if isinstance(error, requests.ConnectionError) and not isinstance(_innermost(error), ConnectionResetError):
        return ApiError(f"the service could not be reached ({_cause(error)})", retryable=True)
    return ApiError(f"the connection broke before the whole answer came ({_cause(error)})", retryable=True)


def _innermost(error: BaseException) -> BaseException:
    """The first cause of an exception, through requests' and urllib3's wrapping."""
    for _depth in range(12):
        inner = getattr(error, "reason", None) or error.__cause__ or error.__context__
        nested = next((arg for arg in error.args if isinstance(arg, BaseException)), None)
        following = inner if isinstance(inner, BaseException) else nested
        if following is None:
            break
        error = following
    return error


def _cause(error: BaseException) -> str:
    """A few words on the first cause: the system's own, or the exception's name."""
    inner = _innermost(error)
    return str(getattr(inner, "strerror", None) or getattr(inner, "verify_message", None) or type(inner).__name__)
