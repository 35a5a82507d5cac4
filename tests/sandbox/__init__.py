# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox of the job APIs and of the token endpoint, spoken over real HTTP.

It shares no code with the collection: client and server must be able to disagree.
"""
