# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Warnings about the result of a query: values that the collection does not know, and results that may be wrong."""

from __future__ import annotations

import typing as t
from collections import Counter

from .. import times
from .._products.base import Product
from .query import Query
from .row_set import RowSet


def warnings_of(query: Query, row_sets: t.Sequence[RowSet], report: t.Mapping[str, t.Any]) -> list[str]:
    """Return the warnings about a result; C(report) is its row of C(queries)."""
    warnings = _unknown_values(query.product, row_sets)
    # A service without a window returns jobs in any case.
    windowed = all(version.window is not None for version in query.product.versions)
    if not (report["fetched"] if windowed else any(row_set.matched for row_set in row_sets)):
        warnings += _empty_window(query, report)
        doubt = query.product.doubt_of_no_jobs(query.options)
        if doubt is not None:
            warnings.append(f"{query.product.name}: {doubt}")
    return warnings


def _unknown_values(product: Product, row_sets: t.Sequence[RowSet]) -> list[str]:
    """Return a warning for each value that the collection does not know."""
    unknown: Counter[tuple[str, str]] = Counter()
    for row_set in row_sets:
        unknown.update(row_set.unknown)
    return [
        f"{product.name}: the {kind} {raw!r} of {count} job{'s' if count > 1 else ''} is not known to this version of "
        f"the collection; it is returned as {'unknown' if kind == 'status' else 'other'}"
        for (kind, raw), count in sorted(unknown.items())
    ]


def _empty_window(query: Query, report: t.Mapping[str, t.Any]) -> list[str]:
    """Return a hint for a window in the past without any job: the service may not keep jobs for so long."""
    if query.before is None or query.before >= times.utc_now():
        return []
    # The default of an option of the product is no filter of the user's.
    defaults = {option.name: option.default for option in query.product.options}
    chosen = {name: value for name, value in query.filters().items() if value != defaults.get(name)}
    filtered = " with these filters" if chosen else ""
    return [
        f"{query.product.name}: the service returned no jobs{filtered} from {report['since']} to {report['until']}; "
        "if there should be some, check since and until, and how long the service keeps its jobs"
    ]
