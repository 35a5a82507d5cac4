# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP exchange: TLS, proxy, timeout, the complete body or an error. Knows no product.

Redirects are not followed, since they would send the token to another address. Their bodies are not read.
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
from . import body, timed
from .connection import Connection
from .deadline import NO_DEADLINE, Deadline
from .open_connections import OpenConnections

REQUESTS_IMPORT_ERROR: str | None = None
try:
    import requests
    import urllib3.exceptions
except Exception:  # a broken installation can raise any
    # Reported by missing_required_lib before a session is made; the file must import without it.
    REQUESTS_IMPORT_ERROR = traceback.format_exc()
else:
    _WRONG_URL = (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)

USER_AGENT = "ansible-avepoint.cloud_backup"
# The largest page that can be requested: 10,000 jobs (page_size) of 2.5 KB each. Jobs have 0.3 to 1 KB.
LARGEST_BODY = 24 * 1024 * 1024
# The body of an error, or a token: a longer one would not fit into a request.
LARGEST_SMALL_BODY = 64 * 1024
# A longer wait is reported as a year or more. The retry policy decides which waits are kept.
RETRY_AFTER_CAP = 366 * 86400.0


@dataclass(frozen=True)
class Response:
    """A response with its complete body; names of headers in lower case."""

    status: int
    headers: t.Mapping[str, str]
    body: bytes | bytearray

    def retry_after(self) -> float | None:
        """Return the seconds to wait before the next request, from either form of Retry-After; at most a year."""
        value = self.headers.get("retry-after", "").strip()
        if value.isascii() and value.isdigit():
            return min(float(value[:9]), RETRY_AFTER_CAP)
        try:
            moment = parsedate_to_datetime(value)
        except OverflowError:
            # A date beyond the range of datetime is no reason to retry soon.
            return RETRY_AFTER_CAP
        except (TypeError, ValueError, IndexError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        seconds = (moment - datetime.now(timezone.utc)).total_seconds()
        return min(max(0.0, seconds), RETRY_AFTER_CAP)


class Transport:
    """A session for at most C(most) concurrent exchanges; none continues after the deadline."""

    def __init__(self, connection: Connection, most: int, deadline: Deadline = NO_DEADLINE) -> None:
        self._in_flight = threading.BoundedSemaphore(most)
        self._timeout = connection.timeout
        self._deadline = deadline
        self._verify: bool | str = connection.validate_certs and (connection.ca_path or True)
        self._proxies = {"http": connection.proxy, "https": connection.proxy} if connection.proxy else None
        self._session = requests.Session()
        self._found: dict[str, t.Mapping[str, t.Any]] = {}
        self._adapter = timed.adapter(most)
        self._connections = OpenConnections()
        # Only the token identifies a caller.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers["User-Agent"] = USER_AGENT
        self._session.headers["Accept"] = "application/json"
        self._session.headers["Accept-Encoding"] = body.ENCODING
        if not connection.validate_certs:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    def send(
        self, method: str, url: str, *, bearer: str | None = None, largest: int | None = None, **what: t.Any
    ) -> Response:
        """Send one request and read the complete response; of an error only the beginning, of a redirect no body.

        C(what) are C(params), C(json) or C(data) as requests takes them. Raise ApiError where no complete response
        came within the timeout, or one of more than C(largest) bytes; the caller adds the URL to its message.
        """
        with self._in_flight:
            timeout = min(self._timeout, self._deadline.left())
            if timeout <= 0:
                limit = f" within {self._deadline.name}" if self._deadline.name else ""
                raise ApiError(f"no time is left for the request{limit}", retryable=True)
            end = time.monotonic() + timeout
            try:
                request = self._session.prepare_request(requests.Request(method, url, auth=_Bearer(bearer), **what))
                # By the adapter and not by the session, which reads the complete body of a redirect, parses its
                # target, and keeps cookies.
                settings = self._settings(str(request.url))
                with (
                    timed.ending(end, self._connections),
                    self._adapter.send(request, timeout=timeout, **settings) as response,
                ):
                    content = _content(response, LARGEST_BODY if largest is None else largest)
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                # Whatever the exception: after the time, the proxy, the TLS connection or the service was too slow.
                late = self._late(timeout)
                raise late if time.monotonic() >= end else self._failed(url, error, late) from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Response(response.status_code, headers, content)

    def close(self) -> None:
        """End all connections, also those that other threads wait for; nothing is sent any more."""
        self._connections.end()
        self._adapter.close()

    def _failed(self, url: str, error: Exception, late: ApiError) -> ApiError:
        """Return the error of a request without a response; C(late) is that of one that took too long."""
        variable = self._proxy_variable(url)
        if variable and isinstance(error, _WRONG_URL):
            return ApiError(
                f"the proxy in the environment variable {variable} is invalid; a URL that begins with http:// or "
                "https:// is expected, such as http://proxy.example.com:3128"
            )
        return _no_response(error, late)

    def _late(self, timeout: float) -> ApiError:
        limit = f"{timeout:g} s" if timeout >= self._timeout else f"the time left of {self._deadline.name}"
        return ApiError(f"no complete response came within {limit}", retryable=True)

    def _settings(self, url: str) -> t.Mapping[str, t.Any]:
        """Return proxies and certificates for a host, read from the environment once: it takes as long as a page."""
        host = urlsplit(url).netloc
        if host not in self._found:
            self._found[host] = self._session.merge_environment_settings(
                url, self._proxies or {}, True, self._verify, None
            )
        return self._found[host]

    def _proxy_variable(self, url: str) -> str | None:
        """Return the name of the environment variable that the proxy for a URL comes from, or None."""
        proxies = self._settings(url).get("proxies") or {}
        proxy = requests.utils.select_proxy(url, proxies)
        if not proxy or self._proxies:
            return None
        names = {f"{urlsplit(url).scheme}_proxy", "all_proxy"}
        return next((name for name, value in os.environ.items() if name.lower() in names and value == proxy), None)


class _Bearer:
    """Set the token here, so that a .netrc file cannot replace it."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _content(response: requests.Response, largest: int) -> bytearray:
    """Return the part of the body that is needed. The connection is closed where that is not all of it."""
    if 300 <= response.status_code < 400:
        return bytearray()
    if response.status_code >= 400:
        return body.read_beginning(response, LARGEST_SMALL_BODY)
    return body.read(response, largest)


def _no_response(error: Exception, late: ApiError) -> ApiError:
    """Return the error of a request without a response; the text of these exceptions has URLs with queries."""
    if isinstance(error, requests.exceptions.SSLError):
        return ApiError(
            f"the TLS connection failed ({_cause(error)}); the certificate must be valid for the host and issued by a "
            "trusted CA, see ca_path"
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return ApiError(f"the proxy could not be used ({_cause(error)})", retryable=True)
    if isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError)):
        return late
    if isinstance(error, _WRONG_URL):
        return ApiError("the URL is invalid")
    if isinstance(error, requests.ConnectionError) and not isinstance(_innermost(error), ConnectionResetError):
        return ApiError(f"the service could not be reached ({_cause(error)})", retryable=True)
    return ApiError(f"the connection was closed before the response was complete ({_cause(error)})", retryable=True)


def _innermost(error: BaseException) -> BaseException:
    """Return the first cause of an exception, inside the wrapping of requests and urllib3."""
    for _depth in range(12):
        inner = getattr(error, "reason", None) or error.__cause__ or error.__context__
        nested = next((arg for arg in error.args if isinstance(arg, BaseException)), None)
        following = inner if isinstance(inner, BaseException) else nested
        if following is None:
            break
        error = following
    return error


def _cause(error: BaseException) -> str:
    """Return the first cause in a few words: the system's text, or the exception's name."""
    inner = _innermost(error)
    return str(getattr(inner, "strerror", None) or getattr(inner, "verify_message", None) or type(inner).__name__)
