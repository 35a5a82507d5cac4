# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write Markdown tables, and replace generated text between marks in pages."""

from __future__ import annotations

import re
import typing as t


def table(head: t.Sequence[str], rows: t.Iterable[t.Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def fill(page: str, text: str, blocks: t.Mapping[str, str]) -> str:
    """Return the text of a page with each block between its marks; raise SystemExit if the marks are missing."""
    for name, block in blocks.items():
        mark = re.compile(f"(<!-- {re.escape(name)} -->\n).*?(<!-- end of {re.escape(name)} -->)", re.DOTALL)
        if not mark.search(text):
            raise SystemExit(f"{page} has no marks for the table {name}")
        text = mark.sub(lambda found, block=block: f"{found[1]}\n{block}\n\n{found[2]}", text)  # type: ignore[misc]  # the default binds the loop's value
    return text
