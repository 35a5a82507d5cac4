# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages: rows that are dropped are read again from the bytes, and entries that are dropped are parsed again."""

from __future__ import annotations

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.page import read_page
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.row_set import Entry


def test_dropped_rows_are_read_again_from_the_bytes() -> None:
    page = read_page(b'{"jobs": [{"jobId": "a"}, {"jobId": "b"}], "totalCount": 2}')
    held = page.read_rows()
    assert page.read_rows() is held
    page.drop_rows()
    assert page.read_rows() is not held
    assert (page.read_rows(), page.count, page.total) == ([{"jobId": "a"}, {"jobId": "b"}], 2, 2)


def test_dropped_entries_are_parsed_again() -> None:
    page = read_page(b'{"jobs": [{"jobId": "a"}, {"jobId": "a"}, {"jobId": "b"}]}')
    page.parser = lambda page: [Entry(str(row["jobId"]), None) for row in page.read_rows()]
    held = page.entries
    assert page.entries is held
    page.drop_entries()
    assert page.distinct == 2
    assert "entries" not in vars(page)
    assert page.entries is not held
    assert page.entries == held
