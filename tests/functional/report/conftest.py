# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser for the tests of the page."""

from __future__ import annotations

import typing as t

import pytest

from reports import debian

if t.TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="package")
def chromium() -> t.Iterator[Browser]:
    """Return headless Chromium of Debian."""
    # Imported here, because the tests of the role need no driver.
    from playwright.sync_api import sync_playwright

    executable = debian.require("chromium", "chromium")
    with sync_playwright() as driver:
        # As root, Chromium has no sandbox.
        browser = driver.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()
