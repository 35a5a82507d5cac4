# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter role_variables: which values the variables of roles and playbooks can have."""

from __future__ import annotations

import collections.abc
import datetime
import typing as t

import jinja2
import pytest
from hypothesis import given, strategies

from ansible_collections.avepoint.cloud_backup.plugins.filter.role_variables import FilterModule
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.variable_types import TYPES


class Vaulted(collections.abc.Sequence[str]):
    """Text from a vault, as it is before ansible-core 2.19."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text

    def __len__(self) -> int:
        return len(self._text)

    def __getitem__(self, place: t.Any) -> t.Any:
        return self._text[place]


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


@pytest.mark.parametrize("value", ["nope", "flase", 2, -1, 0.5, [], {}, [False], "none"])
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


@pytest.mark.parametrize("value", ["", "  ", "\r\n", "\t", None, Vaulted(" ")])
@pytest.mark.parametrize("kind", TYPES)
def test_blank_text_and_null_count_as_not_given(kind: str, value: object) -> None:
    assert checked(kind, value, default=None) == ("", None)
    problem, _got = checked(kind, value)
    assert problem.startswith("x must be ")
    assert problem.endswith(", but it is not given")
    assert len(problem.splitlines()) == 1


def test_a_blank_variable_has_its_default() -> None:
    assert checked("boolean", "", default=True) == ("", True)
    assert checked("count", " ", default=10) == ("", 10)
    assert checked("exclusions", "\n", default=[]) == ("", [])


@pytest.mark.parametrize("value", [OMIT, "", None])
def test_defaults_of_a_playbook_precede(value: object) -> None:
    spec = {"x": {"type": "moment", "default": "30d"}, "y": {"type": "text"}}
    found = check({"x": value}, OMIT, spec, {"x": "2026-07-01", "y": "/evidence"})
    assert found == {"problem": "", "values": {"x": "2026-07-01", "y": "/evidence"}}
    assert check({"x": "7d", "y": "z"}, OMIT, spec, {"x": "2026-07-01"})["values"] == {"x": "7d", "y": "z"}


@pytest.mark.parametrize("kind", ["text", "name"])
def test_a_date_is_the_text_that_it_was(kind: str) -> None:
    assert checked(kind, datetime.date(2026, 11, 1)) == ("", "2026-11-01")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(83, "83"), (1.5, "1.5"), (True, "True"), (datetime.datetime(2026, 11, 1), "2026-11-01 00:00:00")],
)
@pytest.mark.parametrize("kind", ["text", "folder", "time_zone"])
def test_what_yaml_took_for_something_else_is_to_be_quoted(kind: str, value: object, shown: str) -> None:
    problem, _got = checked(kind, value)
    assert f", not {shown}; put text that looks like a number, a date, yes or no in quotes" in problem


@pytest.mark.parametrize("value", [31415926, 3.1415926, True, ["31415926"], {"31415926": 1}])
def test_no_message_shows_a_secret(value: object) -> None:
    assert checked("secret", " 31415926 ") == ("", "31415926")
    assert checked("secret", value) == ("x must be text; put what looks like a number in quotes", None)


@pytest.mark.parametrize("kind", ["products", "formats"])
def test_an_empty_selection_counts_as_not_given(kind: str) -> None:
    assert checked(kind, [], default=None) == ("", None)
    assert checked(kind, [], default=["html"] if kind == "formats" else ["m365"])[1]


@pytest.mark.parametrize("kind", ["rules", "policies"])
def test_an_empty_list_is_not_a_missing_one(kind: str) -> None:
    assert "but it is empty: " in checked(kind, [], default=[{"a": 1}])[0]


@pytest.mark.parametrize("text", ["---\n", "# nothing yet\n", "null", "~"])
def test_text_without_a_value_is_an_error(text: str) -> None:
    assert checked("exclusions", text, default=[])[0].endswith("; this text is empty")


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
        ("folder", ["a"], "x must be the path of a folder, not a list"),
        ("months", 100, "x must be a whole number from 1 to 99, not 100"),
        ("months", 0, "x must be a whole number from 1 to 99, not 0"),
        ("months", "three", "x must be a whole number from 1 to 99, not 'three'"),
        ("months", True, "x must be a whole number from 1 to 99, not True"),
        ("quarter", "2026Q3", "x must be a year and one of Q1 to Q4, such as 2026-Q3, not '2026Q3'"),
        ("quarter", 2026, "x must be a year and one of Q1 to Q4, such as 2026-Q3, not 2026"),
        ("moment", True, "x must be a time, not True"),
        ("name", "../up", "x must be a name of letters, digits and _.-, not '../up'"),
        ("name", "a b", "x must be a name of letters, digits and _.-, not 'a b'"),
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
    ("kind", "value", "got"),
    [
        ("count", "20", 20),
        ("count", "20\r\n", 20),
        ("count", 0, 0),
        ("name", 42, "42"),
        ("name", "night\r\n", "night"),
        ("pattern", "a:!b", "a:!b"),
        ("months", "12", 12),
        ("quarter", "2026-Q4\n", "2026-Q4"),
        ("text", " a b\r\n", "a b"),
        ("folder", "/srv/a b ", "/srv/a b"),
        ("moment", "7d\r\n", "7d"),
        ("moment", 1_700_000_000, "1700000000"),
        ("formats", "html\r\njson\r\n", ["html", "json"]),
        ("formats", "---\n- html\n- json\n", ["html", "json"]),
        ("formats", ["html"], ["html"]),
        ("products", "m365, google", ["m365", "google"]),
        ("products", '["m365"]', ["m365"]),
    ],
)
def test_values_of_other_types(kind: str, value: object, got: object) -> None:
    assert checked(kind, value) == ("", got)
