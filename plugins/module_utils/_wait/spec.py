# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a wait, and the validated spec of what to wait for."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .. import argument_spec, times
from .._products.base import Product
from .._products.registry import PRODUCTS, find
from .._read import query
from .._read.choices import Choice, choose
from .._read.query import Query
from ..errors import OptionError
from ..option import Option
from ..option_values import duration, moment, refuse_empty

LONGEST = timedelta(days=366)


def wait_options() -> tuple[Option, ...]:
    """Return the options of the module job_wait."""
    filters = [option for option in argument_spec.FILTERS if option.name in ("services", "job_types")]
    reading = [option for option in argument_spec.READING if option.name not in ("limit", "read_timeout")]
    return (
        *argument_spec.CONNECTION,
        *argument_spec.WAITING,
        *filters,
        *_own_options(),
        *argument_spec.WAIT_LIMITS,
        *reading,
    )


def _own_options() -> list[Option]:
    """Return the products' own options, each name once."""
    owners: dict[str, list[tuple[Product, Option]]] = {}
    for product in PRODUCTS.values():
        for option in product.options:
            owners.setdefault(option.name, []).append((product, option))
    return [_shared(owned) for owned in owners.values()]


def _shared(owned: list[tuple[Product, Option]]) -> Option:
    names = " and ".join(f"V({product.name})" for product, _option in owned)
    option = owned[0][1]
    otherwise = f" V({option.default}) if not given." if option.default is not None else ""
    # Without a default, to detect an option given for a product that does not have it.
    return replace(option, default=None, description=(*option.description, f"For {names} alone.{otherwise}"))


@dataclass(frozen=True)
class WaitSpec:
    """What to wait for, and how long: all jobs of C(ids), or without IDs the first run that C(query) finds."""

    query: Query
    ids: tuple[str, ...]
    fail_on: Choice | None
    wait_timeout: float
    interval: float

    @property
    def product(self) -> Product:
        """The product to read."""
        return self.query.product


def validate(params: t.Mapping[str, t.Any], now: datetime) -> WaitSpec:
    """Return the spec of a wait. Raise OptionError for an invalid option."""
    product = find("product", str(params["product"]))
    ids = _ids(params.get("job_ids"))
    refuse_empty("job_ids", params.get("job_ids"))
    after = str(params.get("started_after") or "").strip()
    if ids and after:
        raise OptionError(
            "job_ids and started_after", "give only one of them: the IDs of jobs, or the time after which a run starts"
        )
    if not ids and not after:
        raise OptionError(
            "job_ids or started_after", "give one of them: the IDs of jobs, or the time after which a run starts"
        )
    window = "since" if ids else "started_after"
    since = moment(window, params[window], now)
    if ids and since >= now:
        raise OptionError("since", f"{times.format_moment(since)} is not before now")
    wait_timeout, interval = (
        duration(option, params[option], LONGEST).total_seconds() for option in ("wait_timeout", "interval")
    )
    fail_on = _fail_on(product, params.get("fail_on"))
    # Every read sets its own window; this validates all other options.
    query_params = {**params, **_own(product, params), "since": "24h", "until": None, "statuses": None}
    (validated,) = query.validate([product], query_params)
    return WaitSpec(replace(validated, since=since), ids, fail_on, wait_timeout, interval)


def _ids(given: t.Sequence[t.Any] | None) -> tuple[str, ...]:
    ids = tuple(dict.fromkeys(str(identity).strip() for identity in given or ()))
    if "" in ids:
        raise OptionError("job_ids", "one of them is empty")
    return ids


def _fail_on(product: Product, words: t.Sequence[str] | None) -> Choice | None:
    choice = choose("fail_on", [product], words, lambda each: each.statuses)[product.name]
    for word in choice.given if choice is not None else ():
        if {"pending", "running"} & {word.lower(), *(value.normalized for value in product.statuses.choose(word))}:
            raise OptionError("fail_on", f"{word!r} is a status of jobs that have not ended; leave it out")
    return choice


def _own(product: Product, params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the product's own options with their defaults. Raise OptionError for an option of another product."""
    own = {option.name: option for option in product.options}
    for option in _own_options():
        if params.get(option.name) not in (None, "") and option.name not in own:
            raise OptionError(option.name, f"is not known to {product.name}; leave it out")
    return {name: option.default if params.get(name) is None else params[name] for name, option in own.items()}
