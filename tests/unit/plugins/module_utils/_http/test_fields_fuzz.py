# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any JSON is jobs or one clear error, and never a status that the response does not have."""

from __future__ import annotations

import copy
import json
import typing as t
import unicodedata
from unittest import mock

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import transport
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._module import job_info
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products import registry
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import CloudBackupError
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.unexpected import UnexpectedError
from sandbox import times
from sandbox.dataset import Setting, month_of
from sandbox.paging import Page
from sandbox.products import PRODUCTS
from sandbox.products.base import Stamp
from sandbox.query import ApiVersion

API_VERSIONS: tuple[ApiVersion, ...] = ("2024", "2025")
# The vendor's tables: the number, its texts, and the normalised status.
STATUSES: dict[str, tuple[tuple[int, str, str], ...]] = {
    "m365": (
        (1, "InProgress", "running"),
        (2, "Finished", "succeeded"),
        (3, "Failed", "failed"),
        (4, "FinishedException", "warning"),
        (4, "FinishedWithException", "warning"),
        (5, "PartiallyFinished", "warning"),
    ),
    "google": (
        (0, "InProgress", "running"),
        (2, "Finished", "succeeded"),
        (3, "Failed", "failed"),
        (7, "FinishedWithException", "warning"),
    ),
    "dynamics365": (
        (2, "InProgress", "running"),
        (3, "Finished", "succeeded"),
        (4, "Failed", "failed"),
        (7, "FinishedException", "warning"),
        (7, "FinishedWithException", "warning"),
    ),
    "salesforce": (
        (1, "InProgress", "running"),
        (2, "Finished", "succeeded"),
        (3, "FinishedWithException", "warning"),
        (4, "Failed", "failed"),
        (5, "Paused", "paused"),
        (6, "Stopped", "stopped"),
        (7, "Skipped", "skipped"),
    ),
    "iaas": (
        (0, "NotStarted", "pending"),
        (1, "InProgress", "running"),
        (2, "Successful", "succeeded"),
        (4, "Skipped", "skipped"),
        (8, "Exception", "warning"),
        (16, "Failed", "failed"),
        (32, "Waiting", "pending"),
        (64, "Stopped", "stopped"),
    ),
}
MEMBERS = dict.fromkeys(STATUSES, ("state", "status"))

NAMES = (
    *("jobs", "Jobs", "result", "data", "metadata", "totalCount", "totalNumber", "nextLink", "status", "statusCode"),
    *("errors", "message", "requestId", "traceId", "jobId", "Id", "id", "State", "state", "Status", "startTime"),
    *("finishTime", "duration", "jobType", "type", "module", "backupDetails", "jobErrors", "organizationId"),
)
# Values that resemble a status, or something else.
NEARLY: tuple[object, ...] = (
    *("Finished", "finished ", "IN PROGRESS", "finished_with_exception", "Successful", "failed", "Not Finished"),
    *("Finished?", "!Finished", "\u672aFinished", "Finished\u00e9", "finished-with exception", "\ud800", "\u0662"),
    *("0", "2", " 3 ", "02", "2.0", "-2", "+2", "0" * 18 + "2", "9" * 5000, "1e0"),
    *(-1, 0, 1, 2, 3, 4, 5, 7, 8, 16, 64, 99, 2.0, 10**30, 1e308, True, False, None, "", "N/A", "null"),
    *([], {}, ["Finished"], {"Finished": ""}, {"failed": []}, [[2]], "0001-01-01T00:00:00Z", "1.16:00:44"),
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
# Characters that change the direction of the text after them.
OVERRIDES = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
VALUES = st.sampled_from(NEARLY) | st.recursive(
    SCALARS | st.sampled_from(NEARLY),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner, max_size=5),
    max_leaves=12,
)


def response(product: str, api_version: ApiVersion, count: int) -> t.Any:
    """Return a complete response with so many jobs: the only page of its query."""
    month = month_of(product, Setting(7, "fuzz", times.parse_iso("2026-06-01"), 10), [api_version])
    rows = [PRODUCTS[product].render_row(job, api_version) for job in month[:count]]
    page = Page(rows=rows, total=count, link="", number=0, size=100)
    stamp = Stamp("REQ-1", "00-trace-01", "2026-06-01T00:00:00Z")
    return json.loads(PRODUCTS[product].render_page(page, api_version, stamp))


REAL = {
    (product, api_version): response(product, api_version, 6) for product in STATUSES for api_version in API_VERSIONS
}
NOTHING = {key: json.dumps(response(*key, 0)).encode() for key in REAL}


def places(document: t.Any) -> list[tuple[t.Any, t.Any]]:
    """Return every place in a document, as its object or list and its key there."""
    if not isinstance(document, (dict, list)):
        return []
    keys = list(document) if isinstance(document, dict) else range(len(document))
    return [place for key in keys for place in [(document, key), *places(document[key])]]


@st.composite
def mutated(draw: st.DrawFn, document: t.Any) -> t.Any:
    """Return a document in which a few members and values are replaced, omitted, doubled or renamed."""
    document = copy.deepcopy(document)
    for _number in range(draw(st.integers(1, 4))):
        found = places(document)
        if not found:
            break
        holder, key = draw(st.sampled_from(found))
        change = draw(st.sampled_from(("replace", "replace", "omit", "double", "rename")))
        if change == "omit":
            del holder[key]
        elif change == "replace":
            holder[key] = copy.deepcopy(draw(VALUES))
        elif isinstance(holder, list):
            holder.insert(key, copy.deepcopy(holder[key]))
        else:
            name = draw(st.sampled_from((key.upper(), key.lower(), *NAMES)))
            holder[name] = holder.pop(key) if change == "rename" else copy.deepcopy(holder[key])
    return document


def read(product: str, api_version: ApiVersion, document: object) -> job_info.Result | CloudBackupError:
    """Read from a service whose first page is this document, and whose other pages are empty."""
    body = json.dumps(document).encode()

    def send(_self: object, _method: str, _url: str, **what: t.Any) -> transport.Response:
        asked = what.get("json") or what.get("params") or {}
        numbers = {name.lower(): number for name, number in {**asked, **asked.get("pageInfo", {})}.items()}
        index = next((numbers[name] for name in ("pageindex", "pagenumber", "currentpage") if name in numbers), None)
        first = str(index) == str(PRODUCTS[product].first_page)
        return transport.Response(200, {}, body if first else NOTHING[product, api_version])

    (asked,) = registry.named([product])
    params = {option.name: option.default for option in job_info.product_options(asked)} | {
        "api_url": "http://127.0.0.1:9",
        "access_token": "fuzz",
        "api_revision": api_version,
        "retries": 0,
        "concurrency": 2,
        "include_raw": True,
    }
    with mock.patch.object(transport.Transport, "send", send):
        try:
            return job_info.read([asked], params, lambda _warning: None)
        except CloudBackupError as error:
            return error


def statuses_of(product: str, row: t.Mapping[str, t.Any]) -> set[str]:
    """Return the normalised status of a row by each of its members, unknown if there is none."""
    told = [value for name, value in row.items() if name.lower() in MEMBERS[product] and value is not None]
    words = {word(product, value) for value in told} or {"unknown"}
    # Two members that disagree make the row malformed.
    return words if len(words) == 1 else set()


def word(product: str, value: object) -> str:
    """Return the normalised status of a number or text, without regard to case, blanks, hyphens and underscores."""
    text = value.strip().lower() if isinstance(value, str) else ""
    number = value if isinstance(value, int) and not isinstance(value, bool) else None
    # No number of a status has so many digits.
    if text.isascii() and text.isdigit() and len(text) < 19:
        number = int(text)
    text = text.replace(" ", "").replace("_", "").replace("-", "")
    return next((told for code, name, told in STATUSES[product] if number == code or text == name.lower()), "unknown")


def objects(document: t.Any) -> list[t.Any]:
    """Return every object in a document."""
    return [holder[key] for holder, key in places([document]) if isinstance(holder[key], dict)]


def readable(text: str) -> bool:
    """Return whether a text is one line without characters that control a terminal."""
    return 0 < len(text) < 2000 and not any(
        unicodedata.category(char) in ("Cc", "Zl", "Zp") or unicodedata.bidirectional(char) in OVERRIDES
        for char in text
    )


def check(product: str, api_version: ApiVersion, document: object) -> None:
    """Check that the result is jobs, each with the status of its row, or one error."""
    result = read(product, api_version, document)
    assert not isinstance(result, UnexpectedError), str(result)
    if isinstance(result, CloudBackupError):
        assert readable(str(result))
        json.dumps(result.details)
        return
    # Half a surrogate pair is replaced; all else is as it was sent.
    sent = objects(json.loads(json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")))
    json.dumps(result.jobs, allow_nan=False)
    for job in result.jobs:
        assert job["raw"] in sent
        assert job["status"] in statuses_of(product, job["raw"]), job
        assert job["ok"] == (job["status"] == "succeeded")
    assert all(readable(warning) for warning in result.warnings)


@pytest.mark.parametrize("api_version", API_VERSIONS)
@pytest.mark.parametrize("product", STATUSES)
def test_a_real_response_is_read_completely(product: str, api_version: ApiVersion) -> None:
    """The basis of the tests below: without a mutation all jobs are returned."""
    document = REAL[product, api_version]
    result = read(product, api_version, document)
    assert isinstance(result, job_info.Result)
    assert len(result.jobs) == 6
    check(product, api_version, document)


@pytest.mark.parametrize("api_version", API_VERSIONS)
@pytest.mark.parametrize("product", STATUSES)
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_mutated_response_is_jobs_or_one_error(product: str, api_version: ApiVersion, data: st.DataObject) -> None:
    check(product, api_version, data.draw(mutated(REAL[product, api_version])))


@pytest.mark.parametrize("product", STATUSES)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(document=VALUES)
@example(document=[[[[]]]] * 3)
def test_any_json_is_jobs_or_one_error(product: str, document: object) -> None:
    check(product, "2024", document)


@pytest.mark.parametrize("value", NEARLY, ids=lambda value: ascii(value)[:30])
@pytest.mark.parametrize("product", STATUSES)
def test_only_a_status_is_read_as_a_status(product: str, value: object) -> None:
    """Each value as the status of one row."""
    document = copy.deepcopy(REAL[product, "2024"])
    row = next(row for row in objects(document) if {"id", "jobid"} & {name.lower() for name in row})
    member = next(name for name in row if name.lower() in MEMBERS[product])
    row[member] = value
    check(product, "2024", document)
