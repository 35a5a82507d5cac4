# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse the page of a report strictly: every element is closed, in the order in which it was opened."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"meta", "br", "link", "img", "base", "input", "hr", "source", "embed"})


@dataclass
class Element:
    """An element, with the elements around it and the text directly in it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def ancestors(self) -> t.Iterator[Element]:
        """The element itself, and those around it."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent

    def all(self, tag: str | None = None, **attributes: str) -> list[Element]:
        """Return all elements inside with a tag and attributes; C(class_) is one of the classes."""
        return [each for each in self._inside() if _matches(each, tag, attributes)]

    @property
    def text(self) -> str:
        """The text of the element and of all elements inside, with single spaces; not in the order of the page."""
        return " ".join(" ".join([*each.texts]) for each in self._inside()).strip()

    def _inside(self) -> t.Iterator[Element]:
        yield self
        for child in self.children:
            yield from child._inside()


def _matches(element: Element, tag: str | None, attributes: dict[str, str]) -> bool:
    given = element.attributes
    return (tag is None or element.tag == tag) and all(
        value in given.get("class", "").split() if name == "class_" else given.get(name) == value
        for name, value in attributes.items()
    )


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, None)
        self.current = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs}, self.current)
        self.current.children.append(element)
        if tag not in _VOID:
            self.current = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.current.tag == tag, f"</{tag}> closes <{self.current.tag}>"
        assert self.current.parent is not None
        self.current = self.current.parent

    def handle_data(self, data: str) -> None:
        self.current.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def parse(page: str) -> Element:
    """Return the root of a page. Raise AssertionError for one that is not well-formed."""
    parser = _Parser()
    parser.feed(page)
    parser.close()
    assert parser.current is parser.root, f"<{parser.current.tag}> is not closed"
    return parser.root
