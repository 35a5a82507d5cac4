# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the values of options that several options need."""

from __future__ import annotations

import typing as t

from .errors import OptionError


def refuse_empty(option: str, given: t.Sequence[object] | None) -> None:
    """Raise an OptionError for an empty list: a template that came out empty must not ask for everything."""
    if given is not None and not given:
        raise OptionError(option, "is an empty list, which would ask for everything; leave the option out if it should")


def at_least(option: str, value: float, least: float, expected: str) -> float:
    """A number that is not below C(least); OptionError saying what is expected."""
    if not least <= value < float("inf"):
        raise OptionError(option, f"{value} is not {expected}")
    return value
