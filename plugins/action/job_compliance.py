# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/generate.py: change the code and the templates that it reads, not this file.
"""The action of the module job_compliance."""

from __future__ import annotations

from ..plugin_utils.controller_action import ControllerAction


class ActionModule(ControllerAction):
    """Runs job_compliance in this process if its target is the controller, and ships it otherwise."""

    module = "job_compliance"
    several_products = True
