# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters and pages of lists (AWX 24.6.1: awx/api/pagination.py; django-ansible-base,
ansible_base/rest_filters/rest_framework/field_lookup_backend.py).

Of the filters there are `field=value` and `or__field=value`, which the modules send, and `key__field=value` for a field
of the object that a key names. Others are refused.
"""

from __future__ import annotations

import typing as t
from urllib.parse import urlencode

from .fields import Flag, Key, Whole
from .refusal import Refusal
from .resource import Resource
from .state import Item, State, Values

_PAGE_SIZE: t.Final = 25
_LARGEST_PAGE: t.Final = 200
_RESERVED: t.Final = ("page", "page_size", "order_by", "format")
_NULL: t.Final = ("none", "null")

Query = t.Mapping[str, str]


def select(state: State, items: list[Item], resource: Resource, query: Query) -> list[Item]:
    """Return the objects that match all filters, and one of those with or__ if there are some."""
    filters = {name: value for name, value in query.items() if name not in _RESERVED}
    needed = {name: value for name, value in filters.items() if not name.startswith("or__")}
    enough = {name.removeprefix("or__"): value for name, value in filters.items() if name.startswith("or__")}
    return [
        item
        for item in items
        if all(_matches(state, item, resource, name, value) for name, value in needed.items())
        and (not enough or any(_matches(state, item, resource, name, value) for name, value in enough.items()))
    ]


def check(state: State, resource: Resource, query: Query) -> None:
    """Refuse a filter of a field that the resource does not have."""
    for name in query:
        if name not in _RESERVED:
            _check_field(state, resource, name.removeprefix("or__"))


def _check_field(state: State, resource: Resource, name: str) -> None:
    field, _mark, rest = name.partition("__")
    kind = resource.fields.get(field)
    if rest and isinstance(kind, Key):
        _check_field(state, state.resources[kind.to], rest)
    elif rest or (kind is None and field != "id"):
        raise Refusal(400, {"detail": f"{resource.type} has no field {name}."})


def _matches(state: State, item: Item, resource: Resource, name: str, value: str) -> bool:
    field, _mark, rest = name.partition("__")
    if rest:
        other = state.items.get(item[field])
        return other is not None and _matches(state, other, state.resources[other.resource], rest, value)
    if name == "id":
        return item.id == _number(name, value)
    kind, own = resource.fields[name], item.values.get(name)
    if isinstance(kind, Key):
        return bool(own == (None if value.lower() in _NULL else _number(name, value)))
    if isinstance(kind, Whole):
        return bool(own == _number(name, value))
    if isinstance(kind, Flag):
        return str(own).lower() == value.lower()
    return own == value


def _number(name: str, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise Refusal(400, {"detail": f"{value!r} is no {name}."}) from None


def page(found: list[Values], path: str, query: Query) -> Values:
    """Return one page of a list."""
    size = min(int(query.get("page_size", _PAGE_SIZE)), _LARGEST_PAGE)
    number = int(query.get("page", 1))
    if number > 1 and (number - 1) * size >= len(found):
        raise Refusal(404, {"detail": "There is no such page."})
    return {
        "count": len(found),
        "next": _link(path, query, number + 1) if number * size < len(found) else None,
        "previous": _link(path, query, number - 1) if number > 1 else None,
        "results": found[(number - 1) * size : number * size],
    }


def _link(path: str, query: Query, number: int) -> str:
    return f"{path}?{urlencode({**query, 'page': number})}"
