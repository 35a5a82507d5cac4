# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two fields of a row that state the same value: read when they agree, malformed when they do not."""

from __future__ import annotations

import itertools
import typing as t

import pytest

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
def test_two_different_statuses_are_malformed(product: str, names: tuple[str, str]) -> None:
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
def test_two_equal_statuses_are_accepted(product: str, names: tuple[str, str]) -> None:
    good, word = SUCCEEDED[product]
    for values in itertools.product((good, str(good), word, word.upper(), f" {word} ", None), repeat=2):
        job = job_of(product, {"jobId": "a", **dict(zip(names, values, strict=True))})
        assert job["status"] == ("unknown" if values == (None, None) else "succeeded")


@pytest.mark.parametrize("product", SUCCEEDED)
def test_unknown_statuses_are_equal_if_their_text_is_equal(product: str) -> None:
    assert job_of(product, {"jobId": "a", "status": "Odd", "state": "Odd "})["status"] == "unknown"
    assert job_of(product, {"jobId": "a", "status": "77", "state": 77})["status"] == "unknown"
    with pytest.raises(MalformedResponse, match="disagree"):
        job_of(product, {"jobId": "a", "status": "Odd", "state": "Even"})


@pytest.mark.parametrize("product", SUCCEEDED)
def test_two_different_ids_are_malformed(product: str) -> None:
    for one, other in (("a", "b"), ("a", 1), ("a", "A")):
        for names in (("Id", "JobId"), ("jobId", "id")):
            with pytest.raises(MalformedResponse, match="jobid and id disagree"):
                job_of(product, dict(zip(names, (one, other), strict=True)))
    for row in ({"id": "7", "jobId": 7}, {"Id": "7", "JobId": None}, {"id": None, "jobId": "7"}, {"Id": "7"}):
        assert job_of(product, row)["id"] == "7"


@pytest.mark.parametrize("figure", ["total", "failed", "successful", "skipped"])
@pytest.mark.parametrize("product", ["m365", "iaas"])
def test_two_different_counts_are_malformed(product: str, figure: str) -> None:
    def row(count: object, number: object) -> dict[str, t.Any]:
        counts = {f"{figure}Count": count, f"{figure.capitalize()}Number": number}
        return {"jobId": "a", **({"backupDetails": counts} if product == "m365" else counts)}

    for count, number in ((0, 5), (5, 0), ("0", 5), (0, "N/A")):
        with pytest.raises(MalformedResponse, match=f"{figure}count and {figure}number disagree"):
            job_of(product, row(count, number))
    for count, number in ((5, 5), ("5", 5), (5.0, "5"), (None, 5), (5, None)):
        assert job_of(product, row(count, number))["counts"][figure] == 5


def test_a_malformed_count_is_named_as_in_the_row() -> None:
    with pytest.raises(MalformedResponse, match="failednumber"):
        job_of("iaas", {"jobId": "a", "failedNumber": -1})
