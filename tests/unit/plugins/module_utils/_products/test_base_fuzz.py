# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any row is a job that says what the row says, or an error."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.base import Label
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import MalformedResponse

MEMBERS = (
    "jobs Jobs result data metadata totalCount TotalNumber nextLink status statusCode errors "
    "jobId Id state type jobType appType module startTime FinishTime duration durationHours "
    "backupDetails jobErrors dataSize progress totalRecords failedCount message comments"
)
names = st.sampled_from(MEMBERS.split())
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0, 2, 3, 200, 400, 638597664705763668, 10**400, -(10**400), 2**63])
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["Finished", "N/A", "2024-12-02T07:52:25Z", "00:04:01", "0.011", "1e400", "٣"])
)
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | st.text(max_size=4), inner, max_size=6),
    max_leaves=20,
)


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from(sorted(PRODUCTS)),
    anything
    | st.fixed_dictionaries(
        {"jobId": st.just("x")}, optional={str(name): leaves for name in ("state", "status", "startTime")}
    ),
)
def test_any_row_is_a_job_with_the_status_of_the_row(name: str, row: t.Any) -> None:
    product = PRODUCTS[name]
    noticed: list[tuple[str, object]] = []
    try:
        job = product.job(row, Label(), lambda what, raw: noticed.append((what, raw)))
    except MalformedResponse:
        return
    members = {key.lower(): value for key, value in row.items()}
    statuses = [members.get("state"), members.get("status")]
    raw = job["status_raw"]
    assert raw in statuses or raw in [str(value) for value in statuses]
    if job["status"] == "unknown":
        assert ("status", raw) in noticed
    else:
        value = product.statuses.read(raw)
        assert value is not None
        assert value.normalized == job["status"]
        assert raw is not None
    assert job["ok"] == (job["status"] == "succeeded")
    assert job["id"]


@pytest.mark.parametrize("name", sorted(PRODUCTS))
@pytest.mark.parametrize(
    "status", [None, "", " ", True, False, 2.0, 2.5, [2], {"value": 2}, "٢", "-2", -2, 99, "Fin", "Ended well"]
)
def test_an_unknown_status_is_unknown(name: str, status: object) -> None:
    job = PRODUCTS[name].job({"jobId": "x", "status": status}, Label(), lambda _what, _raw: None)
    assert (job["status"], job["ok"], job["finished"]) == ("unknown", False, False)
