# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules as users write them: what is read of them, and one sentence for whatever is wrong."""

from __future__ import annotations

import typing as t
from datetime import timedelta

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate import checks, resolved_rules, rules
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError
from unit.plugins.module_utils._gate.bad_rules import BAD_LISTS, BAD_RULES

LEAST = {"name": "r", "product": "m365", "max_age": "24h"}


def read(**keys: t.Any) -> rules.Rule:
    return rules.read([{**LEAST, **keys}])[0]


def test_the_defaults_of_a_rule() -> None:
    """Everything is denied except a skipped job."""
    rule = read()
    assert rule.job_types == ()
    (resolved,) = resolved_rules.resolve_rules([rule])
    assert resolved.words.job_types.given == ["backup"]
    assert rule.window == timedelta(hours=24)
    assert (rule.services, rule.organization_ids) == ((), ())
    assert rule.age_from == "end"
    assert (rule.on_warning, rule.on_skipped, rule.on_no_jobs, rule.on_unknown) == ("deny", "allow", "deny", "deny")


@pytest.mark.parametrize("key", ["max_age", "max_duration", "max_running", "window"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90m", timedelta(minutes=90)),
        (" 24 h ", timedelta(hours=24)),
        ("7d", timedelta(days=7)),
        ("2w", timedelta(weeks=2)),
        ("1.5h", timedelta(minutes=90)),
        ("30s", timedelta(seconds=30)),
    ],
)
def test_durations(key: str, text: str, expected: timedelta) -> None:
    assert getattr(read(**{key: text}), key) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["teams", "onedrive"], ("teams", "onedrive")),
        ("teams, onedrive", ("teams", "onedrive")),
        (["teams", "teams"], ("teams",)),
        ([7], ("7",)),
    ],
)
def test_lists_of_words(given: t.Any, expected: tuple[str, ...]) -> None:
    assert read(services=given).services == read(organization_ids=given).organization_ids == expected


def test_numbers_as_templates_write_them() -> None:
    rule = read(min_success_rate="98.5", max_failed_jobs="0", max_failed_ratio="0.05", max_consecutive_failures=3)
    assert (rule.min_success_rate, rule.max_failed_jobs) == (98.5, 0)
    assert (rule.max_failed_ratio, rule.max_consecutive_failures) == (0.05, 3)


@pytest.mark.parametrize(
    ("keys", "hours"),
    [
        ({}, 24),
        ({"max_age": "48h"}, 48),
        ({"max_age": "48h", "window": "7d"}, 7 * 24),
        ({"max_duration": "30h"}, 30),
        ({"max_running": "36h"}, 36),
        ({"max_age": "48h", "age_from": "start"}, 48),
        ({"min_objects": 1, "max_object_drop": 20}, 24),
    ],
)
def test_the_horizon_is_wide_enough_for_every_check(keys: dict[str, str], hours: int) -> None:
    assert read(**keys).horizon == timedelta(hours=hours)


@pytest.mark.parametrize(
    "zero",
    [
        {"max_failed_jobs": 0},
        {"min_success_rate": 0},
        {"max_failed_ratio": 0.0},
        {"min_objects": 0},
        {"max_object_drop": 0},
    ],
)
def test_a_limit_of_0_is_a_check(zero: dict[str, float]) -> None:
    assert rules.read([{"name": "r", "product": "m365", **zero}])


def test_the_order_and_the_names_are_kept() -> None:
    names = ["b", "a", "C with spaces"]
    assert [rule.name for rule in rules.read([{**LEAST, "name": name} for name in names])] == names


@pytest.mark.parametrize(("keys", "says"), BAD_RULES, ids=[f"{says}" for _keys, says in BAD_RULES])
def test_a_bad_rule_is_one_sentence_with_its_name_and_key(keys: dict[str, t.Any], says: str) -> None:
    with pytest.raises(OptionError) as raised:
        resolved_rules.resolve_rules(rules.read([{**LEAST, "name": "first"}, {**LEAST, "name": "second", **keys}]))
    message = str(raised.value)
    assert message.startswith(f"rules: rule 'second': {says}"), message
    assert "\n" not in message
    assert raised.value.details == {"option": "rules"}


@pytest.mark.parametrize(("given", "says"), BAD_LISTS, ids=[says for _given, says in BAD_LISTS])
def test_bad_lists_of_rules(given: t.Any, says: str) -> None:
    with pytest.raises(OptionError) as raised:
        resolved_rules.resolve_rules(rules.read(given))
    assert str(raised.value).startswith(f"rules: {says}"), str(raised.value)


def test_a_message_is_safe_for_a_terminal() -> None:
    with pytest.raises(OptionError) as raised:
        rules.read([{**LEAST, "name": "a\x1b[31m\nb", "max_\x1b[31mage": "1h"}])
    assert str(raised.value).isprintable()


def test_every_check_that_a_rule_can_name_is_judged() -> None:
    assert set(checks.CHECKS) == set(rules.Rule.requirements())
