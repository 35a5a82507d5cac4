# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why an action ships its module; the plays are in tests/functional/action_isolation."""

from __future__ import annotations

import getpass
import os
import pwd
import types
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.action.login import ActionModule
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils import libraries

LOCAL = "ansible.builtin.local"


class Action(ActionModule):
    """An action with only what the decision depends on."""

    def __init__(self, connection: str = LOCAL, become_user: object = None, become: bool = False) -> None:
        self._connection = types.SimpleNamespace(ansible_name=connection, become=become)
        self._task = types.SimpleNamespace(args={})
        self._become_user = become_user

    def get_become_option(self, option: str, default: object = None) -> t.Any:
        assert option == "become_user"
        return self._become_user

    def reason(self, environ: t.Mapping[str, t.Any] | None = None, wrap_async: object = 0) -> str | None:
        return self._reason_to_ship(environ or {}, wrap_async)


def test_a_local_task_is_not_shipped() -> None:
    assert Action().reason() is None


@pytest.mark.parametrize("connection", ["ansible.builtin.ssh", "shipped", "local", "some.collection.local", None])
def test_another_connection_ships(connection: t.Any) -> None:
    """A plugin of the user's own that is named local is another one."""
    assert Action(connection).reason() == f"the connection is {connection}"


@pytest.mark.parametrize("seconds", [1, 3600])
def test_async_ships(seconds: int) -> None:
    assert Action().reason(wrap_async=seconds) == "the task is asynchronous"


@pytest.mark.parametrize("user", ["somebody", "#0", "0"])
def test_another_user_ships(user: str) -> None:
    assert Action(become=True, become_user=user).reason() == f"the task becomes the user {user}"


def test_the_same_user_does_not_ship() -> None:
    assert Action(become=True, become_user=getpass.getuser()).reason() is None
    assert Action(become=False, become_user="somebody").reason() is None


@pytest.mark.parametrize(("uid", "ships"), [(0, False), (4711, True)])
@pytest.mark.parametrize("default", [None, ""])
def test_without_a_name_root_is_meant(monkeypatch: pytest.MonkeyPatch, uid: int, ships: bool, default: object) -> None:
    entry = {0: "root"}

    def user(number: int) -> object:
        return types.SimpleNamespace(pw_name=entry[number])

    monkeypatch.setattr(os, "geteuid", lambda: uid)
    monkeypatch.setattr(pwd, "getpwuid", user)
    # A container can have a user without a name.
    reason = Action(become=True, become_user=default).reason()
    assert reason == ("the task becomes the user root" if ships else None)


@pytest.mark.parametrize(
    "name",
    [
        *("PYTHONPATH", "PYTHONUTF8", "PYTHONWARNINGS", "LD_LIBRARY_PATH", "LD_PRELOAD", "GLIBC_TUNABLES"),
        *("MALLOC_ARENA_MAX", "TZ", "LC_ALL", "LC_CTYPE", "LANG", "LANGUAGE", "LOCPATH", "RES_OPTIONS"),
        *("RESOLV_HOST_CONF", "LOCALDOMAIN", "OPENSSL_CONF", "OPENSSL_MODULES", "SQLITE_TMPDIR", "TMPDIR"),
        *("CRYPTOGRAPHY_OPENSSL_NO_LEGACY", "PYDANTIC_DISABLE_PLUGINS", "BASH_FUNC_x%%", "with blank", ""),
    ],
)
def test_a_variable_of_new_processes_ships(name: str) -> None:
    reason = Action().reason({"AVEPOINT_CLIENT_ID": "x", name: ""})
    assert reason == f"the variable {name} has an effect on new processes only"


@pytest.mark.parametrize(
    "name",
    [
        *("AVEPOINT_CLIENT_SECRET", "https_proxy", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
        *("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE", "HOME", "PATH", "USER", "_", "MY_TZ", "ANSIBLE_CONFIG"),
    ],
)
def test_another_variable_does_not_ship(name: str) -> None:
    assert Action().reason({name: "x"}) is None


def test_a_missing_library_ships(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "lacking", lambda *, certificate=False: "it lacks one" if certificate else None)
    monkeypatch.delenv("AVEPOINT_CERTIFICATE_PATH", raising=False)
    action = Action()
    assert action.reason() is None
    assert action.reason({"AVEPOINT_CERTIFICATE_PATH": "/a.pem"}) == "it lacks one"
    monkeypatch.setenv("AVEPOINT_CERTIFICATE_PATH", "/a.pem")
    assert action.reason() == "it lacks one"
    # A tenant with an emptied variable uses none.
    assert action.reason({"AVEPOINT_CERTIFICATE_PATH": ""}) is None
    action._task.args["certificate_path"] = "/a.pem"
    assert action.reason({"AVEPOINT_CERTIFICATE_PATH": ""}) == "it lacks one"
