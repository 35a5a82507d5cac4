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
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import certificate, response, retry, transport
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.oauth import RENEW_BEFORE
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.base import ApiVersion, Product
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.enums import (
    Enumeration,
    EnumValue,
    OpenEnumeration,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read import (
    pagination,
    query,
    row_set,
    row_store,
    sequential,
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
        "statuses": values_table(product.statuses, "`status`"),
        "job types": values_table(product.job_types, "`job_type`"),
    }
    if product.services is not None and not isinstance(product.services, OpenEnumeration):
        blocks["services"] = values_table(product.services)
    if product.options:
        blocks["options"] = options_table(product)
    return blocks


def products_table(products: t.Iterable[Product]) -> str:
    """Return the products with their page and their request in each API version."""
    rows = [
        [f"[{product.title}]({product.name}.md)", *(_endpoint(form) for form in product.api_versions.values())]
        for product in products
    ]
    return table(["product", *(f"API version {version}" for version in ("2024", "2025"))], rows)


def _endpoint(form: ApiVersion) -> str:
    return f"`{form.method} {form.path}`"


def _versions(product: Product) -> list[tuple[str, ApiVersion]]:
    """Return the product's forms, each once, with the API versions that it serves."""
    forms: dict[int, tuple[list[str], ApiVersion]] = {}
    for version, form in product.api_versions.items():
        forms.setdefault(id(form), ([], form))[0].append(version)
    return [(" and ".join(versions), form) for versions, form in forms.values()]


def requests_table(product: Product) -> str:
    """Return how a product is asked, one column for each form."""
    versions = _versions(product)
    told = [_form(form, services=product.services is not None) for _version, form in versions]
    rows = [[what, *(one[what] for one in told)] for what in told[0] if any(one[what] for one in told)]
    return table(["", *(f"API version {version}" for version, _form in versions)], rows)


def _form(form: ApiVersion, *, services: bool) -> dict[str, str]:
    """Return each fact of a form by what it is; without C(services) they are left out."""
    body = form.method != "GET"
    return {
        "request": _endpoint(form),
        "earlier paths": "<br>".join(f"`{path}`" for path in form.former_paths),
        "parameters are sent in": "the JSON body" if body else "the query",
        "window": f"`{form.start}`, `{form.finish}`",
        "times are sent as": ".NET ticks" if form.ticks else "ISO 8601",
        "page number": f"`{form.index}`, the first page is {form.first_index}",
        "page size": f"`{form.size}`",
        "link to the next page": f"goes back as `{form.token}`" if form.token else "",
        "job type": f"`{form.job_type}`",
        "status": f"`{form.status}`" if form.status else "no filter",
        "service": (f"`{form.service}`" if form.service else "no filter") if services else "",
        "always sent": ", ".join(f"`{name}={value}`" for name, value in form.always.items()),
        "a job contains its job type": "yes" if form.tells_job_type else "no",
        "a job contains its service": ("yes" if form.tells_service else "no") if services else "",
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
    told = [f"{product.option_value(option.name, choice)} `{choice}`" for choice in option.choices or ()]
    default = "" if option.default is None else f" (default `{option.default}`)"
    return ", ".join(told) + default


def values_table(values: Enumeration, returned: str | None = None) -> str:
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
    if any(member.service for member in values.members):
        columns["`service`"] = lambda member: f"`{member.service}`" if member.service else ""
    if any(_known(member) != _known(values.members[0]) for member in values.members):
        columns["API versions"] = _known
    if not all(member.askable for member in values.members):
        columns["sent as a filter"] = lambda member: "yes" if member.askable else "no"
    return table(list(columns), [[cell(member) for cell in columns.values()] for member in values.members])


def _known(member: EnumValue) -> str:
    return ", ".join(version for version in ("2024", "2025") if member.known_in(version))


def bounds_table() -> str:
    """Return every bound of a read, with the option that sets it or its value."""
    defaults = {option.name: option.default for option in (*argument_spec.CONNECTION, *argument_spec.QUERY)}
    statuses = ", ".join(map(str, sorted(retry.TRANSIENT_STATUSES)))
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
        ["page size", f"option `page_size`, default {defaults['page_size']}, at most {query.LARGEST_PAGE:,}"],
        ["jobs in one page", f"{query.LARGEST_PAGE:,}"],
        ["pages of one listing", f"{row_set.MAX_PAGES:,}"],
        ["pages without a new job, one after the other", str(sequential.MAX_STALE_PAGES)],
        ["attempts to read one listing", str(pagination.MAX_WALKS)],
        ["jobs of one listing beyond twice its total", f"{row_set.SPARE_ROWS:,}"],
        [
            "jobs of one listing, returned",
            f"{row_store.MOST_IN_MEMORY:,}, or {_size(row_store.LARGEST_IN_MEMORY)} of answers",
        ],
        [
            "jobs of one listing, written to a file",
            f"{row_store.MOST_ON_DISK:,}, or {_size(row_store.LARGEST_ON_DISK)} of answers",
        ],
        ["one answer, decompressed", _size(transport.LARGEST_BODY)],
        ["one answer of the token service, decompressed", _size(transport.LARGEST_SMALL_BODY)],
        ["levels of nesting of a job with `include_raw`", str(response.DEEPEST)],
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
