# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/generate.py: change the code and the templates that it reads, not this file.

from __future__ import annotations


class ModuleDocFragment:
    """What modules can do."""

    # For modules.
    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Can run in check mode and return what it would without it; no file is written then.
    support: full
  diff_mode:
    description: Will return details on what has changed, in diff mode.
    support: none
  action_group:
    description: Use C(group/avepoint.cloud_backup.all) in C(module_defaults) to set defaults for all.
    support: full
    membership:
      - avepoint.cloud_backup.all
"""
