# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What leaves a module: results, messages, warnings and the system's log."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible.module_utils import basic
from ansible.module_utils.common import warnings as ansible_warnings

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import argument_spec
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._module.base_module import CloudBackupModule

SECRET = "hidden-4711"
OPTIONS = {"client_id": "me", "client_secret": SECRET, "api_url": "https://someone:pw-4712@host.invalid"}


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lines of the system's log."""
    lines: list[str] = []
    monkeypatch.setattr(basic, "has_journal", False)
    if hasattr(basic.AnsibleModule, "_log_to_syslog"):
        monkeypatch.setattr(basic.AnsibleModule, "_log_to_syslog", lambda _self, line: lines.append(line))
    else:
        # From ansible-core 2.22 on.
        monkeypatch.setattr(basic._logging, "log_to_system", lambda msg, *_args, **_more: lines.append(msg))
    return lines


@pytest.fixture
def module(clean_environment: None, monkeypatch: pytest.MonkeyPatch, log: list[str]) -> CloudBackupModule:
    monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": OPTIONS}).encode())
    monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
    internal = getattr(ansible_warnings, "_internal", None)
    if internal is not None:
        monkeypatch.setattr(internal, "is_controller", False)
    ansible_warnings._global_warnings.clear()
    return CloudBackupModule(argument_spec=argument_spec.argument_spec(argument_spec.CONNECTION))


def ended(capsys: pytest.CaptureFixture[str], end: t.Callable[[], object]) -> dict[str, t.Any]:
    with pytest.raises(SystemExit):
        end()
    return t.cast("dict[str, t.Any]", json.loads(capsys.readouterr().out))


HOSTILE = f"{SECRET[:6]}%{ord(SECRET[6]):x}{SECRET[7:]}\u202e\x1b[1m\u200bend"


def test_text_of_a_result_is_sanitized_at_any_depth(
    module: CloudBackupModule, capsys: pytest.CaptureFixture[str]
) -> None:
    returned = {"progress": [HOSTILE], "verdicts": [{"checks": [{"actual": HOSTILE, "job_ids": ["\u202e"]}]}]}
    result = ended(capsys, lambda: module.exit_json(**returned))
    clean = "******** [1m end"
    assert result["progress"] == [clean]
    assert result["verdicts"] == [{"checks": [{"actual": clean, "job_ids": ["\u202e"]}]}]


def test_data_of_a_result_is_unchanged(module: CloudBackupModule, capsys: pytest.CaptureFixture[str]) -> None:
    jobs = [{"id": "a\u202eb", "message": "x\u2028y"}]
    assert ended(capsys, lambda: module.exit_json(jobs=jobs, dest="/a\u200b"))["jobs"] == jobs


def test_a_message_keeps_its_lines_but_no_control_characters(
    module: CloudBackupModule, capsys: pytest.CaptureFixture[str]
) -> None:
    result = ended(capsys, lambda: module.fail_json(msg=f"one\n  {HOSTILE}", url="https://x\u202e", exception=HOSTILE))
    assert result["msg"] == "one\n  ******** [1m end"
    assert (result["failed"], result["url"]) == (True, "https://x")
    assert SECRET[6:] not in json.dumps(result)


def test_a_warning_is_sanitized(module: CloudBackupModule, capsys: pytest.CaptureFixture[str]) -> None:
    module.warn(HOSTILE)
    (warning,) = ended(capsys, lambda: module.exit_json(changed=False))["warnings"]
    text = warning if isinstance(warning, str) else json.dumps(warning)
    assert "******** [1m end" in text


def test_the_log_has_no_user_part_of_a_url(module: CloudBackupModule, log: list[str]) -> None:
    """Ansible-core writes every option of a module to the system's log."""
    assert any("host.invalid" in line for line in log)
    assert not any("someone" in line or "4712" in line or SECRET in line for line in log)
