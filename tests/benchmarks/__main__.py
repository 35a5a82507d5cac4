# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the benchmarks: ``python tests/benchmarks``, or ``python -m benchmarks`` with both folders on the path."""

from __future__ import annotations

import sys
from pathlib import Path

if not __package__:
    # Run as a folder, Python puts the folder itself on the path; the imports need its parents.
    tests = Path(__file__).resolve().parent.parent
    sys.path[:1] = [str(tests), str(tests.parent)]

from benchmarks.cli import main

if __name__ == "__main__":
    sys.exit(main())
