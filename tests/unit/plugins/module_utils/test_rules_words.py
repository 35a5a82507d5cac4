# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users read about rules: rules as text, wrong values in our own words, limits as they were written."""

from __future__ import annotations

import json
import re
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate import checks, resolved_rules, rules
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.latest import Subject
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products import registry
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError
from unit.plugins.module_utils._gate.gate_jobs import NOW, job, rule

LEAST = {"name": "r", "product": "m365", "max_age": "24h"}
# What Pydantic says in its own messages.
PYDANTIC = re.compile(r"Input should|unable to|Value error|validation|Extra inputs|Field required|pydantic|valid ")
NUMBERS: list[t.Any] = [True, 7, -7, 1.5, 1e400, float("nan"), 10**30]
TEXTS: list[t.Any] = ["x", "\x00", "1" * 5000, "98 %", b"bytes", None, "", " "]
OTHERS: list[t.Any] = [[], [[]], [3], {}, {"a": 1}, ("a",), {1}, object(), ["a", None]]
WRONG = [*NUMBERS, *TEXTS, *OTHERS]


def said(given: t.Any) -> str:
    with pytest.raises(OptionError) as raised:
        resolved_rules.resolve_rules(rules.read(given))
    return str(raised.value)


@pytest.mark.parametrize("key", list(rules.Rule.model_fields))
@pytest.mark.parametrize("value", WRONG, ids=[f"{number}" for number in range(len(WRONG))])
def test_no_wrong_value_is_answered_in_the_words_of_pydantic(key: str, value: object) -> None:
    try:
        resolved_rules.resolve_rules(rules.read([{**LEAST, key: value}]))
    except OptionError as wrong:
        message = str(wrong)
        assert message.startswith("rules: rule ")
        assert key in message
        assert not PYDANTIC.search(message), message
        assert "1" * 100 not in message
        assert message.isprintable()


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("name", 4, "name: 4 is not text"),
        ("product", 365, "product: 365 is not text"),
        ("max_failed_jobs", "few", "max_failed_jobs: 'few' is not a whole number of at least 0"),
        ("max_failed_jobs", 1.5, "max_failed_jobs: 1.5 is not a whole number of at least 0"),
        ("max_failed_jobs", True, "max_failed_jobs: True is not a whole number of at least 0"),
        ("max_consecutive_failures", -1, "max_consecutive_failures: -1 is not a whole number of at least 0"),
        ("min_success_rate", "98 %", "min_success_rate: '98 %' is not a number from 0 to 100"),
        ("min_success_rate", 101, "min_success_rate: 101 is not a number from 0 to 100"),
        ("max_failed_ratio", "5%", "max_failed_ratio: '5%' is not a number from 0 to 1"),
        ("on_warning", "ignore", "on_warning: 'ignore' is not allow or deny"),
        ("on_no_jobs", True, "on_no_jobs: True is not allow or deny"),
        ("services", 7, "services: 7 is not a list of names"),
        ("services", {"teams": True}, "services: {'teams': True} is not a list of names"),
        ("max_age", "0h", "max_age: '0h' is not a duration above 0 and of at most 3650d"),
    ],
)
def test_a_wrong_value_is_shown_with_what_is_expected(key: str, value: object, words: str) -> None:
    assert words in said([{**LEAST, key: value}])


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([LEAST]),
        json.dumps([LEAST], indent=2),
        "[{'name': 'r', 'product': 'm365', 'max_age': '24h'}]",
        "- name: r\n  product: m365\n  max_age: 24h\n",
        "- {name: r, product: m365, max_age: 24h}",
        f"  {json.dumps([LEAST])}\n",
    ],
)
def test_rules_as_text(text: str) -> None:
    assert rules.read(text) == rules.read([LEAST])
    assert rules.read([text.strip().removeprefix("- ").strip("[]")] if "{" in text else [LEAST]) == rules.read([LEAST])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ('[{"name": "r", "product": ', "rules: the text is neither JSON nor YAML: "),
        ("[{name: r, product: m365", "rules: the text is neither JSON nor YAML: "),
        ("mail", "rules: a list of rules is expected, not a string"),
        ('{"name": "r", "product": "m365", "max_age": "24h"}', "rules: a list of rules is expected, not a dictionary"),
        (LEAST, "rules: a list of rules is expected, not a dictionary"),
        (7, "rules: a list of rules is expected, not a number"),
        (True, "rules: a list of rules is expected, not a boolean"),
        ("", "rules: none are given"),
        ("[]", "rules: none are given"),
        ("null", "rules: none are given"),
        ('[{"name": "r", "product": "m365", "max_age": "24h", "max_age": "999h"}]', "max_age stands there twice"),
        ("- name: r\n  product: m365\n  max_age: 24h\n  max_age: 999h\n", "max_age stands there twice"),
        (["mail"], "rules: rule 1 is not a mapping of keys"),
    ],
)
def test_text_that_is_no_list_of_rules_is_one_sentence(given: object, words: str) -> None:
    message = said(given)
    assert words in message
    assert "\n" not in message
    assert len(message) < 300


def actual(name: str, verdict: checks.Verdict, key: str = "actual") -> str:
    return next(str(check[key]) for check in verdict["checks"] if check["check"] == name)  # type: ignore[literal-required]  # a key of a check


@pytest.mark.parametrize("name", ["max_age", "max_duration", "max_running"])
@pytest.mark.parametrize("text", ["48h", "2d", "2880m", "1w"])
def test_a_limit_is_told_as_it_was_written(name: str, text: str) -> None:
    verdict = checks.judge(rule(**{name: text}), Subject("m365"), [job("j")], NOW)
    assert text in actual(name, verdict, "expected")


@pytest.mark.parametrize(
    ("good", "bad", "limit", "words", "passed"),
    [
        (26, 4, 90, "86.67 % (26 of 30)", False),
        (27, 3, 90, "90 % (27 of 30)", True),
        (1, 0, 100, "100 % (1 of 1)", True),
        (99_999, 1, 100, "99.999 % (99999 of 100000)", False),
        (1999, 1, 99.951, "99.95 % (1999 of 2000)", False),
        (26, 4, 86.67, "86.667 % (26 of 30)", False),
        (2, 1, 66.666, "66.67 % (2 of 3)", True),
        (1, 2, 33.333, "33.333 % (1 of 3)", True),
    ],
)
def test_a_success_rate_has_its_percentage(good: int, bad: int, limit: float, words: str, passed: bool) -> None:
    jobs = [*[job(f"g{number}") for number in range(good)], *[job(f"b{number}", "failed") for number in range(bad)]]
    verdict = checks.judge(rule(min_success_rate=limit), Subject("m365"), jobs, NOW)
    assert actual("min_success_rate", verdict) == words
    assert verdict["passed"] is passed


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("office365", "; did you mean m365?"),
        ("Office 365", "; did you mean m365?"),
        ("o365", "; did you mean m365?"),
        ("microsoft365", "; did you mean m365?"),
        ("m356", "; did you mean m365?"),
        ("gsuite", "; did you mean google?"),
        ("google_workspace", "; did you mean google?"),
        ("gogle", "; did you mean google?"),
        ("dynamics", "; did you mean dynamics365?"),
        ("azure", "; did you mean iaas?"),
        ("aws", "; did you mean iaas?"),
        ("sfdc", "; did you mean salesforce?"),
        ("dropbox", "; expected one of"),
        ("mail", "; expected one of"),
    ],
)
def test_a_product_that_is_not_known_suggests_the_right_one(name: str, hint: str) -> None:
    with pytest.raises(OptionError) as raised:
        registry.named([name])
    message = str(raised.value)
    assert message.startswith(f"products: {name!r} is not a product{hint}")
    assert message.endswith("xpected one of: m365, google, dynamics365, salesforce, iaas")
    assert f"product: {name!r} is not a product{hint}" in said([{**LEAST, "product": name}])
