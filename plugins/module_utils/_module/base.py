# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a module ends: with what it returns, or with one clear message; never with a traceback."""

from __future__ import annotations

import gc
import typing as t

from .. import unexpected
from ..errors import CloudBackupError
from . import dependencies
from .base_module import CloudBackupModule

# The collector of cycles looks through new containers once there are as many.
CONTAINERS = 50_000


def run_module(module: CloudBackupModule, act: t.Callable[[], dict[str, t.Any]]) -> None:
    """End the module with what C(act) returns, or with one clear message; never with a traceback.

    What it returns as C(failure), if anything, is the message that the module fails with.
    """
    # What was imported stays until the end, and jobs do not refer to each other: to look through them for
    # cycles again and again takes a twentieth of the time of ten thousand jobs.
    gc.freeze()
    gc.set_threshold(CONTAINERS)
    params = module.params
    lacking = dependencies.missing(certificate=bool(params.get("certificate_path")), file=bool(params.get("dest")))
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
        unexpected.show_with(module)(unexpected.trace(error))
        returned = {"failure": unexpected.message(error)}
    failure = returned.pop("failure", None)
    if failure is not None:
        module.fail_json(msg=failure, **returned)
    module.exit_json(**returned)
