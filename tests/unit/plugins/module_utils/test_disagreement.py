# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members that say one thing under two names: fine where they agree, malformed where they do not."""

from __future__ import annotations

import itertools
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import response
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.response import Refusal
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.base import Label
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import MalformedResponse

# A success as its number and as text, and a failure, as the contract's tables have them.
SUCCEEDED = {
    "m365": (2, "Finished"),
    "google": (2, "finished"),
    "dynamics365": (3, "Finished"),
    "salesforce": (2, "FINISHED"),
    "iaas": (2, "Successful"),
}
FAILED = {"m365": 3, "google": 3, "dynamics365": 4, "salesforce": 4, "iaas": 16}
ORDERS = list(itertools.permutations(("state", "Status")))


def job_of(product: str, row: dict[str, t.Any]) -> t.Any:
    return PRODUCTS[product].job(row, Label(), lambda _what, _raw: None)


@pytest.mark.parametrize("names", ORDERS)
@pytest.mark.parametrize("product", SUCCEEDED)
def test_two_statuses_that_differ_are_malformed(product: str, names: tuple[str, str]) -> None:
    good, word = SUCCEEDED[product]
    for one, other in (
        (good, FAILED[product]),
        (word, "Failed"),
        (word, FAILED[product]),
        (good, "nonsense"),
        (good, ""),
    ):
        row = {"jobId": "a", **dict(zip(names, (one, other), strict=True))}
        with pytest.raises(MalformedResponse, match=r"stat\w* and stat\w* disagree"):
            job_of(product, row)


@pytest.mark.parametrize("names", ORDERS)
@pytest.mark.parametrize("product", SUCCEEDED)
def test_two_statuses_that_mean_the_same_are_read(product: str, names: tuple[str, str]) -> None:
    good, word = SUCCEEDED[product]
    for values in itertools.product((good, str(good), word, word.upper(), f" {word} ", None), repeat=2):
        job = job_of(product, {"jobId": "a", **dict(zip(names, values, strict=True))})
        assert job["status"] == ("unknown" if values == (None, None) else "succeeded")


@pytest.mark.parametrize("product", SUCCEEDED)
def test_unknown_statuses_agree_where_they_are_written_alike(product: str) -> None:
    assert job_of(product, {"jobId": "a", "status": "Odd", "state": "Odd "})["status"] == "unknown"
    assert job_of(product, {"jobId": "a", "status": "77", "state": 77})["status"] == "unknown"
    with pytest.raises(MalformedResponse, match="disagree"):
        job_of(product, {"jobId": "a", "status": "Odd", "state": "Even"})


@pytest.mark.parametrize("product", SUCCEEDED)
def test_two_ids_that_differ_are_malformed(product: str) -> None:
    for one, other in (("a", "b"), ("a", 1), ("a", "A")):
        for names in (("Id", "JobId"), ("jobId", "id")):
            with pytest.raises(MalformedResponse, match="jobid and id disagree"):
                job_of(product, dict(zip(names, (one, other), strict=True)))
    for row in ({"id": "7", "jobId": 7}, {"Id": "7", "JobId": None}, {"id": None, "jobId": "7"}, {"Id": "7"}):
        assert job_of(product, row)["id"] == "7"


@pytest.mark.parametrize("figure", ["total", "failed", "successful", "skipped"])
@pytest.mark.parametrize("product", ["m365", "iaas"])
def test_two_counts_that_differ_are_malformed(product: str, figure: str) -> None:
    def row(count: object, number: object) -> dict[str, t.Any]:
        counts = {f"{figure}Count": count, f"{figure.capitalize()}Number": number}
        return {"jobId": "a", **({"backupDetails": counts} if product == "m365" else counts)}

    for count, number in ((0, 5), (5, 0), ("0", 5), (0, "N/A")):
        with pytest.raises(MalformedResponse, match=f"{figure}count and {figure}number disagree"):
            job_of(product, row(count, number))
    for count, number in ((5, 5), ("5", 5), (5.0, "5"), (None, 5), (5, None)):
        assert job_of(product, row(count, number))["counts"][figure] == 5


def test_a_count_that_cannot_be_read_is_named_as_it_came() -> None:
    with pytest.raises(MalformedResponse, match="failednumber"):
        job_of("iaas", {"jobId": "a", "failedNumber": -1})


ROWS = [{"jobId": "a"}]
TWO_WAYS: list[tuple[dict[str, t.Any], str]] = [
    ({"jobs": ROWS, "totalCount": 1, "totalNumber": 5}, "totalcount and totalnumber disagree"),
    ({"jobs": ROWS, "totalCount": 1, "TotalNumber": 0}, "totalcount and totalnumber disagree"),
    ({"totalCount": 1, "data": {"jobs": ROWS, "totalCount": 5}}, "two totals that differ"),
    ({"totalCount": 1, "data": ROWS, "metadata": {"totalNumber": 5}}, "two totals that differ"),
    ({"data": {"jobs": ROWS, "totalCount": 1}, "metadata": {"totalCount": 5}}, "two totals that differ"),
    ({"nextLink": "a", "data": ROWS, "metadata": {"nextLink": "b"}}, "two links to the next page that differ"),
    ({"nextLink": "a", "data": {"jobs": ROWS, "nextLink": "b"}}, "two links to the next page that differ"),
    ({"jobs": [], "result": ROWS}, "two lists of jobs"),
    ({"jobs": [], "data": ROWS}, "two lists of jobs"),
    ({"jobs": ROWS, "data": {"jobs": []}}, "two lists of jobs"),
    ({"jobs": ROWS, "result": "none"}, "no list of jobs"),
    ({"jobs": ROWS, "result": {"jobs": ROWS}}, "no list of jobs"),
    ({"jobs": ROWS, "data": {"jobs": {}}}, "no list of jobs"),
]


@pytest.mark.parametrize(("answer", "why"), TWO_WAYS, ids=[str(answer) for answer, _why in TWO_WAYS])
def test_an_envelope_that_contradicts_itself_is_malformed(answer: dict[str, t.Any], why: str) -> None:
    with pytest.raises(MalformedResponse, match=why):
        response.read(answer)


@pytest.mark.parametrize(
    "answer",
    [
        {"jobs": ROWS, "totalCount": 5, "totalNumber": "5", "nextLink": "a"},
        {"jobs": ROWS, "totalCount": 5, "totalNumber": None, "nextLink": "a"},
        {"jobs": ROWS, "totalCount": None, "totalNumber": 5, "nextLink": "a"},
        {"totalCount": 5, "data": {"jobs": ROWS, "totalNumber": 5, "nextLink": "a"}, "nextLink": "a"},
        {"totalCount": None, "nextLink": "", "jobs": None, "result": None, "data": ROWS}
        | {"metadata": {"totalCount": 5, "nextLink": "a"}},
    ],
)
def test_an_envelope_that_says_the_same_twice_is_read(answer: object) -> None:
    page = response.read(answer)
    assert (page.rows, page.total, page.link) == (ROWS, 5, "a")


@pytest.mark.parametrize(
    "inside", [{"statusCode": 500}, {"status": 503}, {"errors": ["e"]}, {"error": "e"}, {"status": "x"}]
)
@pytest.mark.parametrize(
    "around",
    [
        lambda bad: {"jobs": [], "totalCount": 0, **bad},
        lambda bad: {"statusCode": 200, "jobs": [], "totalCount": 0, **bad} if "statusCode" not in bad else bad,
        lambda bad: {"status": 200, "jobs": [], **bad} if "status" not in bad else bad,
        lambda bad: {"statusCode": 200, "data": {"jobs": [], "totalCount": 0, **bad}},
        lambda bad: {"statusCode": 200, "data": [], "metadata": {"totalCount": 0, **bad}},
        lambda bad: {"statusCode": 200, "data": {"jobs": [], "metadata": {"totalCount": 0, **bad}}},
        lambda bad: {"jobs": [], "data": {"data": {"data": bad}}},
    ],
    ids=["alone", "beside statusCode", "beside status", "in data", "in metadata", "in data's metadata", "deep"],
)
def test_an_error_anywhere_in_an_envelope_is_a_refusal(around: t.Any, inside: dict[str, t.Any]) -> None:
    with pytest.raises(Refusal) as refusal:
        response.read(around(inside))
    assert refusal.value.status in (200, 500, 503)


@pytest.mark.parametrize("status", [201, 202, 203, 204, 206, "206", 299, 100, 0])
@pytest.mark.parametrize("name", ["status", "statusCode"])
def test_only_the_status_200_is_an_answer(name: str, status: object) -> None:
    with pytest.raises(Refusal):
        response.read({name: status, "jobs": []})


@pytest.mark.parametrize("error", [None, "", " ", {}, [], False, 0, {"code": None, "message": ""}, {"code": 0}])
def test_a_place_for_an_error_that_is_empty_is_none(error: object) -> None:
    assert response.read({"error": error, "traceId": "t", "jobs": [], "totalCount": 0}).rows == []


@pytest.mark.parametrize(
    "error", ["unavailable", {"code": "x"}, {"message": "m", "code": None}, ["m"], [{}], True, 1, {"inner": {"a": 1}}]
)
def test_a_filled_error_is_a_refusal_whatever_is_beside_it(error: object) -> None:
    with pytest.raises(Refusal):
        response.read({"error": error, "traceId": "t", "jobs": ROWS, "totalCount": 1})


@pytest.mark.parametrize("total", [{}, {"totalCount": 0}, {"totalNumber": "0"}])
@pytest.mark.parametrize(
    "answer", [{"jobs": None}, {"result": None}, {"data": None}, {"data": {"jobs": None}}, {"data": {}}, {}]
)
def test_null_is_no_list_of_jobs_even_where_there_are_none(answer: dict[str, t.Any], total: dict[str, t.Any]) -> None:
    with pytest.raises(MalformedResponse, match="no list of jobs"):
        response.read({**answer, **total})
