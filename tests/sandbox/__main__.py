# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the sandbox: ``python tests/sandbox``, or ``python -m sandbox`` with ``tests`` on the path."""

from __future__ import annotations

import sys
from pathlib import Path

if not __package__:
    # Run as a folder, Python puts the folder itself on the path; the imports need its parent.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from sandbox.cli import main

if __name__ == "__main__":
    sys.exit(main())
