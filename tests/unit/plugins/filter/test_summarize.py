# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter summarize, and what all filters and tests take for jobs."""

from __future__ import annotations

import copy
import json
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible.errors import AnsibleTemplateError
from hypothesis import given, strategies
from jinja2 import StrictUndefined, UndefinedError

from ansible_collections.avepoint.cloud_backup.plugins.filter.summarize import FilterModule
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs import validate
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Job
from unit.plugins.jobs import ago, jobs, make

summarize = FilterModule().filters()["summarize"]
SIDECAR = Path(__file__).parents[4] / "plugins" / "filter" / "summarize.yml"


def test_figures_of_some_jobs() -> None:
    some = [
        make("succeeded", counts={**make()["counts"], "failed": 2}),
        make("succeeded", product="m365", service=None, started_at=ago(days=3), finished_at=None),
        make("warning", counts={**make()["counts"], "failed": 5}),
        make("running", started_at=ago(minutes=1), job_type=None),
    ]
    assert summarize(some) == {
        "total": 4,
        "by_status": {"succeeded": 2, "running": 1, "warning": 1},
        "by_product": {"google": 3, "m365": 1},
        "by_service": {"gmail": 3, "unknown": 1},
        "by_job_type": {"backup": 3, "unknown": 1},
        "finished": 3,
        "success_rate": 66.66,
        "failed_objects": 7,
        "last_success_at": ago(hours=1),
        "oldest_started_at": ago(days=3),
        "newest_started_at": ago(minutes=1),
    }


def test_no_jobs_have_no_success_rate() -> None:
    figures = summarize([])
    assert figures["total"] == figures["finished"] == figures["failed_objects"] == 0
    assert figures["success_rate"] is None
    assert figures["last_success_at"] is None
    assert figures["by_status"] == {}


@given(strategies.lists(jobs()))
def test_figures_add_up(some: list[Job]) -> None:
    before = copy.deepcopy(some)
    figures = summarize(some)
    for key in ("by_status", "by_product", "by_service", "by_job_type"):
        assert sum(figures[key].values()) == figures["total"] == len(some)
    assert figures["finished"] <= figures["total"]
    assert (figures["success_rate"] == 100) == (0 < figures["finished"] == figures["by_status"].get("succeeded"))
    assert summarize(list(reversed(some))) == figures
    assert some == before


@given(strategies.lists(jobs()))
def test_jobs_read_back_from_json_are_the_same(some: list[Job]) -> None:
    assert summarize(json.loads(json.dumps(some))) == summarize(some)
    assert summarize(tuple(some)) == summarize(iter(some)) == summarize(some)


def test_every_figure_is_documented() -> None:
    documented = yaml.safe_load(SIDECAR.read_text(encoding="utf-8"))["RETURN"]["_value"]["contains"]
    figures = summarize([make()])
    assert list(documented) == list(figures)
    kinds = {"int": int, "dict": dict, "float": float, "str": str}
    assert all(isinstance(figures[key], kinds[documentation["type"]]) for key, documentation in documented.items())


def without(key: str) -> dict[str, t.Any]:
    return {name: value for name, value in make().items() if name != key}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("jobs", "a list of jobs is expected, not a string"),
        (b"jobs", "a list of jobs is expected, not bytes"),
        (None, "a list of jobs is expected, not null"),
        (7, "a list of jobs is expected, not a number"),
        (True, "a list of jobs is expected, not a boolean"),
        (make(), "a list of jobs is expected, not a dictionary"),
        ({"jobs": []}, "a list of jobs is expected, not a dictionary; a registered result has it in jobs"),
        (object(), "a list of jobs is expected, not of the type object"),
        (["job-1"], "item 1 of the list: a job is expected, not a string"),
        ([make(), [make()]], "item 2 of the list: a job is expected, not a list"),
        ([make(), None], "item 2 of the list: a job is expected, not null"),
        (
            [{}],
            "item 1 of the list: a job is expected, but this has no id, product, status, status_raw, finished"
            " and 18 more",
        ),
        ([without("status")], "item 1 of the list: a job is expected, but this has no status"),
        ([without("errors")], "item 1 of the list: a job is expected, but this has no errors"),
    ],
)
def test_a_value_that_is_not_a_list_of_jobs_is_one_sentence(value: object, message: str) -> None:
    with pytest.raises(AnsibleTemplateError) as caught:
        summarize(value)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": 7}, "job 7 cannot be judged: id is not a string"),
        ({"product": None}, "product is not a string"),
        ({"service": ["gmail"]}, "service is not a string or null"),
        ({"job_type": 1}, "job_type is not a string or null"),
        ({"organization_id": {}}, "organization_id is not a string or null"),
        ({"status": "fine"}, "status is not one of pending, running, succeeded"),
        ({"status": None}, "status is not one of"),
        ({"status": ["succeeded"]}, "status is not one of"),
        ({"status": "failed"}, "ok contradicts its status"),
        ({"status": "running", "ok": False}, "finished contradicts its status"),
        ({"ok": 1}, "ok contradicts its status"),
        ({"ok": "True"}, "ok contradicts its status"),
        ({"finished": None}, "finished contradicts its status"),
        ({"started_at": 1763712000}, "started_at is not a time such as 2026-11-21T08:00:00Z, or null"),
        ({"started_at": "2026-11-21T08:00:00+02:00"}, "started_at is not a time"),
        ({"finished_at": "2026-13-21T08:00:00Z"}, "finished_at is not a time"),
        ({"finished_at": "yesterday"}, "finished_at is not a time"),
        ({"finished_at": ""}, "finished_at is not a time"),
        ({"counts": None}, "counts is not a dictionary with the number of failed objects"),
        ({"counts": {}}, "counts is not a dictionary with the number of failed objects"),
        ({"counts": {"failed": "0"}}, "counts is not a dictionary with the number of failed objects"),
        ({"counts": {"failed": True}}, "counts is not a dictionary with the number of failed objects"),
        ({"counts": {"failed": -1}}, "counts is not a dictionary with the number of failed objects"),
    ],
)
def test_a_job_that_would_be_misjudged_is_refused(changes: dict[str, t.Any], message: str) -> None:
    with pytest.raises(AnsibleTemplateError, match=r"^item 2 of the list: the job ") as caught:
        summarize([make(), {**make(), **changes}])
    assert message in str(caught.value)


def test_a_message_is_one_line_for_every_id() -> None:
    with pytest.raises(AnsibleTemplateError) as caught:
        summarize([{**make(), "id": "a\x1b[2J\nb" * 99, "ok": False}])
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


def test_an_undefined_value_is_reported_as_undefined() -> None:
    with pytest.raises(UndefinedError, match="'nope' is undefined"):
        summarize(StrictUndefined(name="nope"))


LEAVES = strategies.none() | strategies.booleans() | strategies.integers() | strategies.text(max_size=9)
ANYTHING = strategies.recursive(
    LEAVES,
    lambda inner: (
        strategies.lists(inner, max_size=3) | strategies.dictionaries(strategies.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(ANYTHING.filter(lambda value: value != []))
def test_other_values_are_not_accepted_as_jobs(value: object) -> None:
    with pytest.raises(AnsibleTemplateError):
        summarize(value)


@given(jobs(), strategies.sampled_from(sorted(Job.__required_keys__)), ANYTHING)
def test_a_job_with_any_value_is_judged_or_refused(job: Job, key: str, value: object) -> None:
    odd = {**job, key: value}
    try:
        validate.several([odd])
    except validate.NotJobs:
        return
    assert odd["ok"] is (odd["status"] == "succeeded")
    assert summarize([odd])["total"] == 1
