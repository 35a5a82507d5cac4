# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The spans that rules or policies do not judge."""

from __future__ import annotations

import typing as t

from ...module_utils import times
from ...module_utils._policy.exclusions import ExcludedSpan
from .inputs import Inputs
from .models import Excluded
from .result_rows import Row
from .text import clean, clean_or_none


def excluded_spans(inputs: Inputs) -> list[ExcludedSpan]:
    """Return the exclusions of all results, each once."""
    rows: list[Row] = [row for verdict in inputs.verdicts for row in verdict.get("exclusions", [])]
    rows += (inputs.compliance or {}).get("exclusions", [])
    return list(dict.fromkeys(_span(row) for row in rows))


def _span(row: Row) -> ExcludedSpan:
    return ExcludedSpan(
        since=times.parse_iso(row["from"]),
        until=times.parse_iso(row["until"]),
        reason=str(row["reason"]),
        product=row["product"],
        services=tuple(row["services"]),
    )


def excluded_rows(spans: t.Iterable[ExcludedSpan]) -> list[Excluded]:
    """Return exclusions as a report lists them."""
    return [
        Excluded(
            begin=times.format_moment(span.since),
            end=times.format_moment(span.until),
            reason=clean(span.reason),
            product=clean_or_none(span.product),
            services=[clean(service) for service in span.services],
        )
        for span in spans
    ]
