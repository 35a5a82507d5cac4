# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The decorator of all filters and tests: errors as one sentence."""

from __future__ import annotations

import functools
import typing as t

# The class for errors of plugins that ansible-core 2.16 has and 2.21 does not deprecate.
from ansible.errors import AnsibleTemplateError
from jinja2 import Undefined

from ..module_utils.errors import CloudBackupError

Result = t.TypeVar("Result")


def plain_errors(function: t.Callable[..., Result]) -> t.Callable[..., Result]:
    """Return a filter or test that raises errors of this collection as errors of ansible-core, with the same text."""

    @functools.wraps(function)
    def wrapper(value: object, *args: t.Any, **kwargs: t.Any) -> Result:
        if isinstance(value, Undefined):
            # Before ansible-core 2.19 an undefined variable is passed as a value; its own error names it.
            value._fail_with_undefined_error()
        try:
            return function(value, *args, **kwargs)
        except CloudBackupError as error:
            raise AnsibleTemplateError(str(error)) from None

    return wrapper
