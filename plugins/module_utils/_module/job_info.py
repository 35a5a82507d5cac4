# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The job_info modules and the lookups: their options, the read, and their result.

Modules and lookups end differently: C(run) is the module, and a lookup calls C(read).
"""

from __future__ import annotations

import typing as t
from collections import Counter
from dataclasses import dataclass, field

from .. import argument_spec, unexpected
from .._jobs.job import Job
from .._jobs.summary import summarize
from .._products.base import Product
from .._read import query
from .._read.result import Failure, QueryResult
from .._read.row_set import RowSet
from .._read.row_store import MemoryStore, RowStore
from .._read.session import open_reader
from ..errors import OptionError, sanitize
from ..option import Option
from ..redaction import Redactor
from .base_module import CloudBackupModule


def product_options(product: Product) -> tuple[Option, ...]:
    """Return the options of the module that reads this product."""
    return (*argument_spec.CONNECTION, *argument_spec.QUERY, *product.options, *argument_spec.FILE)


def several_options() -> tuple[Option, ...]:
    """Return the options of the module that reads several products."""
    return (
        *argument_spec.CONNECTION,
        argument_spec.PRODUCTS,
        *argument_spec.QUERY,
        *argument_spec.FILE,
        argument_spec.ON_ERROR,
    )


@dataclass
class Result:
    """The row sets of all products, and the report of each read; C(limit) applies to all products together."""

    store: RowStore
    limit: int | None = None
    row_sets: list[RowSet] = field(default_factory=list)
    queries: list[dict[str, t.Any]] = field(default_factory=list)
    errors: list[dict[str, t.Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def jobs(self) -> list[Job]:
        """The jobs, newest first."""
        return list(self.store.jobs(self.row_sets, self.limit))

    def add(self, result: QueryResult) -> None:
        """Add the result of one product."""
        self.row_sets += result.row_sets
        self.queries.append(result.report)
        self.warnings += result.warnings


def read(
    products: t.Sequence[Product],
    params: t.Mapping[str, t.Any],
    warn: t.Callable[[str], object],
    store: RowStore | None = None,
    show_trace: unexpected.Show = lambda _trace: None,
    redact: Redactor | None = None,
) -> Result:
    """Validate the options and read the products. Raise CloudBackupError with a message for the user.

    C(warn) is called with warnings about the options; warnings about the responses are in the result. C(show_trace) is
    called with the traceback of an unexpected exception.
    """
    result = Result(store or MemoryStore(), params.get("limit"))
    with open_reader(params, products, warn, redact=redact, show_trace=show_trace, store=result.store) as reader:
        results = reader.read_queries(query.validate(products, params), report=params.get("on_error") == "report")
    result.warnings += reader.warnings
    matched: dict[str, int] = {}
    for each in results:
        if isinstance(each, Failure):
            result.errors.append(each.row())
        else:
            result.add(each)
            matched[each.product] = each.matched
    _check_limit(result, matched)
    return result


def _check_limit(result: Result, matched: t.Mapping[str, int]) -> None:
    """Mark the reads as incomplete whose jobs the limit cuts off; C(matched) is the number of jobs of each product."""
    if result.limit is None or sum(matched.values()) <= result.limit:
        return
    kept = Counter(job["product"] for job in result.store.jobs(result.row_sets, result.limit))
    for row in result.queries:
        row["complete"] = row["complete"] and kept[row["product"]] == matched[row["product"]]


def run(module: CloudBackupModule, products: t.Sequence[Product], *, several: bool = False) -> dict[str, t.Any]:
    """Read the jobs of products, and return the module's result: the jobs, or the file that they were written to.

    With C(several), the result lists the products that could not be read.
    """
    dest = module.params["dest"]
    if dest:
        returned = _write_file(module, products, dest)
    else:
        _refuse_attributes(module)
        show_trace = unexpected.show_with(module)
        result = read(products, module.params, module.warn, show_trace=show_trace, redact=module.redact)
        jobs = result.jobs
        returned = {**_reports(module, result), "changed": False, "summary": summarize(jobs), "jobs": jobs}
    if not several:
        del returned["errors"]
    return returned


def _refuse_attributes(module: CloudBackupModule) -> None:
    """Raise OptionError for an attribute of a file if no file is written."""
    for option in argument_spec.DEST_ATTRIBUTES:
        if module.params[option.name] is not None:
            raise OptionError(option.name, "is for the file that dest names, but dest is not given")


def _write_file(module: CloudBackupModule, products: t.Sequence[Product], dest: str) -> dict[str, t.Any]:
    """Read the jobs into a file, and return the module's result."""
    # Imported on demand: only tasks with dest need them.
    import sqlite3

    from .._read.disk_store import DiskStore
    from . import file_attributes, json_lines

    json_lines.check(dest)
    file_attributes.check(module.params)
    try:
        with DiskStore() as store:
            result = read(products, module.params, module.warn, store, unexpected.show_with(module), module.redact)
            if result.errors:
                # A file with the jobs of some products would be taken for a complete one.
                unread = [error["product"] for error in result.errors]
                result.warnings.append(json_lines.not_replaced(dest, unread))
                summary = summarize(store.jobs(result.row_sets, result.limit))
                returned = json_lines.unchanged(module, dest)
                return {**_reports(module, result), **returned, "changed": False, "summary": summary}
            with json_lines.AtomicFile(module, dest) as file:
                summary = summarize(file.copy(store.lines(result.row_sets, result.limit)))
                returned = file.replace()
    except (OSError, sqlite3.Error) as error:
        raise OptionError("dest", f"{dest} cannot be written: {sanitize(error)}") from None
    return {**_reports(module, result), **returned, "summary": summary}


def _reports(module: CloudBackupModule, result: Result) -> dict[str, t.Any]:
    """Issue the warnings of a read, and return its reports and errors."""
    for warning in result.warnings:
        module.warn(warning)
    return {"queries": result.queries, "errors": result.errors}
