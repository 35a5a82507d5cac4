# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request for the page that a C(nextLink) names: an opaque token, an absolute or a relative URL.

Source: docs/api/paging.md.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from .. import times
from ..errors import ApiError, sanitize, strip_query
from .request import Request

# The path of the vendor's sample of a relative link; endpoints with GET have other names, too.
SAMPLE = ["jobs"]
# No number of the vendor has more digits, ticks included.
MOST_DIGITS = 20


def follow(
    link: str,
    request: Request,
    endpoint: str,
    token: str | None,
    paging: t.Collection[str] = (),
    filters: t.Collection[str] = (),
) -> Request:
    """Return the request for the page that C(link) names.

    C(request) is the one whose response contains the link, C(endpoint) the URL that it was sent to, and C(token) the
    parameter for an opaque link. A link may set the parameters of C(paging); C(filters) are those that change the
    query even where the request does not have them. Raise ApiError for a link to another query, and for one to another
    origin: following it would send the access token there.
    """
    absolute = "://" in link or link.startswith(("//", "\\"))
    if not absolute and "?" not in link and token is not None:
        return replace(request, params={**request.params, token: unquote(link)}, url=None)
    url = link if absolute else _resolve(link, endpoint, any_endpoint=request.body is None)
    if _origin(url) is None or _origin(url) != _origin(endpoint):
        raise ApiError(
            f"the link to the next page is no URL, or has another origin than {strip_query(endpoint)}; it is not "
            "followed, since that would send the access token there"
        )
    query = urlsplit(url).query
    _check_same_query(parse_qsl(query, keep_blank_values=True), request, {*paging, token}, filters)
    if query and strip_query(url) == strip_query(endpoint) and request.body is None:
        # The link may set the page only: the filters that it omits still apply.
        return replace(request, params=_merge(request.params, parse_qsl(query, keep_blank_values=True)))
    # The method and the body stay: they are part of the query.
    return Request(request.method, request.path, body=request.body, url=url)


def _resolve(link: str, endpoint: str, *, any_endpoint: bool) -> str:
    """Return the URL of a relative link; empty where it can be no URL.

    A path that consists of the last segments of the endpoint's path stands for the endpoint. With C(any_endpoint) the
    path of the vendor's sample does, too.
    """
    path, _mark, query = link.partition("?")
    own = urlsplit(endpoint).path
    parts = _segments(path)
    if not path or _is_tail(parts, _segments(own)) or (any_endpoint and parts == SAMPLE):
        path = own
    try:
        return urljoin(strip_query(endpoint), f"{path}?{query}" if query else path)
    except ValueError:
        return ""


def _segments(path: str) -> list[str]:
    """Return the segments of a path, in lower case."""
    return [part for part in path.lower().split("/") if part]


def _is_tail(part: list[str], path: list[str]) -> bool:
    return bool(part) and path[-len(part) :] == part


def _check_same_query(
    named: list[tuple[str, str]], request: Request, paging: t.Collection[str | None], filters: t.Collection[str]
) -> None:
    """Raise ApiError for a link that sets a filter or the window to another value: it belongs to another query."""
    sent = {name.lower(): value for name, value in {**request.params, **(request.body or {})}.items()}
    free = {name.lower() for name in paging if name is not None}
    known = {name.lower() for name in filters}
    for name, value in named:
        lowered = name.lower()
        if lowered in free:
            continue
        same = _same_value(sent[lowered], value) if lowered in sent else lowered not in known or not value.strip("0 ")
        if not same:
            raise ApiError(
                f"the link to the next page sets {sanitize(name, 40)} to {sanitize(value, 60)}, which differs from the "
                "request"
            )


def _same_value(sent: object, named: str) -> bool:
    """Return whether a link has the value of the request: the same text, number or second."""
    one, other = str(sent).strip(), named.strip()
    if one.casefold() == other.casefold():
        return True
    if all(text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS for text in (one, other)):
        return int(one) == int(other)
    try:
        # A plus sign that was not encoded is decoded as a blank.
        first, second = (times.parse_instant(text.replace(" ", "+")) for text in (one, other))
    except (ValueError, OverflowError):
        return False
    return first is not None and second is not None and abs(first - second) < timedelta(seconds=1)


def _merge(params: t.Mapping[str, t.Any], named: list[tuple[str, str]]) -> dict[str, t.Any]:
    """Return the parameters with those that a link names replaced, whatever the case of their names."""
    spelled = {name.lower(): name for name in params}
    return {**params, **{spelled.get(name.lower(), name): value for name, value in named}}


def _origin(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port; None for anything but a plain URL."""
    if any(not " " < char < "\x7f" for char in url) or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    except (ValueError, KeyError):
        return None
    if parts.username is not None or not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port
