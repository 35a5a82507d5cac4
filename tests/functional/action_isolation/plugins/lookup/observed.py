# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lookup that writes the state of the process that evaluates it, and the values given to it, to a file."""

from __future__ import annotations

import gc
import json
import locale
import logging
import os
import signal
import socket
import sys
import tempfile
import threading
import typing as t
import warnings

from ansible.module_utils import basic
from ansible.module_utils.common import warnings as ansible_warnings
from ansible.plugins.lookup import LookupBase

DOCUMENTATION = """
name: observed
short_description: Write the state of the process to a file
description:
  - Writes a line of JSON with the state of the process and the terms to the file of the variable C(OBSERVED_FILE).
author: The avepoint.cloud_backup authors (@avepoint)
"""

# Python 3.12 starts with some frozen objects; a module freezes all.
FROZEN = 1000


class LookupModule(LookupBase):
    """The lookup."""

    def run(self, terms: t.Any, variables: t.Any = None, **kwargs: t.Any) -> list[str]:
        """Return the last term."""
        line = {"terms": json.loads(json.dumps(terms, default=str)), "pid": os.getpid(), "state": state()}
        with open(os.environ["OBSERVED_FILE"], "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        return terms[-1:]


def state() -> dict[str, t.Any]:
    """Return what a module could change in the process."""
    umask = os.umask(0)
    os.umask(umask)
    return {
        "environ": dict(os.environ),
        "folder": os.getcwd(),
        "locale": locale.setlocale(locale.LC_ALL),
        "gc": [gc.get_threshold(), gc.isenabled(), gc.get_freeze_count() > FROZEN],
        "umask": umask,
        "arguments": repr(getattr(basic, "_ANSIBLE_ARGS", None)),
        "profile": repr(getattr(basic, "_ANSIBLE_PROFILE", None)),
        "ansible warnings": repr([ansible_warnings._global_warnings, ansible_warnings._global_deprecations]),
        "warnings": repr(warnings.filters),
        "logging": [logging.root.manager.disable, repr(logging.root.handlers), logging.root.level],
        "signals": [repr(signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM)],
        "blocked signals": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
        "output": [repr(type(sys.stdout)), repr(type(sys.stderr))],
        "threads": sorted(thread.name for thread in threading.enumerate()),
        "sockets": sockets(),
        "timeout of sockets": socket.getdefaulttimeout(),
        "path": sys.path,
        "arguments of the process": sys.argv,
        "temporary folder": tempfile.tempdir,
        "recursion": sys.getrecursionlimit(),
    }


def sockets() -> list[str]:
    """Return the TCP connections that this process has or is establishing."""
    inodes = set()
    for name in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue
        if target.startswith("socket:"):
            inodes.add(target[8:-1])
    with open("/proc/self/net/tcp", encoding="ascii") as table:
        rows = [line.split() for line in table.readlines()[1:]]
    return sorted(f"{row[1]} {row[2]}" for row in rows if row[9] in inodes and row[3] in ("01", "02"))
