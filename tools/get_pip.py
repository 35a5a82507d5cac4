# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand in for the get-pip script that ansible-test would download.

A company's firewall often stops that download, but every Python carries a pip to begin with.
"""

from __future__ import annotations

import subprocess
import sys

# ansible-test's words for its own get-pip script; pip itself does not know them.
NOT_FOR_PIP = {"--no-setuptools", "--no-wheel"}


def main(arguments: list[str]) -> int:
    """Install the bundled pip, then with it what ansible-test asked for."""
    # As a process of its own: in this one, ensurepip would drop the user's PIP_* settings.
    subprocess.run([sys.executable, "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)
    wanted = [argument for argument in arguments if argument not in NOT_FOR_PIP]
    return subprocess.run([sys.executable, "-m", "pip", "install", *wanted], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
