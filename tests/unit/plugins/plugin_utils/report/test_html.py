# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a report, without a browser."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError, sanitize
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.release import VERSION
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report import html
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.states import PROBLEMS, STATES
from reports import samples
from reports.page import Element, parse

EVERY_SAMPLE = pytest.mark.parametrize("name", samples.SAMPLES)
# Elements that run, load or send something.
ACTIVE = {"script", "iframe", "img", "link", "base", "form", "object", "embed", "video", "audio", "button", "input"}
SECTIONS = [
    "What needs a person",
    "Products and services",
    "Running jobs",
    "Days and trends",
    "Compliance",
    "How it was read",
]
# What the page shows percentages of: runs and time.
PERCENTAGES = ("Successful runs", "Compliant time")


@functools.cache
def text_of(name: str) -> str:
    return html.render(samples.SAMPLES[name]())


@functools.cache
def page_of(name: str) -> Element:
    return parse(text_of(name))


def words(element: Element) -> str:
    return " ".join(element.text.split())


@EVERY_SAMPLE
def test_it_is_one_static_file(name: str) -> None:
    page = page_of(name)
    assert not ACTIVE & {element.tag for element in page.all()}
    identities = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(identities) == len(set(identities))
    for element in page.all():
        # Nor a style, which Jenkins blocks.
        assert not [key for key in element.attributes if key.startswith("on") or key in ("style", "action", "src")]
        target = element.attributes.get("href", "#reading")
        assert target[0] == "#"
        assert target[1:] in identities
    (style,) = page.all("style")
    assert not re.search(r"url\(|@import|expression", style.text)
    assert style.text.count("{") == style.text.count("}") > 50


@EVERY_SAMPLE
def test_it_says_what_made_it(name: str) -> None:
    (generator,) = page_of(name).all("meta", name="generator")
    assert generator.attributes["content"] == f"avepoint.cloud_backup {VERSION}"


@EVERY_SAMPLE
def test_the_sections_are_always_there(name: str) -> None:
    report, page = samples.SAMPLES[name](), page_of(name)
    titles = [re.sub(r" \d+$", "", words(each)) for each in page.all("h2")]
    assert titles == [each for each in SECTIONS if each != "Compliance" or report.compliance]
    (headline,) = page.all("p", class_="headline")
    assert words(headline) == report.headline
    (reading,) = page.all("section", id="reading")
    for fact in (report.time_zone, report.reading.version, "08:00 UTC"):
        assert fact in words(reading)
    assert len(reading.all("tr")) == (len(report.reading.queries) + 1 if report.reading.queries else 0)


@EVERY_SAMPLE
def test_problems_are_worst_first_with_what_to_do(name: str) -> None:
    report = samples.SAMPLES[name]()
    problems = [subject for subject in report.subjects if subject.state in PROBLEMS]
    (section,) = page_of(name).all("section", id="problems")
    rows = [row for each in section.all("ol") for row in each.children]
    assert len(rows) == len(problems) == report.counts.problems
    for row, subject in zip(rows, problems, strict=True):
        # The parts of a text that has elements inside are not in the order of the page.
        shown = {words(each) for each in row.all()}
        assert subject.next_step in {each.removeprefix("What to do next: ") for each in _own_texts(row)}
        assert {" ".join(reason.split()) for reason in subject.reasons} <= shown
        assert (len(row.all("span", class_="tag")) == 1) == (subject.change == "new")


def _own_texts(element: Element) -> set[str]:
    return {" ".join(" ".join(each.texts).split()) for each in element.all()}


def test_every_state_and_change_has_its_word() -> None:
    (section,) = page_of("mixed").all("section", id="subjects")
    badges = {words(badge) for badge in section.all("span", class_="badge")}
    assert badges == {state.replace("_", " ") for state in STATES}
    assert {words(tag) for tag in section.all("span", class_="tag")} == {"new", "recovered", "undeclared"}
    (problems,) = page_of("mixed").all("section", id="problems")
    assert "m365 exchange_online" in _own_texts(problems)
    assert "google classroom" in _own_texts(problems)


@EVERY_SAMPLE
def test_every_chart_has_a_table_and_words(name: str) -> None:
    report = samples.SAMPLES[name]()
    articles = page_of(name).all("article")
    assert len(articles) == len(report.subjects)
    for article, subject in zip(articles, report.subjects, strict=True):
        (bars,) = article.all("svg", class_="bars")
        statuses = {day.status for day in subject.days}
        # One path for each status, however many days there are.
        assert [path.attributes["class"] for path in bars.children] == [
            f"day-{status}"
            for status in ("good", "warning", "failed", "missed", "none", "excluded", "unknown", "future")
            if status in statuses
        ]
        (table,) = article.all("table", class_="by-day")
        rows = table.all("tbody")[0].children
        assert [words(row.children[1]) for row in rows] == [day.status for day in subject.days]
        (summary,) = article.all("p", class_="words")
        assert all(status in summary.text for status in statuses)
        assert all(svg.attributes["aria-hidden"] == "true" for svg in article.all("svg"))


def test_unusual_runs_are_named_and_marked() -> None:
    report = samples.mixed()
    articles = page_of("mixed").all("article")
    for article, subject in zip(articles, report.subjects, strict=True):
        named = {words(each) for line in article.all("p", class_="unusual") for each in line.all("bdi")}
        assert named == {text for each in subject.outliers for text in (each.text, each.job_id)}
        measures = {each.measure for each in subject.outliers}
        assert len(article.all("path", class_="outlier")) == len(measures)


def test_a_page_of_forty_subjects_and_ninety_days_is_below_a_mebibyte() -> None:
    report = samples.large()
    assert (len(report.subjects), len(report.subjects[0].days)) == (40, 90)
    assert len(text_of("large").encode()) < 1024 * 1024


@pytest.mark.parametrize("name", ["all_green", "mixed", "large"])
def test_no_percentage_is_one_of_objects(name: str) -> None:
    for element in page_of(name).all():
        if "%" not in " ".join(element.texts) or element.tag in ("style", "bdi"):
            continue
        label = element.attributes.get("data-label")
        assert label in PERCENTAGES or "% of the runs succeeded" in words(element)


def test_a_subject_without_runs_has_no_figures() -> None:
    (section,) = page_of("unreadable").all("section", id="subjects")
    for label in ("Age", "Successful runs", "Failures in a row", "Failed objects"):
        assert {words(cell) for cell in section.all("td") if cell.attributes.get("data-label") == label} == {
            "\N{EN DASH}"
        }


def test_incomplete_reads_are_at_the_top() -> None:
    for name in samples.SAMPLES:
        (header,) = page_of(name).all("header")
        assert bool(header.all("p", class_="note")) != samples.SAMPLES[name]().reading.complete


def test_hostile_text_is_text_and_keeps_its_direction_to_itself() -> None:
    page = page_of("hostile")
    known = {element.tag for element in page_of("mixed").all()}
    assert {element.tag for element in page.all()} <= known
    for hostile in map(sanitize, samples.HOSTILE):
        holders = [element for element in page.all() if hostile in " ".join(element.texts)]
        assert len(holders) > 20
        for element in holders:
            assert element.tag == "title" or "bdi" in {each.tag for each in element.ancestors}
        # As the text of a subject, unchanged.
        assert hostile in {element.text for element in holders}
    for attribute in (value for element in page.all() for value in element.attributes.values()):
        assert not any(sanitize(hostile) in attribute for hostile in samples.HOSTILE)


@pytest.mark.parametrize("name", ["right_to_left", "long_names"])
def test_names_keep_their_direction_to_themselves(name: str) -> None:
    report = samples.SAMPLES[name]()
    for subject in report.subjects:
        for text in filter(None, (subject.service, subject.organization_name, *subject.reasons)):
            holders = [element for element in page_of(name).all() if text in " ".join(element.texts)]
            assert {element.tag for element in holders} == {"bdi"}


def test_a_template_is_text_or_a_file(tmp_path: Path) -> None:
    template = "<p>{{ report.title }}: {{ report.subjects | length }}</p>"
    file = tmp_path / "own.html.j2"
    file.write_text(template, encoding="utf-8")
    expected = "<p>Backup report: 7</p>"
    assert html.render(samples.all_green(), template) == expected
    assert html.render(samples.all_green(), str(file)) == expected


def test_a_template_can_replace_blocks() -> None:
    page = parse(
        html.render(
            samples.all_green(),
            '{% extends "report.html.j2" %}{% block footer %}<footer>{{ moment(report.until).local }}</footer>'
            "{% endblock %}",
        )
    )
    assert words(page.all("footer")[0]) == "21 Nov 2026, 09:00 CET"
    assert len(page.all("h2")) == len(SECTIONS) - 1


def test_the_users_template_escapes_too() -> None:
    page = html.render(samples.hostile(), "<p>{{ report.title }}</p>")
    assert [element.tag for element in parse(page).all()] == ["", "p"]
    assert "{{ 7*7 }}" in page


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("/nowhere/report.html.j2", "No such file or directory"),
        ("{% if %}", "line 1: Expected an expression"),
        ("{{ report.nothing }}", "has no attribute 'nothing'"),
        ("{{ lookup('env', 'HOME') }}", "'lookup' is undefined"),
        ("{{ ansible_facts }}", "'ansible_facts' is undefined"),
        ("{{ report.__class__.__mro__ }}", "is unsafe"),
        ("{{ report.subjects.append(1) }}", "attribute 'append' of 'list' object is unsafe"),
        ("{% include '/etc/hostname' %}", "/etc/hostname"),
        ("{% include '../../gate/README.md' %}", "gate/README.md"),
        ("{{ 1 / 0 }}", "ZeroDivisionError: division by zero"),
        ("{{ moment(none) }}", "AttributeError"),
    ],
)
def test_a_wrong_template_is_one_sentence(template: str, problem: str) -> None:
    with pytest.raises(OptionError, match=r"^template: ") as raised:
        html.render(samples.all_green(), template)
    assert problem in str(raised.value)
