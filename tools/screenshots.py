# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the pictures of the report that README.md shows, taken by Chromium (Debian's package of that name).

The exit code is 1 without Chromium, or if a picture is too large for a README.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import typing as t
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report import html  # noqa: E402  # as above
from reports import samples  # noqa: E402  # needs the path above

FOLDER = ROOT / "docs" / "images"
MOST_BYTES = 300_000
WIDTH = 1280
# Pixels of room above an element.
_ABOVE = 24


@dataclass(frozen=True)
class Picture:
    """A picture of the part of the page that begins with an element, or at the top."""

    name: str
    scheme: t.Literal["light", "dark"]
    element: str | None
    height: int


PICTURES = (
    Picture("report-light.png", "light", None, 1000),
    Picture("report-dark.png", "dark", "#days", 900),
)


def make_page(folder: Path) -> Path:
    """Make the page of a report in a folder, and return its file."""
    file = folder / "report.html"
    file.write_text(html.render(samples.mixed()), encoding="utf-8")
    return file


def take(browser: Browser, page_file: Path, picture: Picture) -> int:
    """Take a picture, and return its size in bytes."""
    with browser.new_context(viewport={"width": WIDTH, "height": 900}, color_scheme=picture.scheme) as context:
        page = context.new_page()
        page.goto(page_file.as_uri())
        box = page.locator(picture.element).bounding_box() if picture.element else None
        top = box["y"] - _ABOVE if box else 0
        clip = {"x": 0, "y": top, "width": WIDTH, "height": picture.height}
        taken = page.screenshot(path=FOLDER / picture.name, full_page=True, clip=t.cast(t.Any, clip))
    return len(taken)


def main() -> int:
    """Write the pictures; return 0 if all is well."""
    executable = shutil.which("chromium")
    if executable is None:
        print("Chromium is missing: apt-get install chromium", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        page_file = make_page(Path(folder))
        # As root, Chromium has no sandbox.
        browser = driver.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        sizes = {picture.name: take(browser, page_file, picture) for picture in PICTURES}
        browser.close()
    for name, size in sizes.items():
        print(f"docs/images/{name}: {size / 1000:.0f} kB")
    return 0 if max(sizes.values()) <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
