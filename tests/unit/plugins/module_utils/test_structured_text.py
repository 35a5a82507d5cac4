# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON and YAML text as people write it: line ends of browsers, tabs; one sentence with the line for a mistake."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import structured_text
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError

RULES = [{"name": "a: b", "services": ["teams"]}, {"name": "c"}]


def problem(text: str, *, secret: bool = False) -> str:
    with pytest.raises(OptionError) as raised:
        structured_text.load(text, "gate_rules", secret=secret)
    assert len(str(raised.value).splitlines()) == 1
    return str(raised.value).removeprefix("gate_rules: the text is neither JSON nor YAML: ")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("begin", ["", "---\n", "\ufeff", "# rules\n---\n"])
@pytest.mark.parametrize(
    "text",
    [
        "- name: 'a: b'\n  services: [teams]\n- name: c\n",
        "- name: 'a: b'  \n  services:\n    - teams\n\n- name: c",
        '[{"name": "a: b",\n  "services": ["teams"]},\n {"name": "c"}]\n',
        "[\n\t{name: 'a: b', services: [teams]},\n\t{name: c},\n]\n",
        "-\tname:\t'a: b'\t\n  services:\t[teams]\n\t\n- name:\tc\t",
    ],
)
def test_text_as_people_write_it(text: str, begin: str, end: str) -> None:
    assert structured_text.load((begin + text).replace("\n", end)) == RULES


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- name: a\n\tproduct: m365", "there is a tab where YAML needs blanks, line 2, column 1"),
        ("- name: a\n product: m365", "line 2, column 2"),
        ('[\n{"name": "a"},\n{"name": ]', "line 3, column 10"),
        ("- name: a\n  name: b", "gate_rules: name is given twice in one mapping, line 2"),
        ("- name: a\n  message: \x07", "there is a control character in it, line 2"),
        ("- name: a\n---\n- name: b", "line 2, column 1"),
        ("- name: !unsafe a", "the tag '!unsafe', line 1, column 9"),
        ("- name: !!python/name:os.system x", "line 1, column 9"),
        ("- from: !!timestamp 2026-11-21", "line 1, column 9"),
        ("- name: {{ name }}", "line 1, column 10"),
        ("- &a [*a]", "found unconstructable recursive node, line 1, column 3"),
    ],
)
def test_a_mistake_has_its_line(text: str, says: str, end: str) -> None:
    assert says in problem(text.replace("\n", end))


@pytest.mark.parametrize(
    "text",
    ["a: 1\nhush: *hush", "a: 1\nhush: !hush x", "a: 1\nhush: 2\nhush: 3", "a: 1\n\thush: 2", "a: hush\nhush\x07: 2"],
)
def test_a_secret_is_not_shown(text: str) -> None:
    said = problem(text, secret=True)
    assert "hush" not in said
    assert ", line " in said


@pytest.mark.parametrize("text", ["'a:\tb'", '"a:\tb"', '["a:\tb"]', "x: 'a:\tb'"])
def test_tabs_in_quotes_stay(text: str) -> None:
    found: t.Any = structured_text.load(text)
    assert "a:\tb" in (found if isinstance(found, (str, list)) else found.values())


@pytest.mark.parametrize("text", ["- '{{ 7 * 7 }}'", '["{{ 7 * 7 }}"]'])
def test_templates_stay_text(text: str) -> None:
    assert structured_text.load(text) == ["{{ 7 * 7 }}"]


def test_an_alias_is_a_value() -> None:
    assert structured_text.load("- &a {x: 1}\n- {<<: *a, y: 2}\n- *a") == [{"x": 1}, {"x": 1, "y": 2}, {"x": 1}]
