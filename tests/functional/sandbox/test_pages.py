# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows, windows, filters and paging, compared with the jobs of the server."""

from __future__ import annotations

import urllib.parse
from collections import Counter
from datetime import datetime
from typing import Any

import pytest

WINDOW = {"startTime": "2020-01-01", "finishTime": "2100-01-01"}
# Product, path, query, path to the rows, names of id and page parameter, first page.
REQUESTS = [
    ("m365", "/cloudbackup/jobs", {}, "Jobs", "Id", "PageIndex", 0),
    ("m365", "/backup/m365/cloudbackupjobs", {}, "data", "id", "PageIndex", 0),
    ("google", "/backup/google/admin/jobs", {}, "jobs", "jobId", "pageIndex", 0),
    ("dynamics365", "/dynamicsbackup/jobs", WINDOW, "jobs", "jobId", "pageIndex", 1),
    ("salesforce", "/backup/sfbapi/jobs", WINDOW, "data.jobs", "jobId", "pageIndex", 0),
    ("iaas", "/backup/vm/jobs", {}, "jobs", "jobId", "PageNumber", 0),
    ("iaas", "/backup/vm/jobs", {"StartTime": "2020-01-01"}, "jobs", "jobId", "PageNumber", 0),
]
TOKEN_NAMES = {"google": "NextLink", "iaas": "SkipToken"}


def rows_of(document: Any, where: str) -> list[Any]:
    for name in where.split("."):
        document = document[name]
    return list(document)


def link_of(document: Any) -> str:
    places = [document, document.get("data"), document.get("metadata")]
    dicts = [place for place in places if isinstance(place, dict)]
    links = [place.get("nextLink") or place.get("NextLink") for place in dicts]
    return next((link for link in links if link), "")


def truth_ids(wire: Any, product: str) -> list[str]:
    jobs = wire.sandbox.truth(product, client_id=wire.client_id)
    # Without a data source, google lists only the jobs of the admin portal.
    return [job["id"] for job in jobs if product != "google" or job["data_source"] == 1]


@pytest.mark.parametrize("requested", REQUESTS)
def test_paging_by_number_returns_all_jobs(wire: Any, requested: Any) -> None:
    product, path, query, where, name, page_name, page = requested
    found: list[str] = []
    size = "pageSize" if page_name == "pageIndex" else "PageSize"
    while True:
        reply = wire.get(product, path, **query, **{page_name: page, size: 100})
        assert reply.status == 200
        rows = rows_of(reply.json, where)
        found += [row[name] for row in rows]
        if not rows:
            break
        page += 1
    assert found == truth_ids(wire, product)
    assert len(found) > 150


@pytest.mark.parametrize("requested", REQUESTS)
def test_paging_by_links_returns_all_jobs(wire: Any, requested: Any) -> None:
    product, path, query, where, name, *_more = requested
    reply = wire.get(product, path, **query)
    found = [row[name] for row in rows_of(reply.json, where)]
    while link := link_of(reply.json):
        if link.startswith("http"):
            reply = wire.get(product, link.removeprefix(wire.sandbox.url))
        else:
            token = urllib.parse.unquote(link)
            reply = wire.get(product, path, **query, **{TOKEN_NAMES[product]: token})
        assert reply.status == 200, reply.body
        found += [row[name] for row in rows_of(reply.json, where)]
    assert found == truth_ids(wire, product)


def test_paging_in_the_body_returns_all_jobs(wire: Any) -> None:
    found: list[str] = []
    for page in range(1, 9):
        body = {"pageInfo": {"currentPage": page, "pageSize": 50}, "type": 0}
        body |= {"startTime": "2020-01-01", "endTime": "2100-01-01"}
        document = wire.post("dynamics365", "/api/OpenApi/GetJobs", body).json
        assert document.keys() == {"totalNumber", "result"}
        found += [row["jobId"] for row in document["result"]]
    assert found == truth_ids(wire, "dynamics365")
    assert document["totalNumber"] == len(found)


def test_a_token_is_decoded_exactly_once(wire: Any) -> None:
    path = "/backup/vm/jobs"
    link = wire.get("iaas", path).json["nextLink"]
    assert "%2B" in link or "%2F" in link
    assert wire.get("iaas", f"{path}?SkipToken={link}&PageNumber=7").status == 200
    assert wire.get("iaas", path, SkipToken=link).status == 400
    altered = urllib.parse.unquote(link)
    altered = ("B" if altered[0] == "A" else "A") + altered[1:]
    assert wire.get("iaas", path, SkipToken=altered).status == 400
    other = wire.get("iaas", path, SkipToken=urllib.parse.unquote(link), ServiceType=1)
    assert other.status == 400


def test_a_token_overrides_the_page_number(wire: Any) -> None:
    path = "/backup/vm/jobs"
    token = urllib.parse.unquote(wire.get("iaas", path).json["nextLink"])
    second = wire.get("iaas", path, PageNumber=1).json["jobs"]
    assert wire.get("iaas", path, SkipToken=token, PageNumber=5).json["jobs"] == second


def test_link_styles(sandboxes: Any, wire_to: Any) -> None:
    relative = wire_to(sandboxes(revision="both", link_style="relative"))
    assert link_of(relative.get("google", "/backup/google/admin/jobs").json) == ("/jobs?pageIndex=1&pageSize=100")
    assert link_of(relative.get("iaas", "/backup/vm/jobs", PageSize=7).json) == ("/jobs?PageNumber=1&PageSize=7")
    none = wire_to(sandboxes(link_style="none"))
    assert not link_of(none.get("m365", "/cloudbackup/jobs").json)


def test_big_pages_are_capped_silently(wire: Any) -> None:
    reply = wire.get("m365", "/cloudbackup/jobs", PageSize=1000)
    assert len(reply.json["Jobs"]) == 200 < reply.json["TotalCount"]


def test_windows_include_both_ends(wire: Any) -> None:
    jobs = wire.sandbox.truth("salesforce")
    newest, oldest = jobs[40]["start"], jobs[60]["start"]
    query = {"startTime": oldest, "finishTime": newest, "pageSize": 50}
    rows = wire.get("salesforce", "/backup/sfbapi/jobs", **query).json["data"]["jobs"]
    assert [row["jobId"] for row in rows] == [job["id"] for job in jobs[40:61]]


@pytest.mark.parametrize(
    ("product", "path", "query", "truth"),
    [
        ("m365", "/cloudbackup/jobs", {"ObjectType": 10, "JobType": 1}, {"service": 10}),
        ("m365", "/cloudbackup/jobs", {"JobState": 3}, {"status": "failed"}),
        ("google", "/backup/google/admin/jobs", {"dataSource": 2}, {"data_source": 2}),
        ("salesforce", "/backup/sfbapi/jobs", {**WINDOW, "type": 17}, {"job_type": 17}),
        ("iaas", "/backup/vm/jobs", {"ServiceType": 32}, {"service_name": "aks"}),
        ("iaas", "/backup/vm/jobs", {"SearchText": "FREE AGENT"}, {"status": "pending"}),
    ],
)
def test_filters(wire: Any, product: str, path: str, query: Any, truth: Any) -> None:
    size = "pageSize" if product in ("google", "salesforce") else "PageSize"
    document = wire.get(product, path, **query, **{size: 200}).json
    jobs = document.get("Jobs") or document.get("jobs") or document["data"]["jobs"]
    expected = [
        job["id"] for job in wire.sandbox.truth(product) if all(job[name] == value for name, value in truth.items())
    ]
    assert [job.get("Id") or job.get("jobId") for job in jobs] == expected != []


def test_each_tenant_has_its_own_jobs(wire: Any, wire_to: Any) -> None:
    other = wire_to(wire.sandbox, "tenant-2")
    assert truth_ids(other, "m365") != truth_ids(wire, "m365")
    rows = other.get("m365", "/cloudbackup/jobs").json["Jobs"]
    assert [row["Id"] for row in rows] == truth_ids(other, "m365")[:10]


def test_the_same_seed_gives_the_same_jobs(sandboxes: Any) -> None:
    settings = {"now": "2026-11-20T12:00:00Z", "seed": 3, "days": 10}
    first = sandboxes(**settings)
    assert first.truth("iaas") == sandboxes(**settings, latency=0.0).truth("iaas")
    newest = datetime.fromisoformat(first.truth("iaas")[1]["start"].replace("Z", "+00:00"))
    assert newest.date().isoformat() == "2026-11-20"


def test_the_data_has_the_expected_special_cases(wire: Any) -> None:
    truth = {name: wire.sandbox.truth(name) for name in ("m365", "google", "iaas")}
    power_bi = [job["status"] for job in truth["m365"] if job["service_name"] == "power_bi"]
    assert set(power_bi) == {"failed"}
    drive = [
        job["status"] for job in truth["google"] if job["service_name"] == "drive" and job["job_type_name"] == "backup"
    ]
    assert drive[:2] == ["failed", "succeeded"]
    assert [job["service"] for job in truth["google"]].count(999) == 1
    assert [job["status"] for job in truth["m365"]].count("?") == 1
    comments = " ".join(job["message"] for job in truth["iaas"])
    assert all(text in comments for text in ("{{ 7*7 }}", "=cmd|", "\u001b[31m", "<script>"))
    statuses = {job["status"] for name in truth for job in truth[name]}
    assert {"pending", "running", "warning", "skipped", "stopped"} <= statuses


def test_synthetic_jobs_are_created_on_demand(sandboxes: Any, wire_to: Any) -> None:
    wire = wire_to(sandboxes(jobs="iaas=1000000"))
    path = "/backup/vm/jobs"
    last = wire.get("iaas", path, PageNumber=9999, PageSize=100).json
    assert (last["totalCount"], last["jobs"][-1]["jobId"]) == (1_000_000, "iaas-000000000001")
    filtered = wire.get("iaas", path, ServiceType=32, PageSize=200).json
    ids = [job["jobId"] for job in filtered["jobs"]]
    truth = wire.sandbox.truth("iaas", limit=1000)
    assert ids[:20] == [job["id"] for job in truth if job["service"] == 32][:20]
    wire.sandbox.fault("insert", product="iaas", page=0)
    wire.sandbox.fault("remove", product="iaas", page=0)
    assert wire.get("iaas", path).json["totalCount"] == 1_000_001
    assert wire.get("iaas", path).json["totalCount"] == 1_000_000


def test_synthetic_jobs_of_m365_are_spread_over_all_services_and_types(sandboxes: Any, wire_to: Any) -> None:
    truth = wire_to(sandboxes(jobs="m365=600")).sandbox.truth("m365")
    pairs = Counter((job["service"], job["job_type"]) for job in truth)
    assert len(pairs) == 12 * 5
    assert set(pairs.values()) == {10}
