# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the table of resources says about each: its fields, and the rules that concern more than one field."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .fields import Field, Invalid
from .refusal import Refusal
from .state import Item, State, Values


@dataclass
class Change:
    """A body that creates or changes an object, after each field was checked by itself."""

    state: State
    resource: Resource
    # None if the object is created.
    item: Item | None
    # The values of the body. If the object is created, all fields are given.
    given: Values

    def __getitem__(self, name: str) -> t.Any:
        """Return the value that the field will have."""
        if name in self.given or self.item is None:
            return self.given[name]
        return self.item.values[name]

    def of(self, name: str, resource: str) -> Item | None:
        """Return the object to which a field will refer."""
        return self.state.get(resource, self[name])


def _accept(change: Change) -> None:
    return None


def _accept_item(state: State, item: Item) -> None:
    return None


def _show_nothing(state: State, item: Item) -> Values:
    return {}


def _accept_association(state: State, item: Item, name: str, other: Item) -> None:
    return None


@dataclass(frozen=True)
class Resource:
    """A resource, and where its rules are in AWX."""

    type: str
    fields: t.Mapping[str, Field]
    # Names of the fields that are not shown: they only count when an object is created.
    write_only: frozenset[str] = frozenset()
    # The fields that together are unique; with `null_too`, even if one of them is null.
    unique: tuple[str, ...] = ()
    null_too: bool = False
    # Associations, each with the resource of its objects.
    associations: t.Mapping[str, str] = field(default_factory=dict)
    # Lists of objects that refer to one, each with their resource and field.
    children: t.Mapping[str, tuple[str, str]] = field(default_factory=dict)
    survey: bool = False
    # Other resources whose objects the list shows.
    stands_for: tuple[str, ...] = ()
    methods: frozenset[str] = frozenset({"GET", "POST", "PATCH", "DELETE"})
    deleted_status: int = 204
    # The rules: raise Refusal; `check` may change what is given.
    check: t.Callable[[Change], None] = _accept
    saved: t.Callable[[State, Item], None] = _accept_item
    removable: t.Callable[[State, Item], None] = _accept_item
    associable: t.Callable[[State, Item, str, Item], None] = _accept_association
    # What is shown besides, or otherwise than, the values.
    show: t.Callable[[State, Item], Values] = _show_nothing


def read_body(change: Change, body: t.Any) -> None:
    """Check each field of a body by itself, and put its values into the change."""
    if not isinstance(body, dict):
        raise Refusal(400, {"detail": f"A JSON object is expected, not {type(body).__name__}."})
    problems: dict[str, list[str]] = {}
    for name in body:
        if name not in change.resource.fields and name not in READ_ONLY:
            problems[name] = ["There is no such field. AWX ignores it; this stub does not, because it is a mistake."]
    for name, kind in change.resource.fields.items():
        try:
            _read_field(change, name, kind, body)
        except Invalid as error:
            problems[name] = [str(error)]
    if problems:
        raise Refusal(400, problems)


# Fields of every object that a body may repeat without an effect.
READ_ONLY: t.Final = ("id", "type", "url", "related", "summary_fields", "created", "modified", "managed")


def _read_field(change: Change, name: str, kind: Field, body: Values) -> None:
    creating = change.item is None
    ignored = kind.read_only or (kind.create_only and not creating)
    if name in body and not ignored:
        change.given[name] = kind.clean(body[name], change.state.exists)
    elif creating and kind.required:
        raise Invalid("This field is required.")
    elif creating:
        change.given[name] = kind.initial()


def check_unique(change: Change) -> None:
    """Refuse the values of another object (awx/main/models/base.py, PrimordialModel.validate_unique)."""
    names = change.resource.unique
    values = [change[name] for name in names]
    if not names or (None in values and not change.resource.null_too):
        return
    for other in change.state.items.values():
        same = change.state.resources[other.resource] is change.resource
        if same and other is not change.item and [other.values[name] for name in names] == values:
            problem = f"There is already one with this {' and '.join(names)}."
            raise Refusal(400, {names[0] if len(names) == 1 else "__all__": [problem]})
