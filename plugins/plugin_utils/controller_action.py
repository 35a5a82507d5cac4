# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of all actions: run the module in this process, or ship it to its target."""

from __future__ import annotations

import importlib
import os
import pwd
import typing as t

from ansible.plugins.action import normal
from ansible.utils.display import Display

from ..module_utils._http import certificate_file
from . import bytecode, core_json, in_process, libraries

display = Display()

LOCAL_CONNECTION = "ansible.builtin.local"
# Variables that begin with these are read when a process starts, or when it loads a library: Python, the dynamic
# linker, memory, time zone, language and names of hosts of the C library, then OpenSSL, SQLite and Python's libraries.
STARTUP_PREFIXES = (
    *("PYTHON", "LD_", "GLIBC_", "MALLOC_", "TZ", "LC_", "LANG", "LOCPATH", "RES_OPTIONS", "RESOLV_", "LOCALDOMAIN"),
    *("OPENSSL_", "SQLITE_", "TMPDIR", "CRYPTOGRAPHY_", "PYDANTIC_"),
)


class ControllerAction(normal.ActionModule):
    """Runs a module in this process if its target is the controller, as C(normal) does otherwise."""

    # The name of the module, and whether it reads several products, which are imported on demand otherwise.
    module: str
    several_products = False

    def __init_subclass__(cls) -> None:
        """Import the module and its products, and check the libraries: once in the parent process, before it forks."""
        super().__init_subclass__()
        cls._main = staticmethod(importlib.import_module(f"{bytecode.PLUGINS}.modules.{cls.module}").main)
        libraries.lacking(certificate=False)
        if cls.several_products:
            registry = importlib.import_module(f"{bytecode.PLUGINS}.module_utils._products.registry")
            list(registry.PRODUCTS.values())

    def _execute_module(
        self, *args: t.Any, task_vars: dict[str, t.Any] | None = None, wrap_async: t.Any = False, **kwargs: t.Any
    ) -> dict[str, t.Any]:
        """Return the result of the module."""
        environ: dict[str, t.Any] = {}
        self._compute_environment_string(environ)
        reason = self._reason_to_ship(environ, wrap_async)
        where = "shipped to the target, because " + reason if reason else "run in the process of the controller"
        display.vvv(f"{self._task.action} is {where}", host=(task_vars or {}).get("inventory_hostname"))
        if reason:
            shipped: dict[str, t.Any] = super()._execute_module(
                *args, task_vars=task_vars, wrap_async=wrap_async, **kwargs
            )
            return shipped
        return self._run_in_process(task_vars or {}, {name: str(value) for name, value in environ.items()})

    def _reason_to_ship(self, environ: t.Mapping[str, t.Any], wrap_async: t.Any) -> str | None:
        """Return why the module cannot be run in this process, None if it can."""
        if wrap_async:
            return "the task is asynchronous"
        connection = self._connection
        # The name by which it was given has several forms.
        if connection.ansible_name != LOCAL_CONNECTION:
            return f"the connection is {connection.ansible_name}"
        become_user = connection.become and (self.get_become_option("become_user") or "root")
        if become_user and become_user != _current_user():
            return f"the task becomes the user {become_user}"
        late = next((name for name in environ if name.startswith(STARTUP_PREFIXES) or not name.isidentifier()), None)
        if late is not None:
            return f"the variable {late} has an effect on new processes only"
        certificate = certificate_file.used(self._task.args, {**os.environ, **environ})
        return libraries.lacking(certificate=certificate is not None)

    def _run_in_process(self, task_vars: dict[str, t.Any], environ: dict[str, str]) -> dict[str, t.Any]:
        """Return the result of the module, run in this process with the variables C(environ)."""
        # The arguments of the task are kept: they are used again by a retry.
        arguments = dict(self._task.args)
        self._update_module_args(self._task.action, arguments, task_vars)
        returned, jobs = in_process.run(self._main, arguments, environ, self._loader.get_basedir())
        result = core_json.finish(self, returned)
        if jobs is not None:
            result["jobs"] = core_json.not_a_template(jobs)
        return result


def _current_user() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
