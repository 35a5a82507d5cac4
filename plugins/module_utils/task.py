# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of a module or lookup to its result: the one way of a question.

Modules and lookups differ in how they end, so the end is theirs: here stand the checks, the read and
the shape of what is returned.
"""

from __future__ import annotations

import time
import typing as t
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timezone

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import (
    jobs_file,
    libraries,
    options,
    question,
    times,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.client import Client
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.connection import connect
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.deadline import Deadline
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import (
    CloudBackupError,
    OptionError,
    showable,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.product import Product
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.query import Answer, Failure, Reader
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.shelf import InMemory, OnDisk, Rows, Shelf
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.summary import summarize


def product_options(product: Product) -> tuple[options.Option, ...]:
    """The options of the module that reads this product."""
    return (*options.CONNECTION, *options.QUERY, *product.options, options.DEST)


def several_options() -> tuple[options.Option, ...]:
    """The options of the module that reads several products."""
    return (*options.CONNECTION, options.PRODUCTS, *options.QUERY, options.DEST, options.ON_ERROR)


def login_options() -> tuple[options.Option, ...]:
    """The options of the module that gets a token."""
    return (*options.CONNECTION, options.PRODUCTS)


@dataclass
class Result:
    """The walks of all products asked, with the evidence of each read; C(limit) holds for all of them together."""

    shelf: Shelf
    limit: int | None = None
    walks: list[Rows] = field(default_factory=list)
    queries: list[dict[str, t.Any]] = field(default_factory=list)
    errors: list[dict[str, t.Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def jobs(self) -> list[Job]:
        """The jobs, newest first."""
        return list(self.shelf.jobs(self.walks, self.limit))


def read(asked: t.Sequence[Product], params: t.Mapping[str, t.Any], shelf: Shelf | None = None) -> Result:
    """Check the options and read the products; CloudBackupError with a message for the user."""
    connection = connect(params)
    questions = question.ask(asked, params)
    until = deadline(params)
    report = params.get("on_error") == "report"
    result = Result(shelf or InMemory(), params.get("limit"))
    with Reader(Client(connection, params["concurrency"], until), result.shelf) as reader:
        answers = reader.read_each(questions, report=report)
    wanted: dict[str, int] = {}
    for answer in answers:
        if isinstance(answer, Failure):
            result.errors.append(answer.row())
        else:
            _add(result, answer)
            wanted[answer.query["product"]] = sum(walk.wanted for walk in answer.walks)
    _check_limit(result, wanted)
    return result


def deadline(params: t.Mapping[str, t.Any]) -> Deadline:
    """When the read is to be done; OptionError for what is no duration."""
    given = params["read_timeout"]
    try:
        return Deadline(time.monotonic() + times.parse_span(str(given)).total_seconds(), f"read_timeout ({given})")
    except ValueError as wrong:
        raise OptionError("read_timeout", str(wrong)) from None


def _add(result: Result, answer: Answer) -> None:
    result.walks += answer.walks
    result.queries.append(answer.query)
    result.warnings += answer.warnings


def _check_limit(result: Result, wanted: t.Mapping[str, int]) -> None:
    """Whose jobs the limit drops is not complete; C(wanted) says how many each product has."""
    if result.limit is None or sum(wanted.values()) <= result.limit:
        return
    left = Counter(job["product"] for job in result.shelf.jobs(result.walks, result.limit))
    for query in result.queries:
        query["complete"] = query["complete"] and left[query["product"]] == wanted[query["product"]]


def run(module: AnsibleModule, asked: t.Sequence[Product] | None = None) -> None:
    """The whole of a module that reads jobs; C(asked) is None where the option products says it."""

    def act() -> dict[str, t.Any]:
        dest = module.params["dest"]
        products = asked or question.products(module.params["products"])
        returned = _write(module, products, dest) if dest else _return(module, products)
        if asked is not None:
            del returned["errors"]
        return returned

    finish(module, act)


def _return(module: AnsibleModule, products: t.Sequence[Product]) -> dict[str, t.Any]:
    """Read and return the jobs."""
    result = read(products, module.params)
    jobs = result.jobs
    return {**_told(module, result), "changed": False, "summary": summarize(jobs), "jobs": jobs}


def _write(module: AnsibleModule, products: t.Sequence[Product], dest: str) -> dict[str, t.Any]:
    """Read and write the jobs to a file."""
    jobs_file.check(dest)
    with OnDisk() as shelf:
        result = read(products, module.params, shelf)
        with jobs_file.Draft(module, dest) as draft:
            summary = summarize(draft.copy(shelf.lines(result.walks, result.limit)))
            changed = draft.keep()
    return {**_told(module, result), "changed": changed, "summary": summary, "dest": dest}


def _told(module: AnsibleModule, result: Result) -> dict[str, t.Any]:
    """What is returned of any read, after its warnings."""
    for warning in result.warnings:
        module.warn(warning)
    return {"queries": result.queries, "errors": result.errors}


def run_login(module: AnsibleModule) -> None:
    """The whole of the module that gets a token."""

    def act() -> dict[str, t.Any]:
        connection = connect(module.params)
        if connection.access_token is not None:
            raise OptionError("access_token", "cannot be used to get another one; give a secret or a certificate")
        asked = question.products(module.params["products"])
        for product in asked:
            if product.scope_writes:
                module.warn(f"the scope {product.scope} also grants writing; {product.name} has none that only reads")
            if product.scope_alone and len(asked) > 1:
                module.warn(f"the vendor says that {product.scope} does not work together with other scopes")
        client = Client(connection, 1)
        token = client.login(" ".join(product.scope for product in asked))
        expires_at = datetime.fromtimestamp(int(token.expires_at), timezone.utc)
        return {"changed": False, "access_token": token.value, "expires_at": times.show(expires_at)}

    finish(module, act)


def finish(module: AnsibleModule, act: t.Callable[[], dict[str, t.Any]]) -> None:
    """End the module with what C(act) returns, or with one clear message; never with a traceback.

    What it returns as C(failure), if anything, is the message that the module fails with.
    """
    params = module.params
    lacking = libraries.missing(certificate=bool(params.get("certificate_path")))
    if lacking is not None:
        module.fail_json(msg=lacking[0], exception=lacking[1])
    # Failing is left to the end: while an exception is handled, older cores add its traceback at -vvv.
    returned: dict[str, t.Any]
    try:
        returned = act()
    except CloudBackupError as error:
        returned = {**error.details, "failure": str(error)}
    except KeyboardInterrupt:
        returned = {"failure": "interrupted before the end"}
    except Exception as error:  # the last guard: whatever else goes wrong is a fault of this collection
        returned = {"failure": unexpected(error)}
    failure = returned.pop("failure", None)
    if failure is not None:
        module.fail_json(msg=failure, **returned)
    module.exit_json(**returned)


def unexpected(error: Exception) -> str:
    """A message for what should not happen; its text is not shown, since it could hold anything."""
    trace, place = error.__traceback__, "an unknown place"
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return (
        f"an unexpected {showable(type(error).__name__, 60)} in {place}: this is a fault of the collection; "
        "please report it with the task that shows it"
    )
