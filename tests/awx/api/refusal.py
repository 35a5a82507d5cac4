# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request that the API refuses."""

from __future__ import annotations

import typing as t


class Refusal(Exception):
    """A response other than success: its status and its body, shaped as AWX shapes them."""

    def __init__(self, status: int, body: t.Any) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body


def invalid(**problems: str | list[str]) -> Refusal:
    """Return a refusal of fields of a body."""
    return Refusal(400, {name: [text] if isinstance(text, str) else text for name, text in problems.items()})


def forbidden(message: str) -> Refusal:
    return Refusal(403, {"detail": message})


def not_found() -> Refusal:
    return Refusal(404, {"detail": "Nothing is here."})
