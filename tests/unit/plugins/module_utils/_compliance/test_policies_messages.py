# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong policies: one sentence with the policy and the key, in the words of this collection."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import policies
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.policies import Policy
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.schedule import Schedule
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError
from unit.plugins.wrong_values import PYDANTIC, WRONG

LEAST = {"name": "p", "product": "m365", "rpo": "24h"}
AT = {"at": ["22:00"]}


def said(given: t.Any) -> str:
    with pytest.raises(OptionError) as raised:
        policies.read(given)
    message = str(raised.value)
    assert message.startswith("policies: ")
    assert message.isprintable()
    assert not PYDANTIC.search(message), message
    assert len(message) < 400
    return message


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"rpoo": "24h"}, "rpoo is not a key of a policy; did you mean rpo?"),
        ({"colour": "red"}, "colour is not a key of a policy; expected one of name, product, "),
        ({"max_age": "24h"}, "max_age is not a key of a policy"),
        ({"window": "24h"}, "window is not a key of a policy"),
        ({"rpo": "soon"}, "rpo: 'soon' is not a duration such as 90m, 24h, 7d or 2w"),
        ({"rpo": "24H"}, "rpo: '24H' is not a duration such as 90m, 24h, 7d or 2w"),
        ({"rpo": "0h"}, "rpo: '0h' is not a duration above 0 and of at most 3650d"),
        ({"rpo": 24}, "rpo: '24' is not a duration"),
        ({"rpo": ""}, "rpo is empty; leave the key out or give a value"),
        ({"rpo": None}, "rpo is empty; leave the key out or give a value"),
        ({"services": []}, "services is empty; leave the key out or give a value"),
        ({"controls": [""]}, "controls: one of the words is empty"),
        ({"product": "m356"}, "product: 'm356' is not a product; did you mean m365"),
        ({"services": ["maill"]}, "services: 'maill' is not a service of m365"),
        ({"job_types": ["backupp"]}, "job_types: 'backupp' is not a job type of m365; did you mean"),
        ({"organization_ids": ["a"]}, "organization_ids: m365 does not report organisations; leave it out"),
        ({"on_warning": "ignore"}, "on_warning: 'ignore' is not allow or deny"),
        ({"min_compliant_time": 101}, "min_compliant_time: 101 is not a number from 0 to 100"),
        ({"min_compliant_time": 0.99}, "min_compliant_time: the value is in percent, and 0.99 means 0.99 %"),
        ({"min_compliant_time": True}, "min_compliant_time: True is not a number from 0 to 100"),
        ({"max_missed": 1}, "max_missed: schedule is missing, to which it belongs"),
        ({"max_missed": -1, "schedule": AT}, "max_missed: -1 is not a whole number of at least 0"),
        ({"max_consecutive_failures": 1.5}, "max_consecutive_failures: 1.5 is not a whole number of at least 0"),
        ({"restore_test_every": "3M"}, "restore_test_every: '3M' is not a duration such as 90m, 24h, 7d or 2w"),
        ({"max_object_drop": -5}, "max_object_drop: -5 is not a number from 0 to 100"),
        ({"min_objects": "many"}, "min_objects: 'many' is not a whole number of at least 0"),
        ({"product": "aos_scan", "restore_test_every": "90d"}, "restore_test_every: aos_scan has no restore jobs"),
        # Not supported yet.
        ({"min_retention": "7y"}, "min_retention: it is not supported yet; leave the key out"),
        ({"schedule": "service"}, "schedule: the service's own schedule is not supported yet; give every or at"),
    ],
)
def test_a_wrong_key_is_said_with_its_policy(keys: dict[str, t.Any], words: str) -> None:
    assert said([LEAST, {**LEAST, "name": "mail", **keys}]).startswith(f"policies: policy 'mail': {words}")


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ("daily", "'daily' is not a mapping with every or at"),
        (["22:00"], "['22:00'] is not a mapping with every or at"),
        (24, "24 is not a mapping with every or at"),
        ({"evry": "24h"}, "evry is not a key of a schedule; did you mean every?"),
        ({"cron": "* *", "at": "22:00"}, "cron is not a key of a schedule; expected one of every, at, days, grace"),
        ({"every": "daily"}, "every: 'daily' is not a duration such as 90m, 24h, 7d or 2w"),
        ({"every": "0.5s"}, "every is shorter than a second"),
        ({"every": ["24h"]}, "every: ['24h'] is not a duration above 0"),
        ({"every": None}, "'every' is empty; leave the key out or give a value"),
        ({"at": []}, "'at' is empty; leave the key out or give a value"),
        ({"days": ["mon"]}, "either every or at is expected"),
        ({"every": "24h", "at": "22:00"}, "either every or at is expected"),
        ({"every": "24h", "grace": "1h"}, "days and grace belong to at, not to every"),
        ({"every": "24h", "days": "mon"}, "days and grace belong to at, not to every"),
        ({**AT, "days": ["monday"]}, "days: 'monday' is not one of mon, tue, wed, thu, fri, sat, sun"),
        ({**AT, "days": ["mon", ""]}, "days: one of the words is empty"),
        ({**AT, "days": {"mon": 1}}, "days: {'mon': 1} is not a list of names"),
        ({**AT, "grace": "soon"}, "grace: 'soon' is not a duration such as 90m"),
        ({**AT, "grace": "0h"}, "grace: '0h' is not a duration above 0"),
        # What YAML makes of 22:00 without quotes.
        ({"at": 1320}, 'at: 1320 is not a time of day, such as "22:00", in quotes'),
        ({"at": [1320]}, 'at: 1320 is not a time of day, such as "22:00", in quotes'),
        ({"at": "24:00"}, "at: '24:00' is not a time of day, such as \"22:00\""),
        ({"at": "7:00"}, "at: '7:00' is not a time of day"),
        ({"at": "22:00Z"}, "at: '22:00Z' is not a time of day"),
        ({"at": "\u0662\u0662:00"}, "at: '\u0662\u0662:00' is not a time of day"),
        ({"at": {"hour": 22}}, "at: {'hour': 22} is not a time of day"),
    ],
)
def test_a_wrong_schedule_is_said_with_its_key(schedule: object, words: str) -> None:
    message = said([{**LEAST, "schedule": schedule}])
    assert message.startswith(f"policies: policy 'p': schedule: {words}"), message


@pytest.mark.parametrize("schedule", ["", None, {}, []])
def test_an_empty_schedule_is_refused(schedule: object) -> None:
    assert said([{**LEAST, "schedule": schedule}]) == (
        "policies: policy 'p': schedule is empty; leave the key out or give a value"
    )


def test_times_of_yaml_text_without_quotes() -> None:
    message = said("- {name: p, product: m365, schedule: {at: [22:00]}}")
    assert message == ("policies: policy 'p': schedule: at: 1320 is not a time of day, such as \"22:00\", in quotes")


def test_what_belongs_to_an_objective_needs_one() -> None:
    given = {"name": "p", "product": "m365", "max_failed_jobs": 0, "min_compliant_time": 99}
    assert said([given]) == "policies: policy 'p': min_compliant_time: rpo is missing, to which it belongs"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (None, "none are given; without a policy nothing is compliant"),
        ([], "none are given"),
        ("", "none are given"),
        ("[]", "none are given"),
        (LEAST, "a list of policies is expected, not a dictionary"),
        ("daily", "a list of policies is expected, not a string"),
        (7, "a list of policies is expected, not a number"),
        (["daily"], "policy 1 is not a mapping of keys"),
        ([LEAST, 7], "policy 2 is not a mapping of keys"),
        ([{"product": "m365", "rpo": "24h"}], "policy 1: name is missing"),
        ([{"name": "p", "rpo": "24h"}], "policy 'p': product is missing"),
        ([{"name": "p", "product": "m365"}], "policy 'p': has no requirement; give at least one of "),
        ([LEAST, LEAST], "two policies have the name 'p'; names must be unique"),
        ("[{name: p, product: m365", "the text is neither JSON nor YAML: "),
        ('[{"name": "p", "product": "m365", "rpo": "24h", "rpo": "9h"}]', "rpo is given twice in one mapping"),
        ("- {name: p, product: m365, schedule: {at: '22:00', at: '6:00'}}", "at is given twice in one mapping"),
    ],
)
def test_what_is_no_list_of_policies(given: object, words: str) -> None:
    assert said(given).startswith(f"policies: {words}")


@pytest.mark.parametrize("key", list(Policy.model_fields))
@pytest.mark.parametrize("value", WRONG, ids=[f"{number}" for number in range(len(WRONG))])
def test_no_message_about_a_wrong_value_is_in_the_words_of_pydantic(key: str, value: object) -> None:
    try:
        policies.read([{**LEAST, key: value}])
    except OptionError:
        message = said([{**LEAST, key: value}])
        assert key in message
        assert "1" * 100 not in message


@pytest.mark.parametrize("key", list(Schedule.model_fields))
@pytest.mark.parametrize("value", WRONG, ids=[f"{number}" for number in range(len(WRONG))])
def test_no_message_about_a_wrong_schedule_is_in_the_words_of_pydantic(key: str, value: object) -> None:
    schedule = {**({} if key == "every" else AT), key: value}
    try:
        policies.read([{**LEAST, "schedule": schedule}])
    except OptionError:
        message = said([{**LEAST, "schedule": schedule}])
        assert message.startswith("policies: policy 'p': schedule: ")
        assert key in message
