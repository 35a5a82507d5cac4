# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of the integration targets, and the check of the ways that modules took."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest

from tools import ansible_test, ways

RUN = "avepoint.cloud_backup.login is run in the process of the controller"
SHIPPED = "avepoint.cloud_backup.login is shipped to the target, because the connection is shipped"
ASYNCHRONOUS = "avepoint.cloud_backup.login is shipped to the target, because the task is asynchronous"
LACKING = "avepoint.cloud_backup.login is shipped to the target, because the controller's Python lacks PyJWT"


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """Return the folder of a collection without any file."""
    folder = tmp_path / "ansible_collections" / "avepoint" / "cloud_backup"
    (folder / "tests" / "integration").mkdir(parents=True)
    return folder


@pytest.mark.parametrize("shipped", [True, False])
def test_the_configuration_chooses_the_connection_of_every_host(collection: Path, shipped: bool) -> None:
    record = ways.configure(collection, shipped=shipped)
    written = configparser.ConfigParser()
    written.read(collection / "tests" / "integration" / "integration.cfg")
    assert written.get("vars_ways", "connection", fallback=None) == ("shipped" if shipped else None)
    assert written.get("vars_ways", "record") == str(record)
    # ansible-test finds every file in the folder of the collection.
    assert collection not in record.parents
    for folder in ("connection", "vars"):
        assert written.get("defaults", f"{folder}_plugins") == str(collection / "tests" / "integration" / folder)


@pytest.mark.parametrize(
    ("line", "shipped", "right"),
    [
        (RUN, False, True),
        (RUN, True, False),
        (SHIPPED, True, True),
        # A target may have a host with this connection.
        (SHIPPED, False, True),
        (ASYNCHRONOUS, True, True),
        (ASYNCHRONOUS, False, True),
        (LACKING, False, False),
    ],
)
def test_a_run_fails_if_a_module_took_another_way(line: str, shipped: bool, right: bool) -> None:
    problems = ways.check([line, line], shipped=shipped, expected=set())
    assert problems == ([] if right else [f"{line} (2 times)"])


@pytest.mark.parametrize(
    ("lines", "shipped", "problems"),
    [
        ([RUN], False, ["job_gate was never run in the process"]),
        ([SHIPPED], True, ["job_gate was never shipped"]),
        ([ASYNCHRONOUS], False, ["job_gate was never run in the process", "login was never run in the process"]),
        ([], True, ["job_gate was never shipped", "login was never shipped"]),
    ],
)
def test_a_run_fails_unless_every_module_took_its_way(lines: list[str], shipped: bool, problems: list[str]) -> None:
    assert ways.check(lines, shipped=shipped, expected={"login", "job_gate"}) == problems


def test_every_module_is_expected() -> None:
    modules = {file.stem for file in (ansible_test.tree.ROOT / "plugins" / "modules").glob("*.py")} - {"__init__"}
    assert ways.actions(ansible_test.tree.ROOT) == modules


@pytest.mark.parametrize(
    ("text", "expected", "code"), [(f"{RUN}\n", {"login"}, 0), (f"{RUN}\n", {"job_gate"}, 1), (None, {"login"}, 1)]
)
def test_the_record_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, expected: set[str], code: int
) -> None:
    record = tmp_path / "ways.txt"
    if text:
        record.write_text(text)
    assert ansible_test.check_ways(record, shipped=False, expected=expected) == code
    printed = capsys.readouterr().out
    assert ("WRONG: " in printed) == bool(code)
    assert ("1 times: run in the process of the controller" in printed) == bool(text)
