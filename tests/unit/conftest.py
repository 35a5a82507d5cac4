# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for all unit tests."""

from __future__ import annotations

import hypothesis

# A busy machine is no fault of the code: how long an example takes is not judged.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")
