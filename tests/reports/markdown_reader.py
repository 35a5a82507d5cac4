# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Markdown as services do: CommonMark with tables, strikethrough and links of bare addresses."""

from __future__ import annotations

import re
import typing as t

from markdown_it import MarkdownIt
from markdown_it.token import Token

_READER = MarkdownIt("gfm-like")
# The structure that the renderer makes itself; everything else would come from text of the service.
STRUCTURE = frozenset({"heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td", "bullet_list", "list_item"})
# What services make of the text outside of code, after the Markdown.
SERVICES = {
    "a mention": r"(?<!\w)@[\w-]",
    "an issue": r"#\d|(?i:\bgh-\d)|\b[A-Z][A-Z0-9]+-\d|[!$&%~^](?=[\w\"])",
    "a commit": r"\b[0-9a-f]{7,40}\b",
    "an address": r"(?i:\b[a-z][a-z0-9+.-]*://|\bwww\.|\b(?:mailto|tel):|\b(?:java|vb)script:)|\w@\w|\w\.[a-z]{2,}\b",
    "a template": r"\[\[|\{\{|\{%",
    "an emoji": r":[a-z0-9_+-]*[a-z][a-z0-9_+-]*:|:\d{3,}:|[:;]-?[)(DP]",
}


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text, those of lines among them."""
    return [token for block in _READER.parse(text) for token in (block, *(block.children or ()))]


def foreign(text: str) -> list[str]:
    """Return what is neither structure nor text: links, pictures, emphasis, HTML and the like."""
    own = {"inline", "text", "code_inline", *(f"{name}_{end}" for name in STRUCTURE for end in ("open", "close"))}
    return [token.type for token in tokens(text) if token.type not in own]


def shown(text: str) -> str:
    """Return the text that is shown."""
    return "".join(token.content for token in tokens(text) if token.type in ("text", "code_inline"))


def acted_upon(text: str) -> dict[str, str]:
    """Return what services would make something of, in the text outside of code."""
    found: dict[str, str] = {}
    for token in tokens(text):
        for what, pattern in SERVICES.items():
            match = re.search(pattern, token.content) if token.type == "text" else None
            if match:
                found[what] = t.cast(str, match[0])
    return found
