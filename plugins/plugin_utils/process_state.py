# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a process that a module reads and changes: kept apart from the state of the process that it runs in."""

from __future__ import annotations

import contextlib
import gc
import io
import locale
import os
import threading
import typing as t

from ansible.module_utils import basic
from ansible.module_utils.common import warnings

from . import core_json

# Seconds for the threads of a module: its connections are closed then, so that none has to wait.
THREADS_END = 5.0


@contextlib.contextmanager
def separate(arguments: bytes, environ: t.Mapping[str, str], folder: str) -> t.Iterator[None]:
    """Set what a module finds when it starts: its arguments, variables, the working folder; restore all at the end.

    C(arguments) are as F(core_json.encode_arguments) returns them. The threads of the module end with it.
    """
    threads = set(threading.enumerate())
    with (
        _variables(environ),
        _working_folder(folder),
        _locale(),
        _garbage_collection(),
        _arguments(arguments),
        # Before ansible-core 2.19, the result is printed.
        contextlib.redirect_stdout(io.StringIO()),
    ):
        try:
            yield
        finally:
            _end_threads(threads)


@contextlib.contextmanager
def _variables(environ: t.Mapping[str, str]) -> t.Iterator[None]:
    before = dict(os.environ)
    os.environ.update(environ)
    try:
        yield
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        os.environ.update({name: value for name, value in before.items() if os.environ.get(name) != value})


@contextlib.contextmanager
def _working_folder(folder: str) -> t.Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextlib.contextmanager
def _locale() -> t.Iterator[None]:
    """Restore the locale, which ansible-core sets for a module by its variables."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        yield
    finally:
        locale.setlocale(locale.LC_ALL, before)


@contextlib.contextmanager
def _garbage_collection() -> t.Iterator[None]:
    """Restore what a module sets for its own process."""
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not frozen:
            gc.unfreeze()


@contextlib.contextmanager
def _arguments(arguments: bytes) -> t.Iterator[None]:
    """Set the arguments, and start without warnings of another module."""
    state: list[tuple[t.Any, str, t.Any]] = [(basic, "_ANSIBLE_ARGS", arguments)]
    if core_json.HAS_PROFILES:
        state.append((basic, "_ANSIBLE_PROFILE", core_json.PROFILE))
    for name in ("_global_warnings", "_global_deprecations"):
        state.append((warnings, name, type(getattr(warnings, name))()))
    before = [(where, name, getattr(where, name)) for where, name, _value in state]
    for where, name, value in state:
        setattr(where, name, value)
    try:
        yield
    finally:
        for where, name, value in before:
            setattr(where, name, value)


def _end_threads(before: t.Collection[threading.Thread]) -> None:
    """Wait for the threads that have been started since."""
    for thread in threading.enumerate():
        if thread not in before:
            thread.join(THREADS_END)
