# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A become plugin that becomes nobody else: the command runs as it is."""

from __future__ import annotations

from ansible.plugins.become import BecomeBase

DOCUMENTATION = """
name: pretend
short_description: Become nobody else
description:
  - Runs commands unchanged.
author: The avepoint.cloud_backup authors (@avepoint)
options:
  become_user:
    description: The user.
    default: root
    keyword:
      - name: become_user
    vars:
      - name: ansible_become_user
  become_exe:
    description: The program.
    keyword:
      - name: become_exe
  become_flags:
    description: Options of the program.
    keyword:
      - name: become_flags
  become_pass:
    description: The password.
    vars:
      - name: ansible_become_password
"""


class BecomeModule(BecomeBase):
    """The become plugin."""

    name = "pretend"

    def build_become_command(self, cmd: str, shell: object) -> str:
        """Return the command."""
        return cmd
