# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWX's own rules, written again for tests, each with the place in AWX's source that has it.

All places are of AWX 24.6.1. No AWX runs in the tests: what is not written down here is not checked.
"""
