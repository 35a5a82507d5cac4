# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse the parameters of a request strictly: undocumented ones are an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from . import times
from .errors import bad_request

ApiVersion = Literal["2024", "2025"]
Parser = Callable[[str], object]

# The years 1900 to 9999: other numbers are not ticks but seconds, or a mistake.
_TICKS: Final = range(599_266_080_000_000_000, 3_155_378_976_000_000_000)


@dataclass(frozen=True)
class Parameter:
    """One documented parameter. Its role is its use in paging, or the attribute of Job that it filters."""

    name: str
    role: str
    parse: Parser
    required: bool = False


@dataclass(frozen=True)
class Query:
    """The query of a client, independent of the product."""

    api_version: ApiVersion
    start: int | None
    finish: int | None
    filters: tuple[tuple[str, object], ...]
    page: int
    # The rows before the page, of a product that counts rows instead of pages.
    skip: int | None
    size: int
    token: str | None
    # The filters as sent, to repeat them in the next link.
    echo: tuple[tuple[str, str], ...]


def parse_query(
    parameters: Sequence[Parameter],
    pairs: Iterable[tuple[str, str]],
    *,
    api_version: ApiVersion,
    default_size: int,
    first_page: int,
) -> Query:
    """Return the query of a request; raise a 400 for invalid parameters."""
    sent = _match(parameters, pairs)
    values = {parameter.role: _value(parameter, text) for parameter, text in sent}
    page = _int(values.pop("page", first_page))
    if page < first_page:
        name = next(item.name for item in parameters if item.role == "page")
        raise bad_request(f"pages are counted from {first_page}", name)
    token = values.pop("token", None)
    size = _int(values.pop("size", default_size))
    skip = None if "skip" not in values else _int(values.pop("skip"))
    paging = {"page", "skip", "size", "token"}
    return Query(
        api_version=api_version,
        start=_moment(values.pop("start", None)),
        finish=_moment(values.pop("finish", None)),
        size=size,
        page=page - first_page if skip is None else skip // size,
        skip=skip,
        token=None if token is None else str(token),
        filters=tuple(sorted((role, value) for role, value in values.items() if value is not None)),
        echo=tuple((item.name, text) for item, text in sent if item.role not in paging),
    )


def _match(parameters: Sequence[Parameter], pairs: Iterable[tuple[str, str]]) -> list[tuple[Parameter, str]]:
    known = {parameter.name.lower(): parameter for parameter in parameters}
    sent: dict[str, tuple[Parameter, str]] = {}
    for name, text in pairs:
        parameter = known.get(name.lower())
        if parameter is None:
            raise bad_request(f"unknown parameter {name!r}", name)
        if parameter.name in sent:
            raise bad_request(f"parameter {name!r} is given twice", name)
        sent[parameter.name] = (parameter, text)
    for parameter in parameters:
        if parameter.required and parameter.name not in sent:
            raise bad_request(f"parameter {parameter.name!r} is required", parameter.name)
    return list(sent.values())


def _value(parameter: Parameter, text: str) -> object:
    try:
        return parameter.parse(text)
    except ValueError as error:
        raise bad_request(f"{parameter.name}: {error}", parameter.name) from error


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value


def _moment(value: object) -> int | None:
    assert value is None or isinstance(value, int)
    return value


# Parsers: each returns the value to filter by, or None for "no filter".


def integer(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise ValueError(f"{text!r} is not an integer")
    return int(text)


def page_size(text: str) -> int:
    size = integer(text)
    if size < 1:
        raise ValueError("a page has at least one row")
    return size


def at_most(most: int, parse: Parser) -> Parser:
    """Return a parser of a number with a documented maximum."""

    def bounded(text: str) -> object:
        value = parse(text)
        if _int(value) > most:
            raise ValueError(f"{value} is more than {most}")
        return value

    return bounded


def only(expected: str) -> Parser:
    """Return a parser of one supported value, which filters nothing."""

    def parse(text: str) -> object:
        if text != expected:
            raise ValueError(f"only {expected!r} is supported")
        return None

    return parse


def ticks(text: str) -> int:
    """Parse a time in ticks; epoch seconds and ISO 8601 are errors, so that mistakes are noticed."""
    if not re.fullmatch(r"[0-9]{1,19}", text):
        raise ValueError(f"{text!r} is not a number of ticks")
    if int(text) and int(text) not in _TICKS:
        raise ValueError(f"{text} ticks are outside of the supported range")
    return times.from_ticks(int(text))


def ticks_or_open(text: str) -> int | None:
    """Parse ticks; ``0`` leaves this end of the window open."""
    return None if text == "0" else ticks(text)


def one_of(values: Iterable[int], *, no_filter: int | None = None) -> Parser:
    """Return a parser of a code of an enumeration; the code that means "all" is no filter."""
    allowed = frozenset(values) | (frozenset() if no_filter is None else {no_filter})

    def parse(text: str) -> object:
        value = integer(text)
        if value not in allowed:
            raise ValueError(f"{value} is not a valid value")
        return None if value == no_filter else value

    return parse


def matching(pattern: str, *, fold: Callable[[str], str] = str) -> Parser:
    """Return a parser of text that matches a pattern, such as a GUID."""

    def parse(text: str) -> object:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"{text!r} does not have the expected format")
        return fold(text)

    return parse


def body_pairs(body: object, texts: frozenset[str]) -> list[tuple[str, str]]:
    """Flatten a JSON body into pairs: numbers must be sent as numbers, ``texts`` as text."""
    if not isinstance(body, Mapping):
        raise bad_request("the body is not a JSON object", "body")
    pairs: list[tuple[str, str]] = []
    for name, value in body.items():
        if name.lower() == "pageinfo":
            pairs += body_pairs(value, texts)
        elif value is None:
            continue
        elif isinstance(value, str) == (name.lower() in texts) and isinstance(value, (str, int)):
            pairs.append((name, str(value)))
        else:
            raise bad_request(f"{name}: a {type(value).__name__} is not expected here", name)
    return pairs
