# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/unit/plugins mirrors plugins: each test file is named after the file that it tests."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests" / "unit" / "plugins"
# A file's tests may be split: test_<file>_<one of these>.py.
VARIANTS = ("contradictions", "fuzz", "messages", "properties")
FILES = sorted(path.relative_to(TESTS) for path in TESTS.rglob("test_*.py"))


def file_under_test(test: Path) -> Path:
    """Return the path, relative to plugins/, of the file that a test file is named after."""
    name = test.stem.removeprefix("test_")
    for variant in VARIANTS:
        name = name.removesuffix(f"_{variant}")
    return test.with_name(f"{name}.py")


def test_there_are_test_files() -> None:
    assert FILES


@pytest.mark.parametrize("test", FILES, ids=str)
def test_the_file_that_a_test_file_is_named_after_exists(test: Path) -> None:
    tested = file_under_test(test)
    assert (ROOT / "plugins" / tested).is_file(), f"tests/unit/plugins/{test} tests plugins/{tested}, which is missing"
