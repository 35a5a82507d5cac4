# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong rules, and the message about each."""

from __future__ import annotations

import typing as t

# Keys that make a valid rule invalid, and the start of the message after the name of the rule.
BAD_RULES: list[tuple[dict[t.Any, t.Any], str]] = [
    ({"max_agee": "24h"}, "max_agee is not a key of a rule; did you mean max_age?"),
    ({"colour": "red"}, "colour is not a key of a rule; expected one of name, product, "),
    ({1: "x"}, "1 is not a key of a rule"),
    ({"product": "m356"}, "product: 'm356' is not a product; did you mean m365"),
    ({"product": ""}, "product is empty; leave the key out or give a value"),
    ({"product": None}, "product is empty"),
    ({"max_age": "soon"}, "max_age: 'soon' is not a duration such as 90m, 24h, 7d or 2w"),
    (
        {"max_age": "24H"},
        "max_age: '24H' is not a duration such as 90m, 24h, 7d or 2w; the units are s, m, h, d and w, so "
        "that three months are 90d; did you mean 24h?",
    ),
    ({"max_age": 24}, "max_age: '24' is not a duration"),
    ({"max_age": "0h"}, "max_age: '0h' is not a duration above 0"),
    ({"max_age": "-1h"}, "max_age: '-1h' is not a duration"),
    ({"max_age": "99999999999999w"}, "max_age: "),
    ({"max_age": "999999w"}, "max_age: '999999w' is not a duration above 0 and of at most 3650d"),
    ({"max_age": True}, "max_age: 'True' is not a duration"),
    ({"max_duration": "1 day"}, "max_duration: '1 day' is not a duration"),
    ({"max_running": "8"}, "max_running: '8' is not a duration"),
    ({"window": "tomorrow"}, "window: 'tomorrow' is not a duration"),
    ({"window": ""}, "window is empty"),
    ({"window": None}, "window is empty"),
    ({"min_success_rate": 101}, "min_success_rate: 101 is not a number from 0 to 100"),
    ({"min_success_rate": -1}, "min_success_rate: -1 is not a number from 0 to 100"),
    ({"min_success_rate": "98 %"}, "min_success_rate: "),
    ({"min_success_rate": "nan"}, "min_success_rate: "),
    ({"min_success_rate": "inf"}, "min_success_rate: "),
    ({"min_success_rate": True}, "min_success_rate: True is not a number from 0 to 100"),
    ({"max_failed_ratio": 1.01}, "max_failed_ratio: 1.01 is not a number from 0 to 1"),
    ({"max_failed_ratio": "5%"}, "max_failed_ratio: "),
    ({"max_failed_jobs": -1}, "max_failed_jobs: -1 is not a whole number of at least 0"),
    ({"max_failed_jobs": 1.5}, "max_failed_jobs: "),
    ({"max_failed_jobs": "few"}, "max_failed_jobs: "),
    ({"max_failed_jobs": False}, "max_failed_jobs: False is not a whole number of at least 0"),
    ({"max_consecutive_failures": [3]}, "max_consecutive_failures: "),
    ({"max_age": None}, "max_age is empty"),
    ({"max_age": " "}, "max_age is empty"),
    ({"services": ""}, "services is empty"),
    ({"on_warning": "ignore"}, "on_warning: 'ignore' is not allow or deny"),
    ({"on_no_jobs": True}, "on_no_jobs: "),
    ({"services": ["gmail"]}, "services: 'gmail' is not a service of m365"),
    (
        {"services": ["exchange_onlin"]},
        "services: 'exchange_onlin' is not a service of m365; did you mean exchange_online",
    ),
    ({"services": [""]}, "services: one of the words is empty"),
    ({"services": {"teams": True}}, "services: "),
    ({"services": 7}, "services: "),
    ({"product": "salesforce", "services": ["backup"]}, "services: jobs of salesforce have no services"),
    ({"product": "google", "services": ["exchange_online"]}, "services: 'exchange_online' is not a service of google"),
    ({"organization_ids": ["org"]}, "organization_ids: m365 does not report organisations"),
    ({"product": "google", "organization_ids": ["org"]}, "organization_ids: google does not report organisations"),
    ({"product": "iaas", "organization_ids": ["org"]}, "organization_ids: iaas does not report organisations"),
    ({"product": "salesforce", "organization_ids": ["org", " "]}, "organization_ids: one of the words is empty"),
    ({"product": "salesforce", "organization_ids": [None]}, "organization_ids: one of the words is empty"),
    ({"job_types": ["bakup"]}, "job_types: 'bakup' is not a job type of m365; did you mean backup"),
    ({"job_types": ["vm_sync"]}, "job_types: 'vm_sync' is not a job type of m365"),
    ({"job_types": []}, "job_types is empty; leave the key out or give a value"),
    ({"services": []}, "services is empty; leave the key out or give a value"),
    ({"product": "salesforce", "organization_ids": []}, "organization_ids is empty; leave the key out or give a value"),
    ({"services": {}}, "services is empty; leave the key out or give a value"),
    (
        {"max_age": "3M"},
        "max_age: '3M' is not a duration such as 90m, 24h, 7d or 2w; the units are s, m, h, d and w, so that three "
        "months are 90d",
    ),
    ({"window": "24H"}, "window: '24H' is not a duration"),
    ({"max_running": "1y"}, "max_running: '1y' is not a duration"),
    ({"min_success_rate": 0.95}, "min_success_rate: the value is in percent, and 0.95 means 0.95 %; did you mean 95?"),
    ({"min_success_rate": "0.5"}, "min_success_rate: the value is in percent, and 0.5 means 0.5 %; did you mean 50?"),
    ({"min_success_rate": 1}, "min_success_rate: the value is in percent, and 1 means 1 %; did you mean 100?"),
    (
        {"max_failed_ratio": 5},
        "max_failed_ratio: 5 is not a number from 0 to 1; did you mean 0.05?",
    ),
    ({"max_failed_ratio": 101}, "max_failed_ratio: 101 is not a number from 0 to 1"),
    ({"min_objects": -1}, "min_objects: -1 is not a whole number of at least 0"),
    ({"min_objects": 0.5}, "min_objects: 0.5 is not a whole number of at least 0"),
    (
        {"max_object_drop": 0.2},
        "max_object_drop: the value is in percent, and 0.2 means 0.2 %; did you mean 20?",
    ),
    ({"max_object_drop": "20%"}, "max_object_drop: '20%' is not a number from 0 to 100"),
    ({"age_from": "begin"}, "age_from: 'begin' is not end or start"),
    ({"age_from": True}, "age_from: True is not end or start"),
    ({"min_object": 1}, "min_object is not a key of a rule; did you mean min_objects?"),
    # The service vm never has such a job, so the rule would judge nothing.
    (
        {"product": "iaas", "services": ["aad", "vm"], "job_types": ["aad_backup"]},
        "job_types: none of them belongs to the service 'vm'",
    ),
]
A_RULE = {"name": "r", "product": "m365", "max_age": "24h"}
# Wrong lists of rules, and the start of the message.
BAD_LISTS: list[tuple[t.Any, str]] = [
    ([], "none are given; a gate without rules would always pass"),
    ([A_RULE, A_RULE], "two rules have the name 'r'; names must be unique"),
    ([{"product": "m365", "max_age": "24h"}], "rule 1: name is missing"),
    ([A_RULE, {"name": "", "product": "m365", "max_age": "24h"}], "rule 2: name is empty"),
    ([{"name": "n", "max_age": "24h"}], "rule 'n': product is missing"),
    ([{"name": 4, "product": "m365", "max_age": "24h"}], "rule '4': name: "),
    ([{}], "rule 1: "),
]
