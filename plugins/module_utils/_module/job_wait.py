# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module job_wait: its reader, and the loop that waits."""

from __future__ import annotations

import typing as t

from .. import unexpected
from .._http.deadline import Deadline
from .._jobs.job import Job
from .._read.query import Query
from .._read.reader import Reader
from .._read.result import QueryResult
from .._read.session import open_reader
from .._wait.polling import WaitClock, poll
from .._wait.spec import validate
from .base_module import CloudBackupModule


def run(module: CloudBackupModule) -> dict[str, t.Any]:
    """Wait until the jobs have ended, and return the module's result."""
    clock = WaitClock()
    spec = validate(module.params, clock.now())
    deadline = Deadline(clock.began + spec.wait_timeout + module.params["timeout"], "wait_timeout")
    with open_reader(
        module.params,
        [spec.product],
        module.warn,
        redact=module.redact,
        show_trace=unexpected.show_with(module),
        deadline=deadline,
        # The next read of the wait is the retry.
        retries=0,
    ) as reader:
        warnings: dict[str, None] = {}
        result = poll(spec, lambda query: _read(reader, query, warnings), clock, once=module.check_mode, log=module.log)
    for warning in (*warnings, *reader.warnings):
        module.warn(warning)
    return result.returned()


def _read(reader: Reader, query: Query, warnings: dict[str, None]) -> list[Job]:
    """Return the jobs of a query, and keep each different warning once."""
    # Without report, a failure is raised.
    (result,) = reader.read_queries([query], report=False)
    result = t.cast(QueryResult, result)
    warnings.update(dict.fromkeys(result.warnings))
    return result.jobs
