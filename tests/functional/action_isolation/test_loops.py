# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing of one task reaches the next: loop items share one process, and each finds it as the first one did."""

from __future__ import annotations

import contextlib
import typing as t
from pathlib import Path

import pytest

from functional.action_isolation.plays import IN_PROCESS, Outcome, Plays, task
from functional.helpers import Tenant
from functional.stuck import EARLY_PLACES, PLACES, Services

# Before each item, the process writes its state.
OBSERVED = "{{ lookup('observed', item.name, item.id) }}"
# Seconds of a task, of a request, and until a task must have ended.
TIMEOUT, REQUEST, AT_ONCE = 3, 60, 12.0


@pytest.fixture
def services(tmp_path: Path) -> t.Iterator[Services]:
    with contextlib.closing(Services(tmp_path)) as found:
        yield found


def item(name: str, options: t.Mapping[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    return {"name": name, "id": options["client_id"], "options": {**options}, "environment": {}, **more}


def loop(module: str, items: t.Sequence[t.Mapping[str, t.Any]], **keywords: t.Any) -> dict[str, t.Any]:
    """Return a task with the options of each item, which observes the process before it."""
    looped = task(module, loop=items, ignore_errors=True, **keywords)
    looped["environment"] = "{{ item.environment }}"
    looped[f"avepoint.cloud_backup.{module}"] = (
        f"{{{{ item.options | combine({{'client_id': {OBSERVED[2:-2].strip()}}}) }}}}"
    )
    looped["loop_control"] = {"label": "{{ item.name }}"}
    return looped


def states(outcome: Outcome) -> list[dict[str, t.Any]]:
    """Return what was observed before each item; all in one process."""
    assert len({line["pid"] for line in outcome.observed}) == 1
    return [line["state"] for line in outcome.observed]


def assert_unchanged(outcome: Outcome, items: int) -> None:
    """Assert that each item found the process as the first one did."""
    first, *others = states(outcome)
    # An option may be evaluated more than once for an item.
    assert len(others) >= items - 1
    assert {line["terms"][0] for line in outcome.observed} == {
        line["item"]["name"] for line in outcome.of("the task", "item")
    }
    names = [line["terms"][0] for line in outcome.observed]
    for number, state in enumerate(others):
        changed = {key: (value, first[key]) for key, value in state.items() if value != first[key]}
        assert changed == {}, f"after {names[number]}"


def environment_of(tenant: Tenant) -> dict[str, str]:
    return {
        "AVEPOINT_CLIENT_SECRET": tenant.secret,
        "AVEPOINT_TIMEOUT": "19",
        "HOME": "/nowhere",
        "https_proxy": "",
        "NEW_VARIABLE": "x",
        "ANSIBLE_LOCAL_TEMP": "",
    }


def test_each_item_finds_the_process_unchanged(plays: Plays, tenant: Tenant, bare: str) -> None:
    """After success, wrong options, rejected requests, files, warnings, and with other variables."""
    plays.interpreter = bare
    good = tenant.connection()
    folder = plays.file("dest")
    folder.mkdir()
    items = [
        item("first", good),
        item("variables", {**good, "client_secret": "{{ omit }}"}, environment=environment_of(tenant)),
        item("wrong option", {**good, "limit": "many"}),
        item("unknown option", {**good, "unknown": 1}),
        item("no secret", {**good, "client_secret": None}),
        item("rejected", {**good, "client_secret": "wrong-secret"}),
        item("file", {**good, "dest": str(folder / "jobs.jsonl"), "mode": "u=rw,g=r"}),
        item("no file", {**good, "dest": str(folder)}),
        item("warning", {**good, "validate_certs": False}),
        item("last", good),
    ]
    outcome = plays.run([loop("m365_job_info", items)], "-vvv").good()
    assert all(IN_PROCESS in line for line in outcome.way())
    results = {result["item"]["name"]: result for result in outcome.of("the task", "item")}
    assert {name for name, result in results.items() if result.get("failed")} == {
        *("wrong option", "unknown option", "no secret", "rejected", "no file")
    }
    assert_unchanged(outcome, len(items))
    assert "the certificates of the services are not verified" in outcome.output
    assert "errantly" not in outcome.output
    assert [path.name for path in folder.iterdir()] == ["jobs.jsonl"]
    assert plays.temporary_files() == []


@pytest.mark.parametrize("module", ["login", "m365_job_info"])
def test_a_timeout_ends_a_task_at_once(plays: Plays, services: Services, bare: str, module: str) -> None:
    """Wherever the service is stuck, with nothing left of the task in the process."""
    plays.interpreter = bare
    places = [*EARLY_PLACES, *PLACES]
    folder = plays.file("dest")
    folder.mkdir()
    more = {"products": ["m365"]} if module == "login" else {"dest": str(folder / "jobs.jsonl")}
    stuck = [services.start(place, token=module != "login") for place in places]
    items = [
        item(place, services.options(service, timeout=REQUEST, **more))
        for place, service in zip(places, stuck, strict=True)
    ]
    items.append(item("last", {**items[0]["options"], "unknown": 1}))
    outcome = plays.finish(
        plays.start({"tasks": [loop(module, items, timeout=TIMEOUT)]}, "-vvv"), len(items) * (TIMEOUT + 3) + AT_ONCE
    ).good()
    assert [place for place, service in zip(places, stuck, strict=True) if not service.reached.is_set()] == []
    results = outcome.of("the task", "item")
    assert [result["item"]["name"] for result in results] == [*places, "last"]
    for result in results[:-1]:
        assert result["failed"]
        assert str(TIMEOUT) in result["msg"]
        assert "imed out" in result["msg"] or "failed to execute in the expected time frame" in result["msg"]
    assert_unchanged(outcome, len(items))
    assert list(folder.iterdir()) == []
    assert plays.temporary_files() == []
    assert plays.processes_end()


def test_a_timeout_of_a_wait_ends_it(plays: Plays, tenant: Tenant) -> None:
    tenant.put("m365", id="running", status="running")
    more = {"product": "m365", "job_ids": ["running"], "interval": "30s", "wait_timeout": "10m"}
    items = [item(name, tenant.connection(**more)) for name in ("first", "second")]
    outcome = plays.finish(plays.start({"tasks": [loop("job_wait", items, timeout=TIMEOUT)]}), 2 * TIMEOUT + AT_ONCE)
    assert all(result["failed"] for result in outcome.good().of("the task", "item"))
    assert_unchanged(outcome, len(items))


def test_a_timeout_is_reported_as_of_a_shipped_task(plays: Plays, services: Services) -> None:
    service = services.start("http response")
    # The module that is shipped ends by itself.
    options = services.options(service, timeout=8, products=["m365"])
    outcomes = []
    for connection in ("local", "shipped"):
        play = {"hosts": "all", "connection": connection, "tasks": [task("login", args=options, timeout=TIMEOUT)]}
        plays.file("results").unlink(missing_ok=True)
        outcomes.append(plays.finish(plays.start(play), AT_ONCE + 10))
    in_process, shipped = outcomes
    assert in_process.returncode == shipped.returncode != 0
    assert in_process.one("the task") == shipped.one("the task")
    assert in_process.one("the task")["failed"]


def test_loop_items_share_no_token(plays: Plays, tenant: Tenant) -> None:
    items = [item(name, tenant.connection()) for name in ("first", "second", "third")]
    plays.run([loop("m365_job_info", items)]).good()
    assert len(tenant.token_log()) == len(items)
    assert not any(entry["cookie"] for entry in tenant.sandbox.requests())


def test_a_retry_finds_the_arguments_of_the_task(plays: Plays, tenant: Tenant) -> None:
    options = tenant.connection(client_secret="wrong-secret")
    outcome = plays.run([task("login", args={**options, "products": ["m365"]}, retries=2, delay=0, until=False)])
    result = outcome.one("the task")
    assert result["attempts"] >= 2
    assert "invocation" not in result or result["invocation"]["module_args"]["client_id"] == tenant.client_id
    assert len(tenant.token_log()) == 3
