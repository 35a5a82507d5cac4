# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mode, owner and group of a file, with the options of ansible-core's file modules."""

from __future__ import annotations

import grp
import pwd
import re
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ..errors import OptionError

MAX_MODE = 0o7777
_OCTAL = re.compile(r"(?:0o)?[0-7]{1,5}", re.ASCII)
_MODE_PART = r"(?:a|[ugo]*)(?:[-+=](?:[rwxXst]*|[ugo]))+"
_SYMBOLIC = re.compile(rf"{_MODE_PART}(?:,{_MODE_PART})*", re.ASCII)


def check(params: t.Mapping[str, t.Any]) -> None:
    """Raise OptionError for an invalid attribute, which ansible-core detects only after the file is written."""
    mode = params.get("mode")
    if mode is not None and not _is_mode(mode):
        raise OptionError("mode", "is not a mode of a file, such as '0640' (with quotes) or u=rw,g=r")
    known: dict[str, t.Callable[[str], object]] = {"owner": pwd.getpwnam, "group": grp.getgrnam}
    for option, find in known.items():
        name = params.get(option)
        try:
            if name is not None and not re.fullmatch(r"[0-9]{1,10}", name, re.ASCII):
                find(name)
        except (KeyError, ValueError):
            what = "user" if option == "owner" else "group"
            raise OptionError(option, f"{name!r} is not a {what} of this machine") from None


def set_on(module: AnsibleModule, path: str) -> bool:
    """Set the given attributes, except in check mode; return whether any of them changes."""
    return bool(module.set_fs_attributes_if_different(module.load_file_common_arguments(module.params, path), False))


def _is_mode(mode: object) -> bool:
    if isinstance(mode, str):
        if _SYMBOLIC.fullmatch(mode):
            return True
        mode = int(mode, 8) if _OCTAL.fullmatch(mode) else None
    return isinstance(mode, int) and not isinstance(mode, bool) and 0 <= mode <= MAX_MODE
