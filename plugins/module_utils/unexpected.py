# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unexpected exceptions: a message for the user, and a traceback for C(-vvv).

The text of such an exception is never shown, since it could contain remote text or a secret.
"""

from __future__ import annotations

import traceback
import typing as t

from ansible.module_utils.basic import AnsibleModule

from .errors import CloudBackupError, sanitize

VERBOSITY = 3
Show = t.Callable[[str], object]


class UnexpectedError(CloudBackupError):
    """A fault of the collection while it reads a product."""

    def __init__(self, product: str, error: Exception) -> None:
        super().__init__(f"{product}: {message(error)}")
        self.details = {"product": product}


def message(error: Exception) -> str:
    """Return one sentence with the name of the exception and its place."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].name}, line {frames[-1].lineno}" if frames else "an unknown place"
    return (
        f"an unexpected {_name(error)} in {place}: this is a fault of the collection; "
        "please report it with the task that causes it"
    )


def trace(error: BaseException) -> str:
    """Return the traceback of an exception and of its causes, without their texts."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = f"{trace(cause)}\n" if cause is not None else ""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{before}Traceback (most recent call last):\n{frames}{_name(error)}"


def show_with(module: AnsibleModule) -> Show:
    """Return a function that shows a text as a warning if the verbosity is C(-vvv) or more.

    Only warnings are shown by every version of ansible-core for a task that did not fail.
    """

    def show(text: str) -> None:
        if module._verbosity >= VERBOSITY:
            module.warn(text)

    return show


def _name(error: BaseException) -> str:
    return sanitize(type(error).__name__, 60)
