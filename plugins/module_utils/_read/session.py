# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place where a connection, its client and a reader are put together."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._http.client import Client
from .._http.connection import connect
from .._http.deadline import Deadline, of_read
from .._products.base import Product
from ..redaction import Redactor
from ..unexpected import Show
from . import query
from .reader import Reader
from .row_store import RowStore


def open_reader(
    params: t.Mapping[str, t.Any],
    products: t.Iterable[Product],
    warn: t.Callable[[str], object],
    *,
    redact: Redactor | None = None,
    show_trace: Show = lambda _trace: None,
    store: RowStore | None = None,
    deadline: Deadline | None = None,
    retries: int | None = None,
) -> Reader:
    """Return a reader of these products, to be used as a context manager.

    C(params) are the options of a module or lookup. C(warn) is called with each warning about them, C(redact) and
    C(show_trace) are as for C(connect) and L(Reader). C(deadline) and C(retries) replace the options C(read_timeout)
    and C(retries). Raise OptionError for an invalid option, before any request.
    """
    targets = dict.fromkeys(product.target for product in products)
    connection = connect(params, targets, warn, redact=redact)
    if retries is not None:
        connection = replace(connection, retries=retries)
    query.check_number_ranges(params)
    client = Client(connection, params["concurrency"], deadline or of_read(params))
    return Reader(client, store, show_trace)
