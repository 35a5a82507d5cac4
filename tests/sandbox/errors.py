# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the API (docs/api/errors.md)."""

from __future__ import annotations

from collections.abc import Mapping


class ApiError(Exception):
    """An error response; each product renders it in its own format."""

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


def bad_request(message: str, field: str) -> ApiError:
    return ApiError(400, message, code="invalidParameter", field=field)
