# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the jobs of a report were read."""

from __future__ import annotations

import typing as t

from ...module_utils.release import VERSION
from .inputs import Inputs
from .models import Query, Reading
from .plain import plain
from .text import clean_texts


def reading_of(inputs: Inputs) -> Reading:
    """Return the queries of all results."""
    keys = [key for key in Query.model_fields if key != "purpose"]
    queries = [
        Query(purpose=t.cast("t.Any", purpose), **{key: clean_texts(plain(row.get(key))) for key in keys})
        for purpose, row in inputs.queries
    ]
    unread = any(check["check"] == "read" and not check["passed"] for row in inputs.verdicts for check in row["checks"])
    complete = bool(queries) and not inputs.errors and not inputs.not_judged and not unread
    return Reading(complete=complete and all(query.complete for query in queries), queries=queries, version=VERSION)
