# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that Markdown shows as it is: in CommonMark, GitHub, GitLab, Azure DevOps, Slack, Teams and their like."""

from __future__ import annotations

import re
import typing as t

from .text import clean

# A word that can be the content of a code span everywhere, since nothing in it ends a code span, a cell of a table or
# a tag of Slack; or a character that does.
_WORD = re.compile(r"[^\s`|<>\\]+|[`|<>\\]")
# What services make links, mentions or pictures of, however it is escaped, but not in a code span.
_ACTIVE = re.compile(
    r"@"  # mentions, e-mail addresses
    r"|#"  # issues, hashtags
    r"|[!$%&~^*][\w\"{]"  # GitLab's merge requests, snippets, milestones, epics, labels, alerts, iterations
    r"|(?i:\bwww\.|\btel:)|\w\.[^\W\d_]{2}"  # addresses
    r"|[:;][^\s\d]|:(?!\d\d:)[^\s:]*:"  # URLs of any scheme, emoji, emoticons
    r"|[^\W\d_]\w*-\d"  # issues such as GH-12
    r"|\b[0-9a-fA-F]{7}|\d{7}"  # commits, and IDs of jobs
    r"|\[\[|\{\{|\{%"  # wiki links, tables of contents, templates
)
# What is syntax of Markdown anywhere in a line; an underscore between letters or digits is not.
_SYNTAX = re.compile(r"[&<>|\\`*\[\]~^$#{}]|(?<![^\W_])_|_(?![^\W_])")
# What is syntax at the beginning of a line: marks of lists and headings, and the quick actions of GitLab.
_BEGINNING = re.compile(r"^[-+=/:]|(?<=\d)[.)]$")
# The punctuation around a word, which is no part of its code span.
_AROUND = re.compile(r"([(\"']*)(.*?)([)\"',.]*)")
# The only references that Slack knows.
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escape(value: str) -> str:
    """Return text as Markdown for the inside of a line or of a cell of a table, which renders to exactly this text.

    The text becomes one line without invisible characters. A character that is syntax becomes a reference such as
    C(&#42;). A word that services act upon after the Markdown, such as a mention or an address, becomes a code span.
    """
    return _WORD.sub(_word, clean(value))


def _word(word: re.Match[str]) -> str:
    text = word[0]
    if _ACTIVE.search(text):
        before, inside, after = t.cast("re.Match[str]", _AROUND.fullmatch(text)).groups()
        return f"{before}`{inside}`{after}"
    escaped = _SYNTAX.sub(_reference, text)
    return _BEGINNING.sub(_reference, escaped) if word.start() == 0 else escaped


def _reference(found: re.Match[str]) -> str:
    return _NAMED.get(found[0], f"&#{ord(found[0])};")
