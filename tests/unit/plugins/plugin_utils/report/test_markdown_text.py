# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that is shown as it is, whatever Markdown and the services would make of it."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import sanitize
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.markdown_text import escape
from reports import markdown_reader, samples

WORDS = [
    *samples.HOSTILE,
    *(
        "*",
        "_",
        "__x__",
        "_x_",
        "a_b",
        "a__b",
        "_a",
        "a_",
        "~~x~~",
        "~",
        "`",
        "``",
        "a`b",
        "`a`",
        "|",
        "a|b",
        "\\|",
        "\\",
    ),
    *(
        "[x](y)",
        "![x](y)",
        "[x]",
        "[x][y]",
        "[^1]",
        "[ ] x",
        "[[_TOC_]]",
        "<b>",
        "<http://x>",
        "<a@b.c>",
        "&amp;",
        "&#42;",
    ),
    *(
        "# x",
        "## x ##",
        "- x",
        "-",
        "+ x",
        "* x",
        "1. x",
        "1.",
        "1) x",
        "> x",
        "===",
        "---",
        "***",
        "___",
        "~~~",
        "```",
    ),
    *(
        "    code",
        "x  ",
        "x\ny",
        "x\r\n\r\ny",
        ": x",
        ":::",
        "/close",
        "$x$",
        "$$",
        "{{ x }}",
        "{% x %}",
        "||x||",
        "==x==",
    ),
    *("@team", "@org/team", "<@U123>", "<!channel>", "<!subteam^S1>", "<#C1|x>", "#123", "GH-12", "gh-12", "ABC-1"),
    *(
        "org/repo#1",
        "!12",
        "&3",
        "%4",
        '%"a b"',
        "~bug",
        "$5",
        "^alert#6",
        "a5c3785ed8d6a35868bc169f07e40e889087fd2e",
        "a5c3785",
    ),
    *(
        "http://x.example",
        "HTTPS://X.EXAMPLE",
        "(http://x.example)",
        "www.example.com",
        "example.com",
        "contoso.рф",
        "//x.example",
    ),
    *(
        "a@b.example",
        "mailto:a@b",
        "ftp://x",
        "tel:123",
        "javascript:x",
        "xn--e1afmkfd.xn--p1ai",
        ":smile:",
        ":100:",
        ":)",
        ";-)",
    ),
    *("C:\\Users\\x", "\\\\server\\share", "m365 exchange_online", "(x)", '"x"', "08:00:00Z", "98.5 %", "3 < 4 > 2"),
]
# Where the renderer puts text, each with what is shown around it.
PLACES = {
    "a line": ("", ""),
    "a cell": ("| a | b |\n| --- | --- |\n| ", " | c |"),
    "an item": ("- ", ""),
    "a heading": ("# ", ""),
}


def check(text: str) -> None:
    """Check that a text is shown as it is, in each place."""
    line = sanitize(text, None)
    # Slack makes tags of these before anything else.
    assert "<" not in escape(text)
    for place, (before, after) in PLACES.items():
        markdown = f"{before}{escape(text)}{after}"
        assert markdown_reader.foreign(markdown) == [], (place, markdown)
        around = ("ab", "c") if place == "a cell" else ("", "")
        assert markdown_reader.shown(markdown) == f"{around[0]}{line}{around[1]}", (place, markdown)
        assert markdown_reader.acted_upon(markdown) == {}, (place, markdown)


@pytest.mark.parametrize("text", WORDS)
def test_a_text_is_shown_as_it_is(text: str) -> None:
    check(text)


@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize("around", ["{0}, {0}", "x {0} y", "({0})", "x{0}", "{0}{0}", "*{0}*", "`{0}`", "[{0}]({0})"])
def test_it_is_shown_as_it_is_beside_other_text(text: str, around: str) -> None:
    check(around.format(text))


@given(strategies.text(alphabet="ab1 \t\n\\`*_{}[]()<>#+-.!|~^$%&@:;/=\"',?é\u3000", max_size=12))
def test_any_punctuation_is_shown_as_it_is(text: str) -> None:
    check(text)


@given(strategies.text())
def test_any_text_is_shown_as_it_is(text: str) -> None:
    check(text)


@given(
    strategies.lists(strategies.sampled_from(WORDS), min_size=2, max_size=4),
    strategies.sampled_from(["", " ", "|", "<", "\\"]),
)
def test_any_words_together_are_shown_as_they_are(words: list[str], between: str) -> None:
    check(between.join(words))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m365 exchange_online", "m365 exchange_online"),
        ("found 3 failures (FB20261121230451000000, FB2)", "found 3 failures (`FB20261121230451000000`, FB2)"),
        ("<!channel> & <@U123>", "&lt;`!channel`&gt; &amp; &lt;`@U123`&gt;"),
        ("a|b *c*", "a&#124;b `*c*`"),
        ("a * b", "a &#42; b"),
        ("-5", "&#45;5"),
        ("anna@contoso.example.", "`anna@contoso.example`."),
        ("\u202ea\x1b[0m", "a &#91;0m"),
    ],
)
def test_it_stays_readable(text: str, expected: str) -> None:
    assert escape(text) == expected


def test_the_reader_finds_what_would_be_acted_upon() -> None:
    assert "link_open" in markdown_reader.foreign("see www.example.com")
    assert {"em_open", "html_inline"} <= set(markdown_reader.foreign("*a* <b>"))
    assert set(markdown_reader.acted_upon("&#64;team &#35;12 a5c3785 a&#64;b &#58;smile&#58; &#91;[x")) == set(
        markdown_reader.SERVICES
    )
