# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages whose links, totals or jobs contradict each other are never a complete read."""

from __future__ import annotations

import json
import typing as t
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from functional.helpers import Hostile, Outcome, http, run_module

Parameters = t.Mapping[str, str]
Respond = t.Callable[[Parameters], dict[str, t.Any]]
LINKED = ("m365", "google", "iaas")


def ago(hours: int) -> str:
    return (datetime.now(timezone.utc) - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


START, END = ago(3), ago(2)


def m365(identity: str, state: str = "Finished") -> dict[str, t.Any]:
    ended = None if state == "InProgress" else END
    return {"Id": identity, "State": state, "StartTime": START, "FinishTime": ended}


def google(identity: str, state: str = "Finished") -> dict[str, t.Any]:
    number = {"Finished": 2, "Failed": 3, "InProgress": 0}[state]
    ended = None if state == "InProgress" else END
    return {
        "jobId": identity,
        "appType": 1,
        "jobType": 1,
        "status": number,
        "startTime": START,
        "finishTime": ended,
    }


def iaas(identity: str, state: str = "Finished") -> dict[str, t.Any]:
    number = {"Finished": 2, "Failed": 16, "InProgress": 1}[state]
    return {"jobId": identity, "state": number, "startTime": START, "finishTime": END}


ROWS: dict[str, t.Callable[..., dict[str, t.Any]]] = {"m365": m365, "google": google, "iaas": iaas}


def responding(respond: Respond) -> tuple[Hostile, list[Parameters]]:
    """Return a service that responds to the parameters of each request, with names in lower case."""
    received: list[Parameters] = []

    def response(connection: t.Any, text: str) -> None:
        query = urlsplit(text.split(" ", 2)[1]).query
        received.append({name.lower(): value for name, value in parse_qsl(query)})
        connection.sendall(http(json.dumps(respond(received[-1])).encode()))

    return Hostile(response), received


def read(tmp_path: Path, product: str, respond: Respond, **params: t.Any) -> tuple[Outcome, list[Parameters]]:
    service, received = responding(respond)
    with service.up():
        outcome = run_module(
            f"{product}_job_info",
            {
                "api_url": service.url,
                "identity_url": service.url,
                "client_id": "me",
                "client_secret": "hidden-4711-Secret",
                "api_revision": "2024",
                "since": "2d",
                "retries": 0,
                **params,
            },
            tmp_path,
        )
    return outcome, received


def number(requested: Parameters) -> int:
    return int(requested.get("pageindex", requested.get("pagenumber", "0")))


def pages(*each: dict[str, t.Any]) -> Respond:
    """Return a responder with these pages by number, and with the last one after them."""
    return lambda requested: each[min(number(requested), len(each) - 1)]


def ids(outcome: Outcome) -> set[str]:
    return {job["id"] for job in outcome.good().jobs}


# --- Links


@pytest.mark.parametrize("size", [2, 100])
@pytest.mark.parametrize("product", LINKED)
def test_pages_that_are_reachable_only_by_the_link_are_read(tmp_path: Path, product: str, size: int) -> None:
    row = ROWS[product]
    # m365 has no parameter for a token.
    link = "/cloudbackup/jobs?NextLink=TOK" if product == "m365" else "TOK"

    def respond(requested: Parameters) -> dict[str, t.Any]:
        if "TOK" in (requested.get("nextlink"), requested.get("skiptoken")):
            return {"jobs": [row("c", "Failed"), row("d", "Failed")], "nextLink": ""}
        if number(requested) == 0:
            return {"jobs": [row("a"), row("b")], "nextLink": link}
        return {"jobs": [], "nextLink": ""}

    outcome, _seen = read(tmp_path, product, respond, page_size=size)
    assert ids(outcome) == {"a", "b", "c", "d"}


@pytest.mark.parametrize("product", ["google", "iaas"])
def test_different_pages_by_link_and_by_number_are_an_error(tmp_path: Path, product: str) -> None:
    row = ROWS[product]

    def respond(requested: Parameters) -> dict[str, t.Any]:
        if "TOK" in (requested.get("nextlink"), requested.get("skiptoken")):
            return {"jobs": [row("c", "Failed"), row("d", "Failed")], "nextLink": ""}
        first = number(requested) == 0
        return {"jobs": [row("a"), row("b")], "nextLink": "TOK"} if first else {"jobs": [row("x")], "nextLink": ""}

    outcome, _seen = read(tmp_path, product, respond, page_size=2)
    assert outcome.failed or {"c", "d"} <= ids(outcome)


@pytest.mark.parametrize("more", [{}, {"limit": 50}], ids=repr)
def test_the_page_after_a_full_last_page_is_requested(tmp_path: Path, more: dict[str, t.Any]) -> None:
    full = [{"jobs": [google("a"), google("b")], "nextLink": ""}, {"jobs": [google("c", "Failed")], "nextLink": ""}]
    empty = {"jobs": [], "nextLink": ""}
    outcome, _seen = read(tmp_path, "google", pages(*full, empty), page_size=2, **more)
    assert ids(outcome) == {"a", "b", "c"}
    outcome, received = read(tmp_path, "google", pages(full[0], empty), page_size=2, **more)
    assert ids(outcome) == {"a", "b"}
    assert [number(requested) for requested in received] == [0, 1]
    outcome, received = read(tmp_path, "google", pages(full[0], empty), page_size=3, **more)
    assert ids(outcome) == {"a", "b"}
    assert [number(requested) for requested in received] == [0]


# --- Totals


def many(first: int, count: int = 10) -> list[dict[str, t.Any]]:
    return [m365(f"job-{at}") for at in range(first, first + count)]


TOTALS: dict[str, Respond] = {
    "total only on the first page": pages({"TotalCount": 30, "Jobs": many(0)}, {"Jobs": many(10)}, {"Jobs": []}),
    "total only on the first page, and no others follow": pages({"TotalCount": 30, "Jobs": many(0)}, {"Jobs": []}),
    "total only on the second page": pages({"Jobs": many(0)}, {"TotalCount": 30, "Jobs": many(10)}, {"Jobs": []}),
    "total before a page marked as the last": pages(
        {"TotalCount": 30, "Jobs": many(0)}, {"Jobs": many(10, 5), "NextLink": ""}, {"Jobs": []}
    ),
    "number ignored, 10 and then 30": pages({"TotalCount": 10, "Jobs": many(0)}, {"TotalCount": 30, "Jobs": many(0)}),
    "number ignored, 10 and then none": pages({"TotalCount": 10, "Jobs": many(0)}, {"Jobs": many(0)}),
    "number ignored, always 0": pages({"TotalCount": 0, "Jobs": many(0)}),
    "number ignored, always 1": pages({"TotalCount": 1, "Jobs": many(0)}),
    "total below the number of rows": pages({"TotalCount": 1, "Jobs": many(0)}, {"TotalCount": 1, "Jobs": []}),
    "10 and then 30 without a job": pages({"TotalCount": 10, "Jobs": many(0)}, {"TotalCount": 30, "Jobs": []}),
}


@pytest.mark.parametrize("more", [{}, {"limit": 50}, {"statuses": ["succeeded"]}], ids=repr)
@pytest.mark.parametrize("size", [10, 100])
@pytest.mark.parametrize("case", TOTALS)
def test_a_total_that_the_jobs_contradict_is_an_error(
    tmp_path: Path, case: str, size: int, more: dict[str, t.Any]
) -> None:
    outcome, _seen = read(tmp_path, "m365", TOTALS[case], page_size=size, **more)
    assert "it is not certain that all jobs were read" in outcome.bad().msg


def test_a_total_that_matches_pages_without_a_total_is_accepted(tmp_path: Path) -> None:
    respond = pages({"TotalCount": 20, "Jobs": many(0)}, {"Jobs": many(10)}, {"Jobs": []})
    outcome, _seen = read(tmp_path, "m365", respond, page_size=10)
    assert len(ids(outcome)) == 20


# --- Jobs


def twice(product: str, first: str, second: str, other_case: bool = False) -> Respond:
    """Return a service that sends the job "abc" on two pages with different states."""
    row = ROWS[product]
    name = "jobs" if product != "m365" else "Jobs"
    total = {} if product == "google" else {"TotalCount": 3}
    again = "ABC" if other_case else "abc"
    return pages(
        {**total, name: [row("abc", first), row("b")]},
        {**total, name: [row(again, second), row("c")]},
        {**total, name: []},
    )


@pytest.mark.parametrize("more", [{}, {"limit": 50}, {"statuses": ["failed"]}, {"dest": True}], ids=repr)
@pytest.mark.parametrize("other_case", [False, True], ids=["same id", "id in another case"])
@pytest.mark.parametrize(
    ("first", "second"), [("Failed", "Finished"), ("Finished", "Failed"), ("Failed", "InProgress")]
)
@pytest.mark.parametrize("product", ["m365", "google"])
def test_a_job_that_has_ended_does_not_change_from_page_to_page(
    tmp_path: Path, product: str, first: str, second: str, other_case: bool, more: dict[str, t.Any]
) -> None:
    dest = tmp_path / "jobs.jsonl"
    params = {**more, "dest": str(dest)} if "dest" in more else more
    outcome, _seen = read(tmp_path, product, twice(product, first, second, other_case), page_size=2, **params)
    assert "it is not certain that all jobs were read" in outcome.bad().msg
    assert not dest.exists()


@pytest.mark.parametrize("other_case", [False, True], ids=["same id", "id in another case"])
def test_a_job_that_ends_during_the_read_is_returned_with_its_end(tmp_path: Path, other_case: bool) -> None:
    outcome, _seen = read(tmp_path, "m365", twice("m365", "InProgress", "Finished", other_case), page_size=2)
    assert sorted((job["id"].lower(), job["status"]) for job in outcome.good().jobs) == [
        ("abc", "succeeded"),
        ("b", "succeeded"),
        ("c", "succeeded"),
    ]


def test_a_job_with_another_end_in_the_second_pass_fails_the_read(tmp_path: Path) -> None:
    requested_pages: list[int] = []

    def respond(requested: Parameters) -> dict[str, t.Any]:
        requested_pages.append(number(requested))
        state = "Failed" if requested_pages.count(0) == 1 else "Finished"
        return {"jobs": [google("a", state)] if number(requested) == 0 else []}

    outcome, _seen = read(tmp_path, "google", respond)
    assert "returned job a twice with contradicting data" in outcome.bad().msg
