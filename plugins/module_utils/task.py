# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of a module or lookup to its result: the one way of a question.

Modules and lookups differ in how they end, so the end is theirs: here stand the checks, the read and
the shape of what is returned.
"""

from __future__ import annotations

import typing as t
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
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import (
    CloudBackupError,
    OptionError,
    showable,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import Job, recency
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.product import Product
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.query import Answer, Failure, Reader
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
    """The jobs of all products asked, newest first, with the evidence of each read."""

    jobs: list[Job] = field(default_factory=list)
    queries: list[dict[str, t.Any]] = field(default_factory=list)
    errors: list[dict[str, t.Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read(asked: t.Sequence[Product], params: t.Mapping[str, t.Any]) -> Result:
    """Check the options and read the products; CloudBackupError with a message for the user."""
    connection = connect(params)
    questions = question.ask(asked, params)
    report = params.get("on_error") == "report"
    with Reader(Client(connection, params["concurrency"])) as reader:
        answers = reader.read_each(questions, report=report)
    result = Result()
    for answer in answers:
        if isinstance(answer, Failure):
            result.errors.append(answer.row())
        else:
            _add(result, answer)
    result.jobs.sort(key=recency, reverse=True)
    _limit(result, params.get("limit"))
    return result


def _add(result: Result, answer: Answer) -> None:
    result.jobs += answer.jobs
    result.queries.append(answer.query)
    result.warnings += answer.warnings


def _limit(result: Result, limit: int | None) -> None:
    """The limit holds for all products together; whose jobs it drops is not complete."""
    if limit is None or len(result.jobs) <= limit:
        return
    dropped = {job["product"] for job in result.jobs[limit:]}
    del result.jobs[limit:]
    for query in result.queries:
        query["complete"] = query["complete"] and query["product"] not in dropped


def run(module: AnsibleModule, asked: t.Sequence[Product] | None = None) -> None:
    """The whole of a module that reads jobs; C(asked) is None where the option products says it."""

    def act() -> dict[str, t.Any]:
        dest = module.params.get("dest")
        if dest:
            jobs_file.check(dest)
        result = read(asked or question.products(module.params["products"]), module.params)
        for warning in result.warnings:
            module.warn(warning)
        returned: dict[str, t.Any] = {
            "changed": False,
            "summary": summarize(result.jobs),
            "queries": result.queries,
        }
        if asked is None:
            returned["errors"] = result.errors
        if dest:
            returned["dest"] = dest
            returned["changed"] = jobs_file.write(module, dest, result.jobs)
        else:
            returned["jobs"] = result.jobs
        return returned

    finish(module, act)


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
