# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every filter and test does: one sentence for what goes wrong."""

from __future__ import annotations

import functools
import typing as t

# The one name for a plugin's errors that ansible-core 2.16 has and 2.21 does not mean to drop.
from ansible.errors import AnsibleTemplateError
from jinja2 import Undefined

from ..module_utils.errors import CloudBackupError

Answer = t.TypeVar("Answer")


def plain_errors(function: t.Callable[..., Answer]) -> t.Callable[..., Answer]:
    """A filter or test as ansible-core wants it: errors as its own, with the same text."""

    @functools.wraps(function)
    def told(value: object, *args: t.Any, **kwargs: t.Any) -> Answer:
        if isinstance(value, Undefined):
            # Before 2.19 what is undefined comes as a value; its own error names the variable.
            value._fail_with_undefined_error()
        try:
            return function(value, *args, **kwargs)
        except CloudBackupError as error:
            raise AnsibleTemplateError(str(error)) from None

    return told
