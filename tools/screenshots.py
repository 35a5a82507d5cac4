# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the pictures of the report that README.md shows.

The report is that of a sandbox, judged by the rules of the demo, and Chromium (Debian's package of that name)
takes the pictures. The exit code is 1 if there is no Chromium, if the playbook fails, or if a picture is too
large for a README.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import typing as t
from dataclasses import dataclass
from pathlib import Path

import yaml
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from sandbox.control import Sandbox  # noqa: E402  # needs the path above
from tools import environment, tree  # noqa: E402  # needs the path above

RULES = ROOT / "playbooks" / "files" / "demo_rules.yml"
FOLDER = ROOT / "docs" / "images"
MOST_BYTES = 300_000
WIDTH = 1280
# Pixels of room above an element.
ABOVE = 24


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


def variables(folder: Path) -> dict[str, t.Any]:
    """Return the variables of the role report, with the rules of the demo."""
    rules = yaml.safe_load(RULES.read_text(encoding="utf-8"))["gate_rules"]
    return {
        "report_dest": str(folder),
        "report_formats": ["html"],
        "report_time_zone": "Europe/Berlin",
        "report_tenant": "contoso",
        "report_rules": rules,
    }


def make_page(folder: Path) -> Path:
    """Report on a sandbox, and return the file of the page. Raise SystemExit if the playbook fails."""
    playbook = str(Path(sys.executable).with_name("ansible-playbook"))
    with Sandbox.start() as sandbox:
        env = environment.variables(**sandbox.env(), ANSIBLE_COLLECTIONS_PATH=str(tree.link()))
        command = [playbook, "avepoint.cloud_backup.report", "-e", json.dumps(variables(folder))]
        if subprocess.run(command, env=env, cwd=folder, check=False).returncode:
            raise SystemExit("the playbook failed")
    return folder / "report.html"


def take(browser: Browser, page_file: Path, picture: Picture) -> int:
    """Take a picture, and return its size in bytes."""
    with browser.new_context(viewport={"width": WIDTH, "height": 900}, color_scheme=picture.scheme) as context:
        page = context.new_page()
        page.goto(page_file.as_uri())
        box = page.locator(picture.element).bounding_box() if picture.element else None
        top = box["y"] - ABOVE if box else 0
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
    with tempfile.TemporaryDirectory() as folder:
        # Before the driver starts, which makes the output non-blocking: ansible-core does not run with that.
        page_file = make_page(Path(folder))
        with sync_playwright() as driver:
            # As root, Chromium has no sandbox.
            browser = driver.chromium.launch(executable_path=executable, args=["--no-sandbox"])
            sizes = {picture.name: take(browser, page_file, picture) for picture in PICTURES}
            browser.close()
    for name, size in sizes.items():
        print(f"docs/images/{name}: {size / 1000:.0f} kB")
    return 0 if max(sizes.values()) <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
