# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP exchange: TLS, proxy, time-out, the whole body or an error. Knows no product.

Redirects are not followed: they would carry a token to where nobody asked for.
"""

from __future__ import annotations

import threading
import time
import traceback
import typing as t
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import deadline
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.connection import Connection
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.deadline import Deadline
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import ApiError

REQUESTS_IMPORT_ERROR: str | None = None
try:
    import requests
    import requests.adapters
    import urllib3.exceptions
except ImportError:
    # Told by missing_required_lib before a session is made; the file must import without it.
    REQUESTS_IMPORT_ERROR = traceback.format_exc()

USER_AGENT = "ansible-avepoint.cloud_backup"
LARGEST_BODY = 256 * 1024 * 1024
LONGEST_RETRY_AFTER = 366 * 86400.0
_CHUNK = 65536


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
            return min(float(told[:9]), LONGEST_RETRY_AFTER)
        try:
            moment = parsedate_to_datetime(told)
        except OverflowError:
            # A date that no clock reaches is no reason to ask again soon.
            return LONGEST_RETRY_AFTER
        except (TypeError, ValueError, IndexError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        seconds = (moment - datetime.now(timezone.utc)).total_seconds()
        return min(max(0.0, seconds), LONGEST_RETRY_AFTER)


class Http:
    """A session for many exchanges at once, but never for more than C(most); none goes on past the deadline."""

    def __init__(self, connection: Connection, most: int, until: Deadline = deadline.NONE) -> None:
        self._under_way = threading.BoundedSemaphore(most)
        self._timeout = connection.timeout
        self._until = until
        self._verify: bool | str = connection.validate_certs and (connection.ca_path or True)
        self._proxies = {"http": connection.proxy, "https": connection.proxy} if connection.proxy else None
        self._session = _session()
        self._found: dict[str, t.Mapping[str, t.Any]] = {}
        adapter = requests.adapters.HTTPAdapter(pool_connections=4, pool_maxsize=most)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)
        self._session.headers["User-Agent"] = USER_AGENT
        self._session.headers["Accept"] = "application/json"
        if not connection.validate_certs:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    def send(self, method: str, url: str, *, bearer: str | None = None, **what: t.Any) -> Reply:
        """Send one request and read the whole answer, whatever its status.

        C(what) are C(params), C(json) or C(data) as requests takes them. ApiError where no whole
        answer came within the time-out; it names no URL, the caller knows whom it asked.
        """
        with self._under_way:
            return self._exchange(method, url, bearer, what)

    def _exchange(self, method: str, url: str, bearer: str | None, what: dict[str, t.Any]) -> Reply:
        timeout = min(self._timeout, self._until.left())
        if timeout <= 0:
            told = f" within {self._until.told}" if self._until.told else ""
            raise ApiError(f"no time is left to ask{told}", transient=True)
        end = time.monotonic() + timeout
        try:
            request = requests.Request(method, url, auth=_Bearer(bearer), **what)
            prepared = self._session.prepare_request(request)
            response = self._session.send(prepared, timeout=timeout, allow_redirects=False, **self._settings(url))
            with response:
                body = _read(response, end)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise _unanswered(error, timeout) from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status_code, headers, body)

    def _settings(self, url: str) -> t.Mapping[str, t.Any]:
        """Proxies and certificates for a host, found in the environment once: each look costs like a page."""
        host = urlsplit(url).netloc
        if host not in self._found:
            self._found[host] = self._session.merge_environment_settings(
                url, self._proxies or {}, True, self._verify, None
            )
        return self._found[host]


def _session() -> requests.Session:
    """Return a session that never looks at where a redirect leads.

    Even where redirects are not followed, requests prepares the next request, and fails on an address that is none.
    """

    class Session(requests.Session):
        def get_redirect_target(self, resp: requests.Response) -> str | None:
            return None

    return Session()


class _Bearer:
    """Sets the token itself, so that a .netrc file cannot put its own in place of it."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _read(response: requests.Response, end: float) -> bytearray:
    """The body, read as it comes, so that a service that drips cannot hold the task for ever."""
    body = bytearray()
    # urllib3 before 2 waits until a chunk is full; each wait of it is bounded all the same.
    read = getattr(response.raw, "read1", response.raw.read)
    while True:
        chunk = read(_CHUNK, decode_content=True)
        if not chunk:
            return body
        body += chunk
        if len(body) > LARGEST_BODY:
            raise ApiError(f"the answer is larger than {LARGEST_BODY} bytes")
        if time.monotonic() > end:
            raise requests.Timeout


def _unanswered(error: Exception, timeout: float) -> ApiError:
    """What happened, in words of our own: the text of these exceptions holds URLs and queries."""
    if isinstance(error, requests.exceptions.SSLError):
        return ApiError(
            f"the TLS connection failed ({_cause(error)}); the certificate has to be valid for the host and "
            "issued by a CA that is trusted, see ca_path"
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return ApiError(f"the proxy could not be used ({_cause(error)})", transient=True)
    if isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError)):
        return ApiError(f"no whole answer came within {timeout:g} s", transient=True)
    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)):
        return ApiError("the URL cannot be asked")
    if isinstance(error, requests.ConnectionError) and not isinstance(_innermost(error), ConnectionResetError):
        return ApiError(f"the service could not be reached ({_cause(error)})", transient=True)
    return ApiError(f"the connection broke before the whole answer came ({_cause(error)})", transient=True)


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
