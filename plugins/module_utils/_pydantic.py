# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pydantic, or stubs that allow files to be imported where it is missing.

The missing library is reported by missing_required_lib before any model is used.
"""

from __future__ import annotations

import traceback
import typing as t

IMPORT_ERROR: str | None = None
try:
    from pydantic import (
        AfterValidator,
        AliasChoices,
        BaseModel,
        BeforeValidator,
        ConfigDict,
        Field,
        PlainValidator,
        ValidationError,
        ValidationInfo,
        model_validator,
    )
except Exception:  # a broken installation can raise any: Pydantic raises SystemError for another pydantic-core
    IMPORT_ERROR = traceback.format_exc()

    def _stub(*_args: t.Any, **_kwargs: t.Any) -> t.Any:
        return lambda function: function

    BaseModel = object  # type: ignore[assignment,misc]  # a stub where Pydantic is missing
    AfterValidator = BeforeValidator = PlainValidator = ConfigDict = Field = model_validator = _stub  # type: ignore[assignment,misc]  # likewise
    AliasChoices = _stub  # type: ignore[assignment,misc]  # likewise
    ValidationInfo = object  # type: ignore[assignment,misc]  # likewise
    ValidationError = ValueError  # type: ignore[assignment,misc]  # likewise

__all__ = [
    "AfterValidator",
    "AliasChoices",
    "BaseModel",
    "BeforeValidator",
    "ConfigDict",
    "Field",
    "PlainValidator",
    "ValidationError",
    "ValidationInfo",
    "model_validator",
]
