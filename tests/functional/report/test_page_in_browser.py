# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a report in Chromium: light and dark, narrow and wide, printed, and without its style."""

from __future__ import annotations

import contextlib
import typing as t
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report import html
from reports import samples

if t.TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EVERY_SAMPLE = pytest.mark.parametrize("name", samples.SAMPLES)
# Pixels of A4 without margins.
PAPER = 690
# The rule of axe-core that takes the most time.
CONTRAST = "color-contrast"
# What sticks out on the right, but for what is cut off for screen readers only.
STICKING_OUT = """() => [...document.querySelectorAll('body *')].filter(
    (element) => !element.closest('.visually-hidden, thead') && element.getBoundingClientRect().right > innerWidth + 0.5
).map((element) => `${element.tagName}.${element.className}: ${element.textContent.slice(0, 60)}`)"""
HIDDEN_TABLES = """() => [...document.querySelectorAll('details:not([open]) table')].filter(
    (table) => !table.checkVisibility({contentVisibilityAuto: true}) || table.getBoundingClientRect().height < 5
).length"""
BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"
# The text of the page as it is shown.
TEXT = "() => document.body.innerText"


@contextlib.contextmanager
def opened(browser: Browser, file: Path, width: int, **context: t.Any) -> t.Iterator[Page]:
    """Open a page, and check that it requests nothing and that the browser has nothing to say."""
    with browser.new_context(viewport={"width": width, "height": 900}, **context) as made:
        page = made.new_page()
        requested: list[str] = []
        messages: list[str] = []
        page.on("request", lambda request: requested.append(request.url))
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("dialog", lambda dialog: messages.append(dialog.message))
        page.goto(file.as_uri(), wait_until="networkidle")
        yield page
        assert requested == [file.as_uri()]
        assert messages == []


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the pages of all samples."""
    folder = tmp_path_factory.mktemp("pages")
    made = {name: folder / f"{name}.html" for name in samples.SAMPLES}
    for name, file in made.items():
        file.write_text(html.render(samples.SAMPLES[name]()), encoding="utf-8")
    return made


def open_tables(page: Page, most: int = 4) -> None:
    """Open some tables behind the charts."""
    page.evaluate(
        f"() => [...document.querySelectorAll('details')].slice(0, {most}).forEach((each) => each.open = true)"
    )


def check_width(page: Page, width: int) -> None:
    assert page.evaluate(STICKING_OUT) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@EVERY_SAMPLE
def test_it_fits_and_is_accessible(
    chromium: Browser, files: dict[str, Path], name: str, scheme: t.Literal["light", "dark"], width: int
) -> None:
    axe = Axe()
    with opened(chromium, files[name], width, color_scheme=scheme) as page:
        open_tables(page)
        check_width(page, width)
        assert (page.evaluate(BACKGROUND) == "rgb(245, 246, 248)") == (scheme == "light")
        results = axe.run(page, options=axe_options(name, scheme))
        assert results.violations_count == 0, results.generate_report()
        assert results.response["passes"]


def axe_options(name: str, scheme: str) -> dict[str, t.Any]:
    """Return options that save time: only contrast depends on colours, and the largest page has those of the others."""
    rules: dict[str, t.Any] = {"runOnly": [CONTRAST]} if scheme == "dark" else {}
    if name == "large":
        rules = {"runOnly": ["bypass"]} if scheme == "dark" else {"rules": {CONTRAST: {"enabled": False}}}
    return {"resultTypes": ["violations"], **rules}


@pytest.mark.parametrize("width", [820, 1920])
@EVERY_SAMPLE
def test_it_fits_other_widths(chromium: Browser, files: dict[str, Path], name: str, width: int) -> None:
    with opened(chromium, files[name], width) as page:
        open_tables(page)
        check_width(page, width)


@EVERY_SAMPLE
def test_it_can_be_printed(chromium: Browser, files: dict[str, Path], name: str) -> None:
    with opened(chromium, files[name], PAPER, color_scheme="dark") as page:
        page.emulate_media(media="print")
        assert page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"
        assert page.evaluate(STICKING_OUT) == []
        assert not page.locator("nav").is_visible()
        # The tables behind the charts are printed although they are closed.
        tables = page.locator("details:not([open]) table")
        assert tables.count() >= len(samples.SAMPLES[name]().subjects)
        assert page.evaluate(HIDDEN_TABLES) == 0


@pytest.mark.parametrize("name", ["mixed", "no_jobs", "unreadable"])
def test_it_is_understandable_without_its_style(chromium: Browser, files: dict[str, Path], name: str) -> None:
    report = samples.SAMPLES[name]()
    with opened(chromium, files[name], 1280) as page:
        styled = page.evaluate(TEXT)
        page.evaluate("() => document.querySelectorAll('style').forEach((each) => each.remove())")
        plain = page.evaluate(TEXT)
        for text in (report.headline, *(reason for each in report.subjects for reason in each.reasons)):
            assert text in plain
            assert text in styled
        # No drawing grows without its style.
        assert (
            page.evaluate("() => Math.max(...[...document.querySelectorAll('svg')].map((e) => e.clientWidth))") <= 540
        )


def test_hostile_text_does_nothing(chromium: Browser, files: dict[str, Path]) -> None:
    with opened(chromium, files["hostile"], 1280) as page:
        assert page.evaluate("() => document.scripts.length + document.images.length + document.links.length") == len(
            page.locator("a").all()
        )
        shown = page.evaluate(TEXT)
        assert "<script>alert(1)</script>" in shown
        assert "{{ 7*7 }}" in shown
        assert page.title().startswith("<script>alert(1)</script>")


def test_the_keyboard_reaches_every_link_and_table(chromium: Browser, files: dict[str, Path]) -> None:
    with opened(chromium, files["all_green"], 1280) as page:
        reached = []
        for _press in range(len(page.locator("a, summary").all())):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("() => document.activeElement.innerText"))
            outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
        assert reached[0] == "What needs a person"
        # The parts for screen readers are text too.
        assert reached[-1].startswith("Checks")
        page.keyboard.press("Enter")
        assert page.locator("details[open]").count() == 1
