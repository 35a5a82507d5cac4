# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run one command, and write its seconds, its peak memory in MiB and its exit code to a file.

python timer.py REPORT COMMAND [ARGUMENT …]

This is a process of its own with few imports, because Linux counts the memory of the process that starts a
command as memory of that command.
"""

from __future__ import annotations

import os
import sys
import time

# Linux reports kibibytes, macOS bytes.
_TO_MIB = 1024 if sys.platform != "darwin" else 1024 * 1024


def main() -> None:
    """Run the command and wait for it."""
    report, *command = sys.argv[1:]
    began = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ)
    _pid, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    with open(report, "w", encoding="ascii") as file:
        file.write(f"{seconds} {usage.ru_maxrss / _TO_MIB} {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
