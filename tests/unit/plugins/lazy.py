# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Containers as ansible-core has them from 2.19 on: their items are made when they are read from Python."""

from __future__ import annotations

import typing as t


class _NotMade:
    """What is in the container itself, where C code finds it."""

    def __init__(self, value: object) -> None:
        self.value = value


def _made(item: t.Any) -> t.Any:
    value = item.value
    return LazyDict(value) if isinstance(value, dict) else LazyList(value) if isinstance(value, list) else value


class LazyDict(dict[str, t.Any]):
    """A dictionary whose values are made when they are read."""

    def __init__(self, items: dict[str, t.Any]) -> None:
        super().__init__({key: _NotMade(value) for key, value in items.items()})

    def __getitem__(self, key: str) -> t.Any:
        return _made(super().__getitem__(key))

    def get(self, key: str, default: t.Any = None) -> t.Any:
        return super().get(key, default) if key not in self else self[key]

    def values(self) -> t.Any:
        return [self[key] for key in self]

    def items(self) -> t.Any:
        return [(key, self[key]) for key in self]


class LazyList(list[t.Any]):
    """A list whose items are made when they are read."""

    def __init__(self, items: list[t.Any]) -> None:
        super().__init__(map(_NotMade, items))

    def __getitem__(self, place: t.Any) -> t.Any:
        return _made(super().__getitem__(place))

    def __iter__(self) -> t.Iterator[t.Any]:
        return map(_made, super().__iter__())
