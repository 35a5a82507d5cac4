# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a wait: their defaults, and one sentence for a wrong value."""

from __future__ import annotations

import typing as t
from datetime import timedelta

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import argument_spec
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._wait import spec as specs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError
from unit.plugins.jobs import NOW
from unit.plugins.module_utils._wait.wait_specs import DEFAULTS, wait_spec


@pytest.mark.parametrize(
    ("params", "option", "expected"),
    [
        ({"product": "gogle", "started_after": "1h"}, "product", "did you mean google"),
        ({"product": "", "started_after": "1h"}, "product", "salesforce"),
        ({}, "job_ids or started_after", "give one of them"),
        ({"job_ids": [], "started_after": " "}, "job_ids", "is an empty list"),
        ({"services": ["gmail"]}, "job_ids or started_after", "give one of them"),
        ({"job_ids": ["a"], "started_after": "1h"}, "job_ids and started_after", "give only one of them"),
        ({"job_ids": ["a", " "]}, "job_ids", "empty"),
        ({"started_after": "soon"}, "started_after", "ISO 8601"),
        ({"job_ids": ["a"], "since": "soon"}, "since", "ISO 8601"),
        ({"job_ids": ["a"], "since": "2027-01-01"}, "since", "not before now"),
        ({"job_ids": ["a"], "interval": "0s"}, "interval", "above 0"),
        ({"job_ids": ["a"], "interval": "30"}, "interval", "duration"),
        ({"job_ids": ["a"], "wait_timeout": "0m"}, "wait_timeout", "above 0"),
        ({"job_ids": ["a"], "wait_timeout": "-1h"}, "wait_timeout", "duration"),
        ({"job_ids": ["a"], "wait_timeout": "60w"}, "wait_timeout", "at most 366d"),
        ({"job_ids": ["a"], "wait_timeout": "99999999999999w"}, "wait_timeout", "too long"),
        ({"job_ids": ["a"], "fail_on": ["faild"]}, "fail_on", "did you mean failed"),
        ({"job_ids": ["a"], "fail_on": ["running"]}, "fail_on", "a status of jobs that have not ended"),
        ({"job_ids": ["a"], "fail_on": ["in_progress"]}, "fail_on", "a status of jobs that have not ended"),
        ({"job_ids": ["a"], "fail_on": ["Pending"]}, "fail_on", "a status of jobs that have not ended"),
        ({"started_after": "1h", "services": ["gmial"]}, "services", "did you mean gmail"),
        ({"started_after": "1h", "job_types": ["bakup"]}, "job_types", "did you mean backup"),
        ({"started_after": "1h", "level": "object"}, "level", "is not known to google"),
        ({"started_after": "1h", "page_size": 0}, "page_size", "at least 1"),
    ],
)
def test_a_wrong_option_is_one_sentence(params: dict[str, t.Any], option: str, expected: str) -> None:
    with pytest.raises(OptionError) as wrong:
        wait_spec(**params)
    assert str(wrong.value).startswith(f"{option}: ")
    assert expected in str(wrong.value)
    assert wrong.value.details == {"option": option}


def test_the_defaults() -> None:
    wanted = specs.validate({**DEFAULTS, "product": "google", "job_ids": ["a"]}, NOW)
    assert (wanted.wait_timeout, wanted.interval) == (3600, 30)
    assert wanted.query.since == NOW - timedelta(days=7)
    assert wanted.fail_on is not None
    assert wanted.fail_on.given == ["failed", "stopped"]


def test_only_options_of_the_product_have_defaults() -> None:
    assert wait_spec(job_ids=["a"]).query.options == {"data_source": "admin"}
    assert wait_spec(job_ids=["a"], data_source="recenter").query.options == {"data_source": "recenter"}
    assert wait_spec(product="salesforce", job_ids=["a"], organization_id="o").query.options == {"organization_id": "o"}
    assert {"location", "level", "search_text"} <= DEFAULTS.keys()


def test_every_option_is_listed_once() -> None:
    names = [option.name for option in specs.wait_options()]
    assert len(names) == len(set(names))
    assert argument_spec.argument_spec(specs.wait_options())["product"]["required"] is True


def test_ids_are_unique_text() -> None:
    assert wait_spec(job_ids=[" a ", "a", 7]).ids == ("a", "7")
