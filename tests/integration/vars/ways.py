# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Choose the way that modules take, and write the way that each took into a file.

A vars plugin: what it returns for a host has precedence over `connection: local` of a play and over an inventory. It
records too, because ansible-test chooses the callback plugins itself.
"""

from __future__ import annotations

import os
import re
import typing as t
from collections.abc import Callable

from ansible.plugins.vars import BaseVarsPlugin
from ansible.utils.display import Display

DOCUMENTATION = """
name: ways
short_description: Choose and record the way that modules take
description:
  - Gives all hosts a connection, and appends a line to a file for each module that is run in the process of the
    controller or shipped, at any verbosity.
  - A playbook that a task starts has the same configuration, and does the same.
author: The avepoint.cloud_backup authors (@avepoint)
options:
  connection:
    description: The connection of every host, the implicit localhost included; by default the one it has.
    type: str
    ini:
      - section: vars_ways
        key: connection
  record:
    description: The file to which the ways are written.
    type: path
    required: true
    ini:
      - section: vars_ways
        key: record
"""

# What an action says at -vvv.
WAY = re.compile(r"\S+ is (run in the process of the controller|shipped to the target, because .+)")


class VarsModule(BaseVarsPlugin):  # type: ignore[misc]  # ansible-core has no types
    """The connection of every host, and the record of the ways."""

    def __init__(self) -> None:
        super().__init__()
        # Every Display is the same object, also in the workers, which are forks of this process.
        display = Display()
        # ansible-core makes many objects of this class.
        if "vvv" not in vars(display):
            display.vvv = recorded(display.vvv, self)

    def get_vars(self, loader: t.Any, path: str, entities: t.Any, **more: t.Any) -> dict[str, str]:
        """Return the connection."""
        super().get_vars(loader, path, entities)
        connection = self.get_option("connection")
        return {"ansible_connection": connection} if connection else {}


def recorded(show: Callable[..., None], plugin: VarsModule) -> Callable[..., None]:
    """Return a function that shows every message, and records those about a way."""

    def show_and_record(message: str, *args: t.Any, **kwargs: t.Any) -> None:
        show(message, *args, **kwargs)
        if WAY.fullmatch(message):
            # One write at the end of the file: the lines of concurrent workers do not mix.
            file = os.open(plugin.get_option("record"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.write(file, f"{message}\n".encode())
            os.close(file)

    return show_and_record
