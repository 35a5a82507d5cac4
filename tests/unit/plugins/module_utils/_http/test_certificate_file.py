# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which certificate file is used: an empty one counts as not given."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import certificate_file

OPTION, VARIABLE = "certificate_path", "AVEPOINT_CERTIFICATE_PATH"


@pytest.fixture
def full(tmp_path: Path) -> str:
    path = tmp_path / "full.pem"
    path.write_text("anything\n", encoding="utf-8")
    return str(path)


@pytest.fixture(params=[b"", b"\n", b" \t\r\n"])
def empty(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    path = tmp_path / "empty.pem"
    path.write_bytes(request.param)
    return str(path)


@pytest.mark.parametrize("value", [None, "", " "])
def test_none_is_given(value: str | None) -> None:
    environ = {} if value is None else {VARIABLE: value}
    assert certificate_file.used({OPTION: value}, environ) is None
    assert certificate_file.describe_empty({OPTION: value}, environ) == ""


def test_the_option_precedes_the_variable(full: str) -> None:
    assert certificate_file.used({OPTION: full}, {VARIABLE: "/a.pem"}) == full
    assert certificate_file.used({OPTION: " "}, {VARIABLE: full}) == full


def test_an_empty_file_counts_as_not_given(full: str, empty: str) -> None:
    assert certificate_file.used({OPTION: empty}, {}) is None
    assert certificate_file.used({}, {VARIABLE: empty}) is None
    assert certificate_file.used({OPTION: empty}, {VARIABLE: full}) == full
    assert certificate_file.used({OPTION: full}, {VARIABLE: empty}) == full


def test_an_empty_file_is_named_by_its_source(full: str, empty: str) -> None:
    said = f" (the certificate file {empty!r} of {{}} is empty)".format
    assert certificate_file.describe_empty({OPTION: empty}, {}) == said(OPTION)
    assert certificate_file.describe_empty({OPTION: empty}, {VARIABLE: empty}) == said(VARIABLE)
    assert certificate_file.describe_empty({}, {VARIABLE: empty}) == said(VARIABLE)
    assert certificate_file.describe_empty({OPTION: full}, {VARIABLE: full}) == ""


def test_a_path_is_expanded_and_may_be_relative(tmp_path: Path, empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for path in ("~/empty.pem", "$HOME/empty.pem", "empty.pem"):
        assert certificate_file.used({OPTION: path}, {}) is None
        assert certificate_file.used({OPTION: empty}, {VARIABLE: path}) is None
        assert certificate_file.describe_empty({OPTION: empty}, {VARIABLE: path}).endswith(f"{VARIABLE} is empty)")


def test_what_is_no_file_is_used_and_gives_an_error_later(tmp_path: Path) -> None:
    """A pipe is not opened: nobody would write to it here, so this test would not end."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "nowhere", "a\0b"):
        assert certificate_file.used({OPTION: str(path)}, {}) == str(path)
