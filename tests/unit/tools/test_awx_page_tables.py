# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of docs/awx.md: every variable that the data files read is described there, once."""

from __future__ import annotations

import re
from collections import Counter

from tools.awx import data_files, page_tables

COMMENTS = """\
# Variables:
#   awx_one    the first,
#              default 1
#   awx_two, awx_three    the others
# awx_four is no variable of the list.
"""


def test_variables_are_read_from_comments() -> None:
    assert page_tables.described_in(COMMENTS) == [
        ("awx_one", "the first, default 1"),
        ("awx_two, awx_three", "the others"),
    ]


def test_each_variable_of_the_data_is_described_once() -> None:
    files = data_files.files()
    values = "\n".join(line for text in files.values() for line in text.splitlines() if not line.startswith("#"))
    read = set(re.findall(r"\bawx_[a-z_]+", values))
    table = page_tables.blocks()["variables"]
    described = Counter(re.findall(r"^\| `(awx_[a-z_]+)`", table, re.MULTILINE))
    assert read
    assert {name: described[name] for name in read} == dict.fromkeys(read, 1)


def test_each_object_is_in_the_table() -> None:
    table = page_tables.blocks()["objects"]
    names = re.findall(r"^  - name: (.+)$", "\n".join(data_files.files().values()), re.MULTILINE)
    assert len(names) == table.count("\n") - 1
    assert all(f"| *{name}* |" in table for name in names)
