# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of a module or lookup to its result: the one way of a question.

Modules and lookups differ in how they end, so the end is theirs: here stand the checks, the read and
the shape of what is returned.
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
from .._read.row_store import InMemory, RowStore
from .._read.session import open_reader
from ..errors import OptionError, sanitize
from ..option import Option
from ..redaction import Redactor
from .base import run_module
from .base_module import CloudBackupModule


def product_options(product: Product) -> tuple[Option, ...]:
    """The options of the module that reads this product."""
    return (*argument_spec.CONNECTION, *argument_spec.QUERY, *product.options, *argument_spec.FILE)


def several_options() -> tuple[Option, ...]:
    """The options of the module that reads several products."""
    return (
        *argument_spec.CONNECTION,
        argument_spec.PRODUCTS,
        *argument_spec.QUERY,
        *argument_spec.FILE,
        argument_spec.ON_ERROR,
    )


@dataclass
class Result:
    """The walks of all products asked, with the evidence of each read; C(limit) holds for all of them together."""

    shelf: RowStore
    limit: int | None = None
    row_sets: list[RowSet] = field(default_factory=list)
    queries: list[dict[str, t.Any]] = field(default_factory=list)
    errors: list[dict[str, t.Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def jobs(self) -> list[Job]:
        """The jobs, newest first."""
        return list(self.shelf.jobs(self.row_sets, self.limit))


def read(
    asked: t.Sequence[Product],
    params: t.Mapping[str, t.Any],
    warn: t.Callable[[str], object],
    shelf: RowStore | None = None,
    show_trace: unexpected.Show = lambda _trace: None,
    redact: Redactor | None = None,
) -> Result:
    """Check the options and read the products; CloudBackupError with a message for the user.

    C(warn) is called with what is doubtful about the options; what is doubtful about the answers is in
    the result. C(show_trace) is called with the traceback of what nobody foresaw.
    """
    result = Result(shelf or InMemory(), params.get("limit"))
    with open_reader(params, asked, warn, redact=redact, show_trace=show_trace, store=result.shelf) as reader:
        answers = reader.read_queries(query.validate(asked, params), report=params.get("on_error") == "report")
    result.warnings += reader.warnings
    wanted: dict[str, int] = {}
    for answer in answers:
        if isinstance(answer, Failure):
            result.errors.append(answer.row())
        else:
            _add(result, answer)
            wanted[answer.product] = answer.matched
    _check_limit(result, wanted)
    return result


def _add(result: Result, answer: QueryResult) -> None:
    result.row_sets += answer.row_sets
    result.queries.append(answer.report)
    result.warnings += answer.warnings


def _check_limit(result: Result, wanted: t.Mapping[str, int]) -> None:
    """Whose jobs the limit drops is not complete; C(wanted) says how many each product has."""
    if result.limit is None or sum(wanted.values()) <= result.limit:
        return
    left = Counter(job["product"] for job in result.shelf.jobs(result.row_sets, result.limit))
    for row in result.queries:
        row["complete"] = row["complete"] and left[row["product"]] == wanted[row["product"]]


def run(module: CloudBackupModule, asked: t.Callable[[], t.Sequence[Product]], *, several: bool = False) -> None:
    """The whole of a module that reads jobs of the products C(asked).

    With C(several), those that could not be read are told, where the module was asked to go on without them.
    """

    def act() -> dict[str, t.Any]:
        dest = module.params["dest"]
        if not dest:
            _refuse_attributes(module)
        returned = _write(module, asked(), dest) if dest else _return(module, asked())
        if not several:
            del returned["errors"]
        return returned

    run_module(module, act)


def _refuse_attributes(module: CloudBackupModule) -> None:
    """Raise an OptionError for an attribute of a file where none is written."""
    for option in argument_spec.DEST_ATTRIBUTES:
        if module.params[option.name] is not None:
            raise OptionError(option.name, "is for the file that dest names, but dest is not given")


def _return(module: CloudBackupModule, products: t.Sequence[Product]) -> dict[str, t.Any]:
    """Read and return the jobs."""
    result = read(products, module.params, module.warn, show_trace=unexpected.show_with(module), redact=module.redact)
    jobs = result.jobs
    return {**_told(module, result), "changed": False, "summary": summarize(jobs), "jobs": jobs}


def _write(module: CloudBackupModule, products: t.Sequence[Product], dest: str) -> dict[str, t.Any]:
    """Read and write the jobs to a file."""
    # Only who writes a file needs it.
    import sqlite3

    from .._read.disk_store import OnDisk
    from . import file_attributes, json_lines

    json_lines.check(dest)
    file_attributes.check(module.params)
    try:
        with OnDisk() as shelf:
            result = read(products, module.params, module.warn, shelf, unexpected.show_with(module), module.redact)
            if result.errors:
                # The jobs of some products in place of those of all would be taken for the whole.
                unread = [error["product"] for error in result.errors]
                result.warnings.append(json_lines.not_replaced(dest, unread))
                summary = summarize(shelf.jobs(result.row_sets, result.limit))
                file = json_lines.as_it_is(module, dest)
                return {**_told(module, result), **file, "changed": False, "summary": summary}
            with json_lines.AtomicFile(module, dest) as draft:
                summary = summarize(draft.copy(shelf.lines(result.row_sets, result.limit)))
                file = draft.keep()
    except (OSError, sqlite3.Error) as error:
        raise OptionError("dest", f"{dest} cannot be written: {sanitize(error)}") from None
    return {**_told(module, result), **file, "summary": summary}


def _told(module: CloudBackupModule, result: Result) -> dict[str, t.Any]:
    """What is returned of any read, after its warnings."""
    for warning in result.warnings:
        module.warn(warning)
    return {"queries": result.queries, "errors": result.errors}
