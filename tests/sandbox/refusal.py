# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service says no with (contract: errors)."""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """A request that is answered with an error; each product words it in its own body."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str = "invalidRequest",
        field: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.field = field
        self.headers = dict(headers or {})


def bad_request(message: str, field: str) -> Refusal:
    return Refusal(400, message, code="invalidParameter", field=field)
