# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a process that a module reads and changes: kept apart from the state of the process that it runs in."""

from __future__ import annotations

import contextlib
import gc
import io
import locale
import logging
import os
import sys
import threading
import time
import typing as t
import warnings

from ansible.module_utils import basic
from ansible.module_utils.common import warnings as ansible_warnings

from . import core_json

# Seconds for the threads of a module: its connections are closed then, so that none has to wait.
THREADS_END = 5.0


@contextlib.contextmanager
def separate(arguments: bytes, environ: t.Mapping[str, str], folder: str) -> t.Iterator[None]:
    """Set what a module finds when it starts: its arguments, variables, the working folder; restore all at the end.

    C(arguments) are as F(core_json.encode_arguments) returns them. The threads of the module end with it, and what it
    and its libraries print or log is dropped.
    """
    threads = set(threading.enumerate())
    state = _State()
    try:
        try:
            _set(arguments, environ, folder)
            yield
        finally:
            _end_threads(threads)
    finally:
        # The alarm of a task's timeout can interrupt this too, but it sounds only once.
        try:
            state.restore()
        finally:
            state.restore()


class _State:
    """The state of this process when this object was made; M(restore) can be called any number of times."""

    def __init__(self) -> None:
        self._environ = dict(os.environ)
        self._folder = os.getcwd()
        # It can be read only by setting it.
        self._umask = os.umask(0o077)
        os.umask(self._umask)
        # ansible-core sets it for a module, by its variables.
        self._locale = locale.setlocale(locale.LC_ALL)
        self._gc_threshold = gc.get_threshold()
        self._gc_frozen = gc.get_freeze_count()
        self._warning_filters = list(warnings.filters)
        self._logging = logging.root.manager.disable
        self._attributes = [(where, name, getattr(where, name)) for where, name in _ATTRIBUTES]

    def restore(self) -> None:
        """Restore the state."""
        for name in os.environ.keys() - self._environ.keys():
            del os.environ[name]
        os.environ.update({name: value for name, value in self._environ.items() if os.environ.get(name) != value})
        os.umask(self._umask)
        locale.setlocale(locale.LC_ALL, self._locale)
        gc.set_threshold(*self._gc_threshold)
        # Python 3.12 starts with some frozen objects, which need not be frozen again.
        if gc.get_freeze_count() > self._gc_frozen:
            gc.unfreeze()
        warnings.filters[:] = self._warning_filters  # type: ignore[index]  # typed as a sequence, but a list
        logging.disable(self._logging)
        for where, name, value in self._attributes:
            setattr(where, name, value)
        # Last, because it fails if the folder was removed.
        os.chdir(self._folder)


# Output, and where ansible-core keeps the arguments and the warnings of the module of a process.
_ATTRIBUTES: list[tuple[t.Any, str]] = [
    (sys, "stdout"),
    (sys, "stderr"),
    (basic, "_ANSIBLE_ARGS"),
    (ansible_warnings, "_global_warnings"),
    (ansible_warnings, "_global_deprecations"),
    *([(basic, "_ANSIBLE_PROFILE")] if core_json.HAS_PROFILES else []),
]


def _set(arguments: bytes, environ: t.Mapping[str, str], folder: str) -> None:
    os.environ.update(environ)
    os.chdir(folder)
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    # ansible-core writes to a log of its own; that of a shipped module's libraries is not written either.
    logging.disable(logging.CRITICAL)
    basic._ANSIBLE_ARGS = arguments
    if core_json.HAS_PROFILES:
        basic._ANSIBLE_PROFILE = core_json.PROFILE
    for name in ("_global_warnings", "_global_deprecations"):
        setattr(ansible_warnings, name, type(getattr(ansible_warnings, name))())


def _end_threads(before: t.Collection[threading.Thread]) -> None:
    """Wait for the threads that have been started since."""
    end = time.monotonic() + THREADS_END
    for thread in threading.enumerate():
        if thread not in before:
            thread.join(max(0.0, end - time.monotonic()))
