# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replace the get-pip script that ansible-test would download.

Firewalls often block that download, and every Python comes with a pip.
"""

from __future__ import annotations

import subprocess
import sys

# Arguments that ansible-test passes to its get-pip script, and that pip does not know.
NOT_FOR_PIP = {"--no-setuptools", "--no-wheel"}


def main(arguments: list[str]) -> int:
    """Install the bundled pip, and with it the requested packages."""
    # In a process of its own, because ensurepip removes the user's PIP_* settings from the environment.
    subprocess.run([sys.executable, "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)
    wanted = [argument for argument in arguments if argument not in NOT_FOR_PIP]
    return subprocess.run([sys.executable, "-m", "pip", "install", *wanted], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
