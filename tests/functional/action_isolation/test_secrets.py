# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret, password or token in what a play prints, logs, returns or shows to other processes."""

from __future__ import annotations

import contextlib
import json
import syslog
import threading
import time
import typing as t
from pathlib import Path

import pytest
from ansible.module_utils import basic

from ansible_collections.avepoint.cloud_backup.plugins.modules import m365_job_info
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils import in_process
from functional.action_isolation.plays import IN_PROCESS, Outcome, Plays, task
from functional.helpers import Tenant
from functional.stuck import Services

try:
    # From ansible-core 2.22 on.
    from ansible.module_utils.secrets import register_secret
except ImportError:
    register_secret = None

PROXY_PASSWORD = "proxy-password-4711"
FAULTS: dict[str, dict[str, t.Any]] = {
    "none": {},
    "rejected": {"kind": "status", "status": 403},
    "not JSON": {"kind": "not_json"},
    "reset": {"kind": "reset_in_body"},
    "link": {"kind": "link", "value": "https://elsewhere.invalid/jobs?x=1"},
}


@pytest.fixture
def services(tmp_path: Path) -> t.Iterator[Services]:
    with contextlib.closing(Services(tmp_path)) as found:
        yield found


@pytest.fixture
def logged(plays: Plays) -> Path:
    """Return the log of the plays."""
    path = plays.file("ansible.log")
    plays.env["ANSIBLE_LOG_PATH"] = str(path)
    return path


def credentials(tenant: Tenant) -> dict[str, dict[str, t.Any]]:
    files = tenant.sandbox.certificates
    token = tenant.run("login", products=["m365"]).good().result["access_token"]
    return {
        "secret": tenant.connection(),
        "certificate": tenant.connection(**tenant.certificate_options(files.pfx, files.password)),
        "token": tenant.connection(client_id=None, client_secret=None, access_token=token),
    }


def secrets(tenant: Tenant, options: t.Mapping[str, t.Any]) -> list[str]:
    names = ("client_secret", "certificate_password", "access_token")
    return [PROXY_PASSWORD, tenant.secret, *(options[name] for name in names if options.get(name))]


def search(outcome: Outcome, found: t.Sequence[str], *paths: Path) -> None:
    assert len(found) >= 2
    for text in (outcome.output, json.dumps(outcome.results), *(path.read_text(encoding="utf-8") for path in paths)):
        for secret in found:
            assert secret not in text, text[max(0, text.index(secret) - 300) : text.index(secret) + 100]


@pytest.mark.parametrize("way", ["secret", "certificate", "token"])
def test_a_play_prints_no_secret(plays: Plays, tenant: Tenant, logged: Path, way: str) -> None:
    """With the highest verbosity, by options and by variables, in good and in failed tasks."""
    options = credentials(tenant)[way]
    by_variable = {f"AVEPOINT_{name.upper()}": str(value) for name, value in options.items()}
    proxies = {"https_proxy": f"http://user:{PROXY_PASSWORD}@127.0.0.1:1"}
    for number, (kind, fault) in enumerate(FAULTS.items()):
        tenant.sandbox.clear()
        if fault:
            tenant.fault(product="m365", times=0, **fault)
        plays.env["ANSIBLE_LOG_PATH"] = str(logged)
        tasks = [
            task("m365_job_info", "by options", args=options, ignore_errors=True, environment=proxies),
            task("m365_job_info", "by variables", ignore_errors=True, environment={**by_variable, **proxies}),
            task("m365_job_info", "wrong", args={**options, "limit": "many"}, ignore_errors=True),
            task("m365_job_info", "unknown", args={**options, "unknown": 1}, ignore_errors=True),
        ]
        # Two rounds are enough for the slow certificates.
        if way == "certificate" and number > 1:
            break
        outcome = plays.run(tasks, "-vvvv").good()
        assert len(outcome.way()) == len(tasks)
        assert all(IN_PROCESS in line for line in outcome.way())
        assert outcome.one("by options")["failed"] is outcome.one("by variables")["failed"] is bool(fault), kind
        # The variables of a task are printed by ansible-core itself, at the highest verbosity, if it ships the task.
        search(outcome, secrets(tenant, options), logged)
        # From ansible-core 2.21 on, there is none unless it is configured.
        arguments = outcome.one("by options").get("invocation", {}).get("module_args")
        for name in ("client_secret", "certificate_password", "access_token"):
            assert not arguments or arguments[name] == (
                "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" if options.get(name) else None
            )


def test_a_proxy_with_a_password_is_not_printed(plays: Plays, tenant: Tenant, logged: Path) -> None:
    options = tenant.connection(proxy=f"http://user:{PROXY_PASSWORD}@127.0.0.1:1")
    by_variable = {"https_proxy": f"http://user:{PROXY_PASSWORD}@127.0.0.1:1", "http_proxy": f"://{PROXY_PASSWORD}@x"}
    tasks = [
        task("login", "option", args={**options, "products": ["m365"]}, ignore_errors=True),
        task(
            "login",
            "variable",
            args={
                **tenant.connection(api_url="https://a.invalid", identity_url="https://a.invalid"),
                "products": ["m365"],
            },
            environment=by_variable,
            ignore_errors=True,
        ),
    ]
    outcome = plays.run(tasks, "-vvvv").good()
    assert outcome.one("option")["failed"]
    assert outcome.one("variable")["failed"]
    search(outcome, [PROXY_PASSWORD, tenant.secret], logged)


def test_a_token_that_was_obtained_is_printed_by_its_own_task_only(plays: Plays, tenant: Tenant, logged: Path) -> None:
    """From ansible-core 2.22 on, it is masked wherever the play prints it, and still works as an option."""
    options = tenant.connection()
    tasks = [
        task("login", "the login", args={**options, "products": ["m365"]}, register="got"),
        {"name": "shown", "ansible.builtin.debug": {"msg": "the token is {{ got.access_token }}"}},
        {"name": "seen", "ansible.builtin.assert": {"that": ["query('observed', got.access_token) is truthy"]}},
        task(
            "m365_job_info",
            "used",
            args={**tenant.connection(client_id=None, client_secret=None), "access_token": "{{ got.access_token }}"},
        ),
    ]
    outcome = plays.run(tasks, "-vvvv").good()
    (line,) = outcome.observed
    (token,) = line["terms"]
    if register_secret is None:
        assert f"the token is {token}" in outcome.output
    else:
        for text in (outcome.output, logged.read_text(encoding="utf-8")):
            assert "the token is $REDACTED$" in text
            assert token not in text
    assert tenant.secret not in outcome.output
    (used,) = outcome.of("used")
    assert token not in json.dumps(used)


@pytest.mark.skipif(register_secret is None, reason="ansible-core masks secrets from 2.22 on")
@pytest.mark.parametrize("connection", ["local", "shipped"])
def test_the_client_secret_is_masked_from_its_task_on(plays: Plays, tenant: Tenant, connection: str) -> None:
    """Either way, even where it is a variable of the play; before the task nobody knows that it is one."""
    value = "{{ s }}"
    tasks = [
        task("login", "the login", args={**tenant.connection(client_secret=value), "products": ["m365"]}),
        {"name": "after", "ansible.builtin.debug": {"msg": "the secret is {{ s }}"}},
    ]
    outcome = plays.run(tasks, "-vvvv", hosts="all", connection=connection, vars={"s": tenant.secret}).good()
    assert tenant.secret not in outcome.output
    assert "the secret is $REDACTED$" in outcome.output


def test_registered_results_have_no_internal_keys(plays: Plays, tenant: Tenant) -> None:
    options = tenant.connection()
    tasks = [
        task("m365_job_info", "good", args=options, register="good"),
        task(
            "m365_job_info",
            "bad",
            args={**options, "client_secret": "wrong-secret"},
            register="bad",
            ignore_errors=True,
        ),
        task("m365_job_info", "loop", args=options, register="loop", loop=[1, 2]),
        {"name": "seen", "ansible.builtin.assert": {"that": ["query('observed', good, bad, loop) is truthy"]}},
    ]
    outcome = plays.run(tasks).good()
    (line,) = outcome.observed
    results = [*line["terms"], *line["terms"][2]["results"]]
    assert len(results) == 5
    for result in results:
        # The loop's own are of ansible-core.
        ours = {name for name in result if name.startswith("_ansible") and name != "_ansible_no_log"}
        assert ours - {"_ansible_item_label", "_ansible_item_result", "_ansible_ignore_errors"} == set()
        assert tenant.secret not in json.dumps(result)


def test_no_log_hides_everything(plays: Plays, tenant: Tenant, logged: Path) -> None:
    tenant.put("m365", id="hidden-job-4711")
    outcome = plays.run([task("m365_job_info", args=tenant.connection(), no_log=True)], "-vvvv").good()
    assert "hidden-job-4711" not in outcome.output + logged.read_text(encoding="utf-8") + json.dumps(outcome.results)
    assert "no_log" in str(outcome.one("the task")["censored"])


def test_no_process_shows_a_secret(plays: Plays, services: Services) -> None:
    """Neither in its command line, nor in its environment."""
    service = services.start("http response", token=True)
    options = services.options(service)
    secret = options.pop("client_secret")
    (plays.folder / "secret.yml").write_text(json.dumps({"s": secret}), encoding="utf-8")
    tasks = [task("m365_job_info", args={**options, "client_secret": "{{ s }}"}, timeout=4, ignore_errors=True)]
    process = plays.start({"tasks": tasks, "vars_files": ["secret.yml"]})
    shown: set[str] = set()
    seen: set[int] = set()
    ended = threading.Event()

    def watch() -> None:
        while not ended.is_set():
            for pid, command in plays.processes().items():
                seen.add(pid)
                shown.add(command)
                with contextlib.suppress(OSError):
                    shown.add(Path(f"/proc/{pid}/environ").read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.02)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    assert service.reached.wait(60)
    outcome = plays.finish(process)
    ended.set()
    watcher.join(5)
    assert outcome.one("the task")["failed"]
    assert len(seen) >= 2
    assert shown
    for text in shown:
        assert secret not in text
        assert "stuck-token-4711" not in text


def test_the_system_log_has_no_secret(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """ansible-core writes the options of each module to it, in the process that runs the module."""
    lines: list[str] = []
    monkeypatch.setattr(syslog, "syslog", lambda _level, line: lines.append(line))
    monkeypatch.setattr(basic, "has_journal", False, raising=False)
    for options in credentials(tenant).values():
        for more in ({}, {"proxy": f"http://user:{PROXY_PASSWORD}@127.0.0.1:1"}, {"limit": "many"}):
            arguments = {**options, **more, "_ansible_target_log_info": "x"}
            in_process.run(m365_job_info.main, arguments, {}, str(tenant.tmp))
        text = "\n".join(lines)
        assert tenant.client_id in text or options.get("access_token")
        for secret in secrets(tenant, options):
            assert secret not in text
