# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages about rules: plain sentences with the key, the value and what was expected."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate import resolved_rules, rules
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products import registry
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError
from unit.plugins.wrong_values import PYDANTIC, WRONG

LEAST = {"name": "r", "product": "m365", "max_age": "24h"}


def said(given: t.Any) -> str:
    with pytest.raises(OptionError) as raised:
        resolved_rules.resolve_rules(rules.read(given))
    return str(raised.value)


@pytest.mark.parametrize("key", list(rules.Rule.model_fields))
@pytest.mark.parametrize("value", WRONG, ids=[f"{number}" for number in range(len(WRONG))])
def test_no_message_about_a_wrong_value_is_in_the_words_of_pydantic(key: str, value: object) -> None:
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
        (
            '[{"name": "r", "product": "m365", "max_age": "24h", "max_age": "999h"}]',
            "max_age is given twice",
        ),
        ("- name: r\n  product: m365\n  max_age: 24h\n  max_age: 999h\n", "max_age is given twice"),
        (["mail"], "rules: rule 1 is not a mapping of keys"),
    ],
)
def test_text_that_is_not_a_list_of_rules_is_one_sentence(given: object, words: str) -> None:
    message = said(given)
    assert words in message
    assert "\n" not in message
    assert len(message) < 300


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
def test_an_unknown_product_suggests_the_right_one(name: str, hint: str) -> None:
    with pytest.raises(OptionError) as raised:
        registry.named([name])
    message = str(raised.value)
    assert message.startswith(f"products: {name!r} is not a product{hint}")
    assert message.endswith(f"xpected one of: {', '.join(registry.PRODUCTS)}")
    assert f"product: {name!r} is not a product{hint}" in said([{**LEAST, "product": name}])
