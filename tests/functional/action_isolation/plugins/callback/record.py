# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A callback that writes the result of each task and loop item to a file, as a line of JSON."""

from __future__ import annotations

import json
import os
import typing as t

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: record
type: aggregate
short_description: Write results to a file
description:
  - Writes the result of each task and loop item to the file of the environment variable C(RECORD_FILE).
author: The avepoint.cloud_backup authors (@avepoint)
"""


class CallbackModule(CallbackBase):
    """The callback."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "record"

    def v2_runner_on_ok(self, result: t.Any) -> None:
        self._record("task", result)

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        self._record("task", result, failed=True)

    def v2_runner_item_on_ok(self, result: t.Any) -> None:
        self._record("item", result)

    def v2_runner_item_on_failed(self, result: t.Any) -> None:
        self._record("item", result, failed=True)

    def _record(self, event: str, result: t.Any, *, failed: bool = False) -> None:
        # Without underscores from ansible-core 2.19 on, which leaves out C(failed).
        part = {name: getattr(result, name, None) or getattr(result, f"_{name}") for name in ("host", "task", "result")}
        line = {
            "event": event,
            "host": part["host"].name,
            "task": part["task"].name,
            "result": {**json.loads(json.dumps(part["result"], default=str)), "failed": failed},
        }
        with open(os.environ["RECORD_FILE"], "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
