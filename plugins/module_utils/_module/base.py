# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module, and end it with its result or with one message."""

from __future__ import annotations

import gc
import os
import typing as t

from .. import unexpected
from .._http import certificate_file
from ..errors import CloudBackupError
from . import dependencies
from .base_module import CloudBackupModule

# The garbage collector looks for cycles after this many new containers.
GC_THRESHOLD = 50_000


def run_module(module: CloudBackupModule, run: t.Callable[[CloudBackupModule], dict[str, t.Any]]) -> None:
    """End the module with the result of C(run), or with one message; never with a traceback.

    If the result has a key C(failure), the module fails with it as the message.
    """
    # Imported objects stay until the end, and jobs contain no cycles: searching them for cycles again and again takes
    # a twentieth of the time of ten thousand jobs.
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
    params = module.params
    certificate = certificate_file.used(params, os.environ)
    lacking = dependencies.missing(certificate=certificate is not None, file=bool(params.get("dest")))
    if lacking is not None:
        module.fail_json(msg=lacking[0], exception=lacking[1])
    # Fail after the exception is handled: before that, older versions of ansible-core add its traceback with -vvv.
    returned: dict[str, t.Any]
    try:
        returned = run(module)
    except CloudBackupError as error:
        returned = {**error.details, "failure": str(error)}
    except KeyboardInterrupt:
        if not module.own_process:
            raise
        returned = {"failure": "the task was interrupted"}
    except Exception as error:  # the last guard: any other exception is a bug of this collection
        unexpected.show_with(module)(unexpected.trace(error))
        returned = {"failure": unexpected.message(error)}
    failure = returned.pop("failure", None)
    if failure is not None:
        module.fail_json(msg=failure, **returned)
    module.exit_json(**returned)
