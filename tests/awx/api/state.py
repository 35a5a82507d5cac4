# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that the API has."""

from __future__ import annotations

import itertools
import typing as t
from dataclasses import dataclass, field
from datetime import datetime, timezone

from .fields import Key

Values = dict[str, t.Any]

if t.TYPE_CHECKING:
    from .resource import Resource


def now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass
class Item:
    """An object. No two objects have the same id, so that an id of the wrong resource is noticed."""

    id: int
    resource: str
    values: Values
    # The ids of associated objects, by the name of the association.
    associated: dict[str, list[int]] = field(default_factory=dict)
    survey: Values = field(default_factory=dict)
    # What the API does not show as a field.
    hidden: Values = field(default_factory=dict)
    created: str = field(default_factory=now)
    modified: str = field(default_factory=now)

    def __getitem__(self, name: str) -> t.Any:
        return self.values[name]

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))


class State:
    """All objects, and the tokens that were issued."""

    def __init__(self, resources: t.Mapping[str, Resource]) -> None:
        self.resources = resources
        self.items: dict[int, Item] = {}
        self.tokens: dict[str, int] = {}
        self._numbers = itertools.count(1)

    def number(self) -> int:
        return next(self._numbers)

    def add(self, resource: str, **values: t.Any) -> Item:
        """Add an object without a check; fields that are not given have their defaults."""
        fields = self.resources[resource].fields
        defaults = {name: kind.initial() for name, kind in fields.items()}
        item = Item(self.number(), resource, {**defaults, **values})
        self.items[item.id] = item
        return item

    def all(self, resource: str) -> list[Item]:
        """Return the objects of a resource, or of all that a name such as unified_job_templates stands for."""
        names = self.resources[resource].stands_for or (resource,)
        return [item for item in self.items.values() if item.resource in names]

    def named(self, resource: str, name: str) -> Item:
        """Return the only object of this name."""
        (item,) = (item for item in self.all(resource) if item.name == name)
        return item

    def get(self, resource: str, number: t.Any) -> Item | None:
        """Return an object by its id."""
        return next((item for item in self.all(resource) if item.id == number), None)

    def exists(self, resource: str, number: int) -> bool:
        return self.get(resource, number) is not None

    def remove(self, item: Item) -> None:
        """Remove an object, and from the others all that refers to it; those that cannot be without it go, too."""
        del self.items[item.id]
        for other in list(self.items.values()):
            for numbers in other.associated.values():
                numbers[:] = [number for number in numbers if number != item.id]
            if other.id in self.items:
                self._forget(other, item.id)

    def _forget(self, other: Item, number: int) -> None:
        for name, kind in self.resources[other.resource].fields.items():
            if isinstance(kind, Key) and other.values[name] == number:
                if kind.cascade:
                    self.remove(other)
                    return
                other.values[name] = None
