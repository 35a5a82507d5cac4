# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection local under another name, with which modules are always shipped."""

from __future__ import annotations

from ansible.plugins.connection import local

DOCUMENTATION = """
name: shipped
short_description: Run modules on the controller in processes of their own
description:
  - The connection C(local) under another name, with which no module runs in the process of the controller.
author: The avepoint.cloud_backup authors (@avepoint)
extends_documentation_fragment:
  - connection_pipelining
"""


class Connection(local.Connection):  # type: ignore[misc]  # ansible-core has no types
    """The connection local under another name."""
