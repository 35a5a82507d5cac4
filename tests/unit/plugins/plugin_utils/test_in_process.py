# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether jobs need to be masked, and modules that are run in this process."""

from __future__ import annotations

import importlib.util
import math
import sys
import typing as t
from pathlib import Path

import hypothesis
import pytest
from ansible.errors import AnsibleError
from ansible.module_utils.common.parameters import remove_values
from ansible.utils.display import Display
from hypothesis import strategies

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._module.base_module import CloudBackupModule
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils import in_process

# From ansible-core 2.22 on, results are masked when they are displayed.
MASKED = importlib.util.find_spec("ansible.module_utils.secrets") is None
SCALARS = strategies.none() | strategies.booleans() | strategies.integers() | strategies.floats() | strategies.text()
VALUES = strategies.recursive(
    SCALARS,
    lambda inner: strategies.lists(inner, max_size=3) | strategies.dictionaries(strategies.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "secret"),
    [
        ("hidden", "hidden"),
        ("is hidden here", "hidden"),
        ("Größe ☃", "ß"),
        ("\ud800x", "\ud800"),
        (4711, "4711"),
        (14711, "4711"),
        (-7, "-7"),
        (0.25, "0.25"),
        (1e300, "e+3"),
        (math.inf, "inf"),
        (math.nan, "nan"),
        (1e-7, "e-07"),
        ([["x", {"y": ["a hidden one"]}]], "hidden"),
    ],
)
def test_a_secret_in_a_job_is_found(value: object, secret: str) -> None:
    jobs = [{"id": "1", "raw": {"deep": value}}]
    assert remove_values(jobs, {secret}) != jobs
    assert in_process.contains(jobs, {"another", secret})


@pytest.mark.parametrize("value", [True, False, None])
def test_a_secret_like_a_word_of_python_is_found(value: object) -> None:
    """Whether such values are masked depends on the version of ansible-core."""
    jobs = [{"ok": value}]
    for secret in (str(value), str(value)[1:3]):
        assert in_process.contains(jobs, {secret})


def test_jobs_without_a_secret_need_no_masking() -> None:
    jobs = [{"id": "1", "status": "succeeded", "counts": {"total": 4711, "failed": None}, "ok": True}]
    assert not in_process.contains(jobs, {"sandbox-secret-7", "Truetype", ""})
    assert not in_process.contains(jobs, set())
    assert not in_process.contains([], {"hidden"})


@hypothesis.given(VALUES, strategies.text(min_size=1, max_size=3))
def test_what_masking_would_change_is_found(value: t.Any, secret: str) -> None:
    jobs = [{"raw": value}]
    # The text of not a number is equal, the number itself is not.
    if repr(remove_values(jobs, {secret})) != repr(jobs):
        assert in_process.contains(jobs, {secret})


@hypothesis.given(VALUES, strategies.data())
def test_parts_of_numbers_are_found(value: t.Any, data: strategies.DataObject) -> None:
    text = repr(data.draw(strategies.integers() | strategies.floats()))
    begin = data.draw(strategies.integers(0, len(text) - 1))
    secret = text[begin : data.draw(strategies.integers(begin + 1, len(text)))]
    jobs = [{"raw": [value, t.cast(object, float(text) if "." in text or "n" in text or "e" in text else int(text))]}]
    if repr(remove_values(jobs, {secret})) != repr(jobs):
        assert in_process.contains(jobs, {secret})


SPEC = {"secret": {"type": "str", "no_log": True}, "old": {"type": "str", "aliases": ["older"]}}


def run(
    tmp_path: Path, use: t.Callable[[CloudBackupModule], None], **arguments: t.Any
) -> tuple[dict[str, t.Any], t.Any]:
    def main(module_class: type[CloudBackupModule]) -> None:
        use(module_class(argument_spec=SPEC, supports_check_mode=True))

    return in_process.run(main, arguments, {}, str(tmp_path))


def test_jobs_are_not_copied(tmp_path: Path) -> None:
    jobs = [{"id": "1"}]
    returned, separate = run(tmp_path, lambda module: module.exit_json(changed=False, jobs=jobs, summary={"total": 1}))
    assert separate is jobs
    assert returned["summary"] == {"total": 1}
    assert "jobs" not in returned


@pytest.mark.parametrize(
    "value", ["of hidden-4711", {"__ansible_unsafe": "x"}, {"__ansible_type": "TrustedAsTemplate"}]
)
def test_jobs_that_change_on_their_way_go_the_way_of_the_others(tmp_path: Path, value: object) -> None:
    returned, separate = run(tmp_path, lambda module: module.exit_json(jobs=[{"raw": value}]), secret="hidden-4711")
    assert separate is None
    assert len(returned["jobs"]) == 1
    assert ("hidden-4711" not in str(returned["jobs"])) or not MASKED


def test_a_failure_is_a_result(tmp_path: Path) -> None:
    returned, jobs = run(tmp_path, lambda module: module.fail_json(msg="no hidden-4711", more=1), secret="hidden-4711")
    assert (returned["failed"], returned["more"], jobs) == (True, 1, None)
    assert returned["msg"] == ("no ********" if MASKED else "no hidden-4711")


def test_an_argument_error_is_a_result(tmp_path: Path) -> None:
    returned, _jobs = run(tmp_path, lambda module: module.exit_json(), colour="red")
    assert returned["failed"] is True
    assert "Unsupported parameters" in returned["msg"]


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what the display gets: from ansible-core 2.19 on, warnings of this process, for the result of the task."""
    texts: list[str] = []
    for name in ("warning", "deprecated"):
        monkeypatch.setattr(Display, name, lambda _self, msg, **_more: texts.append(msg))
    return texts


def test_an_option_and_its_alias_give_a_warning(tmp_path: Path, displayed: list[str]) -> None:
    assert not run(tmp_path, lambda module: module.exit_json(), older="1")[0].get("warnings")
    assert displayed == []
    returned, _jobs = run(tmp_path, lambda module: module.exit_json(), old="1", older="2")
    assert "alias" in str([*displayed, *returned.get("warnings", ())])


def test_a_deprecation_is_not_lost(tmp_path: Path, displayed: list[str]) -> None:
    def deprecate(module: CloudBackupModule) -> None:
        module.deprecate("old is old", version="9.0.0", collection_name="avepoint.cloud_backup")
        module.exit_json()

    returned, _jobs = run(tmp_path, deprecate)
    assert "old is old" in str([*displayed, *returned.get("deprecations", ())])


def test_a_module_without_a_result_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AnsibleError, match="without a result"):
        run(tmp_path, lambda _module: None)
    with pytest.raises(AnsibleError, match="without a result"):
        run(tmp_path, lambda _module: sys.exit(1))


def test_an_exception_is_not_hidden(tmp_path: Path) -> None:
    def divide(_module: CloudBackupModule) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(tmp_path, divide)
