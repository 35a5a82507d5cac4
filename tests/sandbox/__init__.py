# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server with the job APIs of all products and the token endpoint, over real HTTP.

It shares no code with the collection, so that an error in one is not repeated in the other.
"""
