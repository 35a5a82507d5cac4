# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of docs/api/: requests, options, enumerations and bounds, as the code has them.

tools/generate.py writes them between the marks of the pages.
"""

from __future__ import annotations

import typing as t
from datetime import timedelta

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import argument_spec, times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import (
    certificate,
    json_text,
    retry,
    transport,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.oauth import RENEW_BEFORE
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.api_version import UNVERSIONED, ApiVersion
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.base import Product
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.enums import (
    Enumeration,
    EnumValue,
    OpenEnumeration,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.paging import (
    LARGEST_PAGE,
    NextLink,
    Offset,
    PageNumber,
    Paging,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read import (
    disk_store,
    pagination,
    pagination_sequential,
    query,
    row_set,
    row_store,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.option import Option
from tools.markdown import table

FOLDER = "docs/api"


def pages() -> dict[str, dict[str, str]]:
    """Return the blocks of each page, by its path and by the name of their marks."""
    found = {f"{FOLDER}/{product.name}.md": _blocks(product) for product in PRODUCTS.values()}
    return {
        f"{FOLDER}/README.md": {"products": products_table(PRODUCTS.values())},
        f"{FOLDER}/errors.md": {"bounds": bounds_table()},
        **found,
    }


def _blocks(product: Product) -> dict[str, str]:
    blocks = {
        "requests": requests_table(product),
        "statuses": values_table(product, product.statuses, "`status`"),
        "job types": values_table(product, product.job_types, "`job_type`"),
    }
    if product.services is not None and not isinstance(product.services, OpenEnumeration):
        blocks["services"] = values_table(product, product.services)
    if product.options:
        blocks["options"] = options_table(product)
    return blocks


def products_table(products: t.Iterable[Product]) -> str:
    """Return the products with their page and their request in each API version."""
    rows = [
        [
            f"[{product.title}]({product.name}.md)",
            "<br>".join(f"{_endpoint(version)}{_named(version)}" for version in product.versions),
        ]
        for product in products
    ]
    return table(["product", "request"], rows)


def _named(version: ApiVersion) -> str:
    return "" if version.names == (UNVERSIONED,) else f" (API version {' and '.join(version.names)})"


def _endpoint(form: ApiVersion) -> str:
    return f"`{form.method} {form.path}`"


def requests_table(product: Product) -> str:
    """Return the requests of a product, one column for each API version."""
    facts = [_facts(version, services=product.services is not None) for version in product.versions]
    rows = [[what, *(one[what] for one in facts)] for what in facts[0] if any(one[what] for one in facts)]
    names = [" and ".join(version.names) for version in product.versions]
    return table(["", *("" if name == UNVERSIONED else f"API version {name}" for name in names)], rows)


def _facts(version: ApiVersion, *, services: bool) -> dict[str, str]:
    """Return each fact of an API version by what it is; without C(services) they are left out."""
    window = version.window
    ticks = window is not None and window.ticks
    unreliable = {"total": version.reliable_totals, "link to the next page": version.reliable_links}
    return {
        "request": _endpoint(version),
        "earlier paths": "<br>".join(f"`{path}`" for path in version.former_paths),
        "parameters are sent in": "the query" if version.method == "GET" else "the JSON body",
        "window": _filter(f"{window.start}`, `{window.finish}" if window else None),
        "times are sent as": (".NET ticks" if ticks else "ISO 8601") if window else "",
        **_paging(version.paging),
        "job type": _filter(version.job_type),
        "status": _filter(version.status),
        "service": _filter(version.service) if services else "",
        "always sent": ", ".join(f"`{name}={value}`" for name, value in version.always.items()),
        "a job contains its job type": "yes" if version.rows_have_job_type else "no",
        "a job contains its service": ("yes" if version.rows_have_service else "no") if services else "",
        "ignored, since not reliable": ", ".join(name for name, reliable in unreliable.items() if not reliable),
    }


def _filter(parameter: str | None) -> str:
    return "no filter" if parameter is None else f"`{parameter}`"


def _paging(strategy: Paging) -> dict[str, str]:
    """Return how a page is chosen."""
    pages = strategy.pages if isinstance(strategy, NextLink) else strategy
    number, size = strategy.parameters
    largest = f", at most {strategy.max_page_size:,}" if strategy.max_page_size < LARGEST_PAGE else ""
    return {
        "page number": f"`{number}`, the first page is {pages.first}" if isinstance(pages, PageNumber) else "",
        "rows to skip": f"`{number}`" if isinstance(pages, Offset) else "",
        "page size": f"`{size}`{largest}",
        "link to the next page": f"goes back as `{strategy.token}`" if strategy.token else "",
    }


def options_table(product: Product) -> str:
    """Return the product's own options with their parameters and values."""
    rows = []
    for option in product.options:
        known = [(version, form) for version, form in product.api_versions.items() if option.name in form.options]
        parameters = dict.fromkeys(f"`{form.options[option.name]}`" for _version, form in known)
        rows.append(
            [
                f"`{option.name}`",
                ", ".join(parameters),
                ", ".join(version for version, _form in known),
                _choices(product, option),
            ]
        )
    return table(["option", "parameter", "API versions", "values"], rows)


def _choices(product: Product, option: Option) -> str:
    values = [f"{product.option_value(option.name, choice)} `{choice}`" for choice in option.choices or ()]
    default = "" if option.default is None else f" (default `{option.default}`)"
    return ", ".join(values) + default


def values_table(product: Product, values: Enumeration, returned: str | None = None) -> str:
    """Return the numbers of an enumeration with the names that users write.

    C(returned) is the key of a job that the normalised word goes to; None where it is the name itself.
    Columns that would be the same in every row are left out.
    """
    columns: dict[str, t.Callable[[EnumValue], str]] = {
        "number": lambda member: str(member.code),
        "name": lambda member: f"`{member.name}`",
    }
    if returned is not None:
        columns[returned] = lambda member: f"`{member.normalized}`"
    if any(member.service for member in values.values):
        columns["`service`"] = lambda member: f"`{member.service}`" if member.service else ""
    if any(_known(product, member) != _known(product, values.values[0]) for member in values.values):
        columns["API versions"] = lambda member: _known(product, member)
    if not all(member.askable for member in values.values):
        columns["sent as a filter"] = lambda member: "yes" if member.askable else "no"
    return table(list(columns), [[cell(member) for cell in columns.values()] for member in values.values])


def _known(product: Product, value: EnumValue) -> str:
    return ", ".join(version for version in product.api_versions if product.knows(value, version))


def bounds_table() -> str:
    """Return every bound of a read, with the option that sets it or its value."""
    defaults = {option.name: option.default for option in (*argument_spec.CONNECTION, *argument_spec.QUERY)}
    statuses = ", ".join(map(str, sorted(retry.RETRYABLE_STATUSES)))
    rows = [
        ["one request", f"option `timeout`, default {defaults['timeout']} s"],
        ["the whole read", f"option `read_timeout`, default {defaults['read_timeout']}"],
        ["repeated requests for one page or token", f"option `retries`, default {defaults['retries']}"],
        ["HTTP statuses after which a request is repeated", statuses],
        ["first wait, doubled each time", f"{retry.FIRST_WAIT:g} s, and up to {retry.FIRST_WAIT:g} s at random"],
        ["longest wait without `Retry-After`", f"{retry.LONGEST_WAIT:g} s"],
        ["longest `Retry-After` that is waited for", f"{retry.LONGEST_RETRY_AFTER:g} s"],
        [
            "requests under way at once",
            f"option `concurrency`, default {defaults['concurrency']}, at most {query.MOST_AT_ONCE}",
        ],
        ["page size", f"option `page_size`, default {defaults['page_size']}, at most {LARGEST_PAGE:,}"],
        ["jobs in one page", f"{LARGEST_PAGE:,}"],
        ["pages of one listing", f"{row_set.MAX_PAGES:,}"],
        ["pages without a new job, one after the other", str(pagination_sequential.MAX_REPEATED_PAGES)],
        ["attempts to read one listing", str(pagination.MAX_ATTEMPTS)],
        ["jobs of one listing beyond twice its total", f"{row_set.SPARE_ROWS:,}"],
        [
            "jobs of one listing, returned",
            f"{row_store.MAX_ROWS_IN_MEMORY:,}, or {_size(row_store.MAX_BYTES_IN_MEMORY)} of responses",
        ],
        [
            "jobs of one listing, written to a file",
            f"{disk_store.MAX_ROWS_ON_DISK:,}, or {_size(disk_store.MAX_BYTES_ON_DISK)} of responses",
        ],
        ["one response, decompressed", _size(transport.LARGEST_BODY)],
        ["one response of the token service, decompressed", _size(transport.LARGEST_SMALL_BODY)],
        ["levels of nesting of a job with `include_raw`", str(json_text.MAX_DEPTH)],
        ["lifetime of a client assertion", f"{certificate.ASSERTION_LIFETIME} s"],
        ["a token is renewed before its end", f"{RENEW_BEFORE:g} s"],
        ["difference of the clocks without a warning", f"{times.CLOCK_TOLERANCE // timedelta(seconds=1)} s"],
    ]
    return table(["bound", "value"], rows)


def _size(number: int) -> str:
    """Return a number of bytes in the largest unit that it is a multiple of."""
    unit, shift = next(
        (unit, shift) for unit, shift in (("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0)) if not number % (1 << shift)
    )
    return f"{number >> shift:,} {unit}"
