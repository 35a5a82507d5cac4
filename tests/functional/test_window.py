# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of a window is exclusive, a bare date means the end of its day, and an empty past window gives a hint."""

from __future__ import annotations

import json
import typing as t
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from functional.helpers import ALL_PRODUCTS, PRODUCTS, USUAL_TYPES, USUAL_WORDS, Tenant, ids

# Midnight some days ago, which is in the past in every time zone.
DAY = datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=3)


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def started(tenant: Tenant, product: str, name: str, start: datetime) -> None:
    job = {"id": name, "status": "succeeded", "job_type": USUAL_TYPES[product]}
    tenant.put(product, **job, start=iso(start), finish=iso(start + timedelta(minutes=5)))


@pytest.fixture
def around_midnight(tenant: Tenant) -> Tenant:
    """Add jobs of every product around the end of a day."""
    for product in ALL_PRODUCTS:
        tenant.clear_jobs(product)
        for name, start in {
            "first": DAY,
            "last": DAY + timedelta(hours=23, minutes=59, seconds=59),
            "next": DAY + timedelta(days=1),
        }.items():
            started(tenant, product, f"{product}-{name}", start)
    return tenant


def names(jobs: t.Iterable[t.Mapping[str, t.Any]]) -> set[str]:
    return {identity.split("-", 1)[1] for identity in ids(jobs)}


@pytest.mark.parametrize("revision", ["2024", "2025"])
@pytest.mark.parametrize("product", ALL_PRODUCTS)
@pytest.mark.parametrize("end", [DAY.strftime("%Y-%m-%d"), iso(DAY + timedelta(days=1))])
def test_a_day_has_its_first_and_its_last_second(
    around_midnight: Tenant, product: str, revision: str, end: str
) -> None:
    outcome = around_midnight.read(
        product, since=DAY.strftime("%Y-%m-%d"), until=end, api_revision=revision, page_size=2
    ).good()
    assert names(outcome.jobs) == {"first", "last"}
    assert (outcome.query["since"], outcome.query["until"]) == (iso(DAY), iso(DAY + timedelta(days=1)))
    assert outcome.query["complete"]


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_a_job_that_starts_at_the_end_of_the_window_is_not_returned(around_midnight: Tenant, product: str) -> None:
    moment = DAY + timedelta(hours=23, minutes=59, seconds=59)
    read = {"since": iso(DAY), "until": iso(moment)}
    assert names(around_midnight.read(product, **read).good().jobs) == {"first"}
    # The newest one is found after one that starts at the end.
    limited = around_midnight.read(product, limit=1, **read).good()
    assert names(limited.jobs) == {"first"}
    filtered = around_midnight.read(product, job_types=[USUAL_WORDS[product]], **read).good()
    assert names(filtered.jobs) == {"first"}


def test_a_file_has_no_job_that_starts_at_the_end_of_the_window(around_midnight: Tenant, tmp_path: Path) -> None:
    dest = tmp_path / "jobs.jsonl"
    window = {"since": iso(DAY), "until": DAY.strftime("%Y-%m-%d")}
    around_midnight.run("job_info", dest=str(dest), **window).good()
    lines = [json.loads(line) for line in dest.read_text(encoding="utf-8").splitlines()]
    assert {product: sum(line["product"] == product for line in lines) for product in PRODUCTS} == dict.fromkeys(
        PRODUCTS, 2
    )


def test_a_job_that_starts_now_is_returned_without_until(tenant: Tenant) -> None:
    tenant.clear_jobs("google")
    tenant.put("google", id="ahead", status="running", job_type=1, start=iso(datetime.now(timezone.utc)))
    assert ids(tenant.read("google").good().jobs) == {"ahead"}


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_a_past_window_without_jobs_gives_a_hint(tenant: Tenant, product: str) -> None:
    outcome = tenant.read(product, since="2019-01-01", until="2019-01-31").good()
    assert outcome.jobs == []
    assert outcome.query["complete"]
    (warning,) = outcome.warnings
    assert product in warning
    for word in ("2019-01-01T00:00:00Z", "2019-02-01T00:00:00Z", "since", "until"):
        assert word in warning


def test_a_past_window_without_jobs_gives_a_hint_for_each_product_in_a_file_too(tenant: Tenant, tmp_path: Path) -> None:
    outcome = tenant.run("job_info", since="2019-01-01", until="2019-01-31", dest=str(tmp_path / "jobs.jsonl")).good()
    assert len([text for text in outcome.warnings if "2019-02-01T00:00:00Z" in text]) == len(PRODUCTS)


def test_there_is_no_hint_with_jobs_or_for_a_current_window(tenant: Tenant) -> None:
    tenant.clear_jobs("google")
    assert tenant.read("google", since="1h").good().warnings == []
    started(tenant, "google", "google-first", DAY)
    window = {"since": iso(DAY), "until": DAY.strftime("%Y-%m-%d")}
    assert tenant.read("google", **window).good().warnings == []
    # The client filters: there are jobs in the window, even if none match.
    assert tenant.read("google", job_types=["restore", "export"], **window).good().warnings == []
