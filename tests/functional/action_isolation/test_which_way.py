# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task runs in the process of the controller or is shipped; C(-vvv) says which, and why."""

from __future__ import annotations

import getpass
import typing as t

import pytest

from functional.action_isolation.plays import IN_PROCESS, SHIPPED, Plays, python_without, task
from functional.helpers import Tenant

LOCAL = {"ansible_connection": "local"}
OTHER = {"ansible_connection": "shipped"}


def login(tenant: Tenant, **keywords: t.Any) -> dict[str, t.Any]:
    return task("login", args={**tenant.connection(), "products": ["m365"]}, **keywords)


def way(plays: Plays, *tasks: dict[str, t.Any], **play: t.Any) -> str:
    """Run one task, and return what -vvv says about the way it went."""
    outcome = plays.run(tasks, "-vvv", **play)
    (line,) = outcome.way()
    return line


IN_PROCESS_PLAYS: dict[str, tuple[str, dict[str, t.Any], dict[str, t.Any]]] = {
    "implicit localhost": ("other,", {}, {}),
    "connection of the play": ("some,", {"hosts": "all", "connection": "local"}, {}),
    "connection by its full name": ("some,", {"hosts": "all", "connection": "ansible.builtin.local"}, {}),
    "variable of the host": ("some,", {"hosts": "all", "vars": LOCAL}, {}),
    "delegated": ("some,", {"hosts": "all", "connection": "shipped"}, {"delegate_to": "localhost"}),
    "local action by a variable": ("some,", {"hosts": "all", "connection": "shipped", "vars": LOCAL}, {}),
    "become the same user": ("some,", {}, {"become": True, "become_user": getpass.getuser()}),
    "become by a template": ("some,", {"vars": {"me": getpass.getuser()}}, {"become": True, "become_user": "{{ me }}"}),
    "become off": ("some,", {"become": True, "become_user": "somebody"}, {"become": False}),
    "other variables": ("some,", {}, {"environment": {"AVEPOINT_RETRIES": "1", "HOME": "/nowhere", "https_proxy": ""}}),
    "no async": ("some,", {}, {"async": 0}),
}


@pytest.mark.parametrize("case", IN_PROCESS_PLAYS)
def test_a_task_on_the_controller_runs_in_its_process(plays: Plays, tenant: Tenant, bare: str, case: str) -> None:
    """Its Python lacks the libraries, so that the module would fail."""
    plays.inventory, play, keywords = IN_PROCESS_PLAYS[case]
    plays.interpreter = bare
    plays.env = {"ANSIBLE_BECOME_METHOD": "pretend", "ANSIBLE_PIPELINING": "1"}
    outcome = plays.run([login(tenant, **keywords)], "-vvv", **play).good()
    assert outcome.one("the task")["access_token"]
    (line,) = outcome.way()
    assert line.endswith(f"avepoint.cloud_backup.login {IN_PROCESS}")


SHIPPED_PLAYS: dict[str, tuple[dict[str, t.Any], dict[str, t.Any], str]] = {
    "another connection": ({"hosts": "all", "connection": "shipped"}, {}, "the connection is shipped"),
    "variable of the host": ({"vars": OTHER}, {}, "the connection is shipped"),
    "delegated": ({"connection": "local"}, {"delegate_to": "far", "vars": OTHER}, "the connection is shipped"),
    "become": ({}, {"become": True, "become_user": "somebody"}, "the task becomes the user somebody"),
    "become in the play": ({"become": True, "become_user": "somebody"}, {}, "the task becomes the user somebody"),
    "async": ({}, {"async": 60, "poll": 1}, "the task is asynchronous"),
    "async without poll": ({}, {"async": 60, "poll": 0}, "the task is asynchronous"),
    **{
        name: ({}, {"environment": {name: "1"}}, f"the variable {name} has an effect on new processes only")
        for name in ("PYTHONUTF8", "LD_BIND_NOW", "OPENSSL_CONF", "MALLOC_ARENA_MAX", "TZ", "LC_ALL", "LANG", "TMPDIR")
    },
    "variable of the play": (
        {"environment": [{"A": "1"}, {"PYTHONHASHSEED": "1"}]},
        {},
        "the variable PYTHONHASHSEED has an effect on new processes only",
    ),
}


@pytest.mark.parametrize("case", SHIPPED_PLAYS)
def test_any_other_task_is_shipped(plays: Plays, tenant: Tenant, bare: str, case: str) -> None:
    """Its Python lacks the libraries, so that the module fails."""
    play, keywords, reason = SHIPPED_PLAYS[case]
    plays.interpreter = bare
    plays.env = {"ANSIBLE_BECOME_METHOD": "pretend", "ANSIBLE_PIPELINING": "1"}
    outcome = plays.run([login(tenant, **keywords)], "-vvv", **play)
    (line,) = outcome.way()
    assert line.endswith(f"avepoint.cloud_backup.login {SHIPPED}{reason}")
    if keywords.get("poll") != 0:
        assert "Failed to import the required Python library" in outcome.one("the task")["msg"]
    assert tenant.token_log() == []


def test_a_shipped_task_returns_its_result(plays: Plays, tenant: Tenant) -> None:
    for keywords in ({}, {"async": 60, "poll": 1}, {"environment": {"PYTHONUTF8": "1"}}):
        hosts = {"hosts": "all", "connection": "local" if keywords else "shipped"}
        outcome = plays.run([login(tenant, **keywords)], **hosts).good()
        assert outcome.one("the task")["access_token"]


def test_a_task_in_the_background_is_shipped_and_waited_for(plays: Plays, tenant: Tenant) -> None:
    started = login(tenant, **{"async": 60, "poll": 0, "register": "started"})
    wait = {
        "name": "the end",
        "ansible.builtin.async_status": {"jid": "{{ started.ansible_job_id }}"},
        "register": "status",
        "until": "status.finished | bool",
        "delay": 1,
        "retries": 30,
    }
    outcome = plays.run([started, wait]).good()
    assert outcome.one("the end")["access_token"]


def test_a_low_verbosity_says_nothing_of_the_way(plays: Plays, tenant: Tenant) -> None:
    assert plays.run([login(tenant)], "-vv").good().way() == []


@pytest.mark.parametrize("library", ["pydantic", "requests", "tenacity"])
def test_a_controller_that_lacks_a_library_ships(plays: Plays, tenant: Tenant, library: str) -> None:
    plays.python = python_without(plays.file("lacking"), library)
    outcome = plays.run([login(tenant)], "-vvv").good()
    (line,) = outcome.way()
    assert f"{SHIPPED}the controller's Python lacks {library}>=" in line
    assert outcome.one("the task")["access_token"]


@pytest.mark.parametrize("library", ["pyjwt", "cryptography"])
def test_only_a_certificate_needs_its_libraries(plays: Plays, tenant: Tenant, library: str) -> None:
    plays.python = python_without(plays.file("lacking"), library, library.removeprefix("py"))
    assert IN_PROCESS in way(plays, login(tenant))
    certificate = tenant.certificate_options(tenant.sandbox.certificates.pem)
    options = {**tenant.connection(**certificate), "products": ["m365"]}
    by_option = task("login", args=dict(options))
    path = options.pop("certificate_path")
    by_variable = task("login", args=options, environment={"AVEPOINT_CERTIFICATE_PATH": path})
    for each in (by_option, by_variable):
        assert f"{SHIPPED}the controller's Python lacks " in way(plays, each)
    plays.env = {"AVEPOINT_CERTIFICATE_PATH": path}
    assert f"{SHIPPED}the controller's Python lacks " in way(plays, task("login", args=options))


METADATA = "Metadata-Version: 2.1\nName: {}\nVersion: {}\n"


@pytest.mark.parametrize(
    ("library", "version", "reason"),
    [
        ("pydantic", "1.10.13", "the controller's Python has pydantic 1.10.13, and pydantic>=2.6 is needed"),
        ("requests", "2.30.9", "the controller's Python has requests 2.30.9, and requests>=2.31 is needed"),
        ("tenacity", "8.1.0", "the controller's Python has tenacity 8.1.0, and tenacity>=8.2 is needed"),
        ("requests", "unknown", "the controller's Python has requests unknown, and requests>=2.31 is needed"),
    ],
)
def test_a_controller_with_an_old_library_ships(
    plays: Plays, tenant: Tenant, library: str, version: str, reason: str
) -> None:
    """What is installed for this Python is still imported; only its version is hidden."""
    plays.python = python_without(plays.file("old"), f"{library}-")
    (packages,) = plays.file("old").glob("lib/python*/site-packages")
    folder = packages / f"{library}-{version}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(METADATA.format(library, version), encoding="utf-8")
    outcome = plays.run([login(tenant)], "-vvv").good()
    (line,) = outcome.way()
    assert line.endswith(SHIPPED + reason)


def test_a_controller_with_the_remains_of_a_library_ships(plays: Plays, tenant: Tenant) -> None:
    """A folder of metadata without metadata, as an interrupted installation leaves it."""
    plays.python = python_without(plays.file("old"), "requests")
    (packages,) = plays.file("old").glob("lib/python*/site-packages")
    (packages / "requests-2.32.0.dist-info").mkdir()
    assert f"{SHIPPED}the controller's Python lacks requests>=2.31" in way(plays, login(tenant))


def test_a_controller_with_a_library_that_cannot_be_imported_ships(plays: Plays, tenant: Tenant) -> None:
    plays.python = python_without(plays.file("broken"), "pydantic")
    (packages,) = plays.file("broken").glob("lib/python*/site-packages")
    (packages / "pydantic").mkdir()
    (packages / "pydantic" / "__init__.py").write_text("raise SystemError('built for another Python')\n")
    folder = packages / "pydantic-2.11.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(METADATA.format("pydantic", "2.11.0"), encoding="utf-8")
    outcome = plays.run([login(tenant)], "-vvv").good()
    (line,) = outcome.way()
    assert line.endswith(f"{SHIPPED}a library of the controller's Python cannot be imported")
