# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter role_variables: which values the variables of roles and playbooks can have."""

from __future__ import annotations

import typing as t

import jinja2
import pytest
from hypothesis import given, strategies

from ansible_collections.avepoint.cloud_backup.plugins.filter.role_variables import FilterModule

check = FilterModule().filters()["role_variables"]
OMIT = object()


def checked(kind: str, value: object, omit: object = OMIT, **spec: t.Any) -> tuple[str, t.Any]:
    """The problem, and the value."""
    found = check({"x": value}, omit, {"x": {"type": kind, **spec}})
    return found["problem"], found["values"].get("x")


@pytest.mark.parametrize("value", [False, "false", "False", " NO ", "off", "n", "f", "0", 0, 0.0])
def test_values_for_false(value: object) -> None:
    assert checked("boolean", value, default=True) == ("", False)


@pytest.mark.parametrize("value", [True, "true", "YES", "on", "y", "t", "1", 1, 1.0])
def test_values_for_true(value: object) -> None:
    assert checked("boolean", value, default=False) == ("", True)


@pytest.mark.parametrize("value", ["", "  ", None, "nope", "flase", 2, -1, 0.5, [], {}, [False], "none"])
def test_other_values_are_not_false(value: object) -> None:
    problem, got = checked("boolean", value, default=True)
    assert problem.startswith("x must be true or false, not ")
    assert "\n" not in problem
    assert got is None


@given(strategies.text())
def test_other_text_is_not_false(text: str) -> None:
    _problem, got = checked("boolean", text, default=True)
    assert got is not False or text.strip().lower() in ("false", "no", "off", "n", "f", "0")


@pytest.mark.parametrize("omit", [OMIT, "__omit_place_holder__0815"])
def test_an_omitted_variable_has_its_default(omit: object) -> None:
    assert checked("boolean", omit, omit, default=True) == ("", True)
    assert checked("jobs", omit, omit, default=None) == ("", None)
    assert checked("rules", omit, omit)[0] == (
        "x must be a list of rules, or JSON or YAML text of one, but it is not given"
    )


def test_an_undefined_variable_is_an_error_of_ansible() -> None:
    with pytest.raises(jinja2.UndefinedError, match="nothing"):
        checked("mapping", jinja2.StrictUndefined(name="nothing"))


@pytest.mark.parametrize(
    "value",
    [
        [{"name": "a, b", "max_age": "24h"}],
        '[{"name": "a, b", "max_age": "24h"}]',
        "- name: a, b\n  max_age: 24h\n",
        "[{name: 'a, b', max_age: 24h}]",
    ],
)
def test_rules_are_a_list_or_text(value: object) -> None:
    assert checked("rules", value) == ("", [{"name": "a, b", "max_age": "24h"}])


@pytest.mark.parametrize("value", ["[{name", "mail", "{}", "[]", [], {}, "[1]", ["mail"], None, "", 7, "- a: 1\n b: 2"])
def test_other_rules_are_one_sentence(value: object) -> None:
    problem, got = checked("rules", value)
    assert problem.startswith(("x must be a list of rules", "x: the text is neither JSON nor YAML"))
    assert len(problem.splitlines()) == 1
    assert got is None


def test_text_of_another_kind_is_named_as_such() -> None:
    assert checked("rules", "a, b")[0] == "x must be a list of rules, or JSON or YAML text of one; this text is neither"
    assert checked("rules", "{a: 1}")[0].endswith("text of one; this text is a mapping")
    assert (
        checked("mapping", "hush, hush")[0] == "x must be a mapping, or JSON or YAML text of one; this text is neither"
    )
    assert checked("rules", {"a": 1})[0].endswith("text of one, not a mapping")


@pytest.mark.parametrize("kind", ["jobs", "verdicts"])
def test_a_missing_subject_is_added(kind: str) -> None:
    item = {
        "id": "a",
        "rule": "r",
        "passed": False,
        "product": "dynamics365",
        "service": "sales\n",
        "organization_id": 7,
    }
    assert checked(kind, [item])[1] == [{**item, "subject": "dynamics365 sales 7"}]
    complete = {**item, "subject": "mine"}
    assert checked(kind, [complete])[1][0] is complete


def test_times_and_templates_stay_text() -> None:
    text = "- {id: a, product: iaas, finished_at: 2026-11-21T06:00:00Z, message: '{{ 7 * 7 }}'}"
    assert checked("jobs", text)[1] == [
        {
            "id": "a",
            "product": "iaas",
            "finished_at": "2026-11-21T06:00:00Z",
            "message": "{{ 7 * 7 }}",
            "subject": "iaas",
        }
    ]


@pytest.mark.parametrize(
    "text",
    ["client_secret: *hush", "client_secret: [hush", '{"client_secret": "hush", "client_secret": "hush"}', "[hush]"],
)
def test_a_mistake_in_a_mapping_does_not_show_its_content(text: str) -> None:
    problem, _got = checked("mapping", text)
    assert problem.startswith("x")
    assert "hush" not in problem


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("count", -1, "x must be a whole number of at least 0, not -1"),
        ("count", "ten", "x must be a whole number of at least 0, not 'ten'"),
        ("count", True, "x must be a whole number of at least 0, not True"),
        ("text", " ", "x must be text, not empty"),
        ("name", "../up", "x must be a name of letters, digits and _.-, not '../up'"),
        ("name", "a\n", "x must be a name of letters, digits and _.-, not 'a'"),
        ("pattern", ["a", ""], "x must be a pattern of hosts, not a list"),
        (
            "verdicts",
            [{"rule": "r", "product": "p", "passed": "false"}],
            "x must be a list of verdicts of job_gate; item 1 is not one",
        ),
        ("jobs", [{"id": "j"}], "x must be a list of jobs as the modules return them; item 1 is not one"),
    ],
)
def test_wrong_values_of_other_types(kind: str, value: object, problem: str) -> None:
    assert checked(kind, value)[0] == problem


@pytest.mark.parametrize(
    ("kind", "value", "got"), [("count", "20", 20), ("count", 0, 0), ("name", 42, "42"), ("pattern", "a:!b", "a:!b")]
)
def test_values_of_other_types(kind: str, value: object, got: object) -> None:
    assert checked(kind, value) == ("", got)
