# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of all products. It is never run: ansible-core reads it and sends them along with a module.

Written by tools/generate.py: change the code and the templates that it reads, not this file.
"""

from __future__ import annotations

from . import aos_scan, dynamics365, google, iaas, m365, salesforce

__all__ = ["aos_scan", "dynamics365", "google", "iaas", "m365", "salesforce"]
