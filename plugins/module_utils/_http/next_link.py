# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a C(nextLink) stands for, in each of the forms that have been documented.

An opaque token, an absolute URL, a relative one. Source: the contract's page on paging.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from .. import times
from ..errors import ApiError, sanitize, strip_query
from .request import Request

# The path of the relative link that the vendor shows; endpoints that are asked with GET have other names, too.
SAMPLE = ["jobs"]
# More digits than any number of the vendor's has, ticks included.
MOST_DIGITS = 20


def follow(
    link: str,
    request: Request,
    endpoint: str,
    token: str | None,
    paging: t.Collection[str] = (),
    filters: t.Collection[str] = (),
) -> Request:
    """The request for the page that C(link) stands for.

    C(request) is the one whose answer held the link, C(endpoint) the address that it went to, and
    C(token) the parameter that takes an opaque link back. A link may set the parameters of C(paging);
    C(filters) are those that change the question even where it does not have them. ApiError for a link
    that asks another question, and for one to another origin: that is never followed, since it would
    carry the access token there.
    """
    whole = "://" in link or link.startswith(("//", "\\"))
    if not whole and "?" not in link and token is not None:
        return replace(request, params={**request.params, token: unquote(link)}, url=None)
    url = link if whole else _resolve(link, endpoint, any_endpoint=request.body is None)
    if _origin(url) is None or _origin(url) != _origin(endpoint):
        raise ApiError(
            f"the link to the next page is at another origin than {strip_query(endpoint)}, or no URL; "
            "it is not followed, since that would carry the access token there"
        )
    query = urlsplit(url).query
    _check_question(parse_qsl(query, keep_blank_values=True), request, {*paging, token}, filters)
    if query and strip_query(url) == strip_query(endpoint) and request.body is None:
        # The link may name no more than its page: the filters that it leaves out still hold.
        return replace(request, params=_merge(request.params, parse_qsl(query, keep_blank_values=True)))
    # The method and the body stay: they are the question.
    return Request(request.method, request.path, body=request.body, url=url)


def _resolve(link: str, endpoint: str, *, any_endpoint: bool) -> str:
    """A relative link as a URL; a path that is the tail of the endpoint's own, by whole segments, stands for it.

    With C(any_endpoint) the path of the documented sample does, too. Empty where the link can be no URL.
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
    """The parts of a path between its slashes, in lower case."""
    return [part for part in path.lower().split("/") if part]


def _is_tail(part: list[str], whole: list[str]) -> bool:
    return bool(part) and whole[-len(part) :] == part


def _check_question(
    named: list[tuple[str, str]], request: Request, paging: t.Collection[str | None], filters: t.Collection[str]
) -> None:
    """Fail for a link that sets a filter or the window to another value: the next page is one of the same question."""
    asked = {name.lower(): value for name, value in {**request.params, **(request.body or {})}.items()}
    free = {name.lower() for name in paging if name is not None}
    known = {name.lower() for name in filters}
    for name, value in named:
        lowered = name.lower()
        if lowered in free:
            continue
        same = _same_value(asked[lowered], value) if lowered in asked else lowered not in known or not value.strip("0 ")
        if not same:
            raise ApiError(
                f"the link to the next page sets {sanitize(name, 40)} to {sanitize(value, 60)}, which is not what was "
                "asked for"
            )


def _same_value(asked: object, named: str) -> bool:
    """Return whether a link names the value that was asked for: the same text, number or second of time."""
    one, other = str(asked).strip(), named.strip()
    if one.casefold() == other.casefold():
        return True
    if all(text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS for text in (one, other)):
        return int(one) == int(other)
    try:
        # A plus sign that was not encoded is read as a blank.
        first, second = (times.parse_instant(text.replace(" ", "+")) for text in (one, other))
    except (ValueError, OverflowError):
        return False
    return first is not None and second is not None and abs(first - second) < timedelta(seconds=1)


def _merge(params: t.Mapping[str, t.Any], named: list[tuple[str, str]]) -> dict[str, t.Any]:
    """Parameters with those that a link names in their place, whatever the case of their names."""
    spelled = {name.lower(): name for name in params}
    return {**params, **{spelled.get(name.lower(), name): value for name, value in named}}


def _origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None for what is no plain URL."""
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
