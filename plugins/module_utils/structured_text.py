# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists and mappings in JSON or YAML text, as ad-hoc commands and AWX surveys pass them."""

from __future__ import annotations

import json
import re
import typing as t

from .errors import OptionError, sanitize

_INVALID = "the text is neither JSON nor YAML"


# Text that begins so is written in YAML's flow style, where indentation has no meaning.
_FLOW = re.compile(r"(?:\ufeff|\s|#.*\n|---\s)*[\[{]")
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
_LINE_END = re.compile(r"[ \t]+(?=\r?$)", re.MULTILINE)
# Before a value, on a line without quotes.
_SEPARATOR = re.compile(r"^([^'\"\t\r\n]*[-:,])\t", re.MULTILINE)
# Values of these types have no JSON.
_OTHER_TYPES = ("binary", "omap", "pairs", "set", "timestamp")


class _DuplicateKey(ValueError):
    """A key is given twice in one mapping."""

    def __init__(self, key: object, place: str = "") -> None:
        super().__init__(f"{sanitize(key, 60)} is given twice in one mapping{place}")
        self.without_key = f"a key is given twice in one mapping{place}"


def load(text: str, option: str = "rules", *, secret: bool = False) -> t.Any:
    """Return the value of JSON or YAML text. Raise OptionError with one sentence for other text.

    With C(secret), the message has only the position of the mistake. Times stay text. Tabs are accepted wherever they
    are not the indentation that YAML needs.
    """
    try:
        try:
            return json.loads(text, object_pairs_hook=_mapping)
        except _DuplicateKey:
            raise
        except (ValueError, RecursionError):
            return _yaml(_without_tabs(text), option, secret)
    except _DuplicateKey as wrong:
        raise OptionError(option, wrong.without_key if secret else str(wrong)) from None


def _without_tabs(text: str) -> str:
    """Return text in which blanks replace the tabs that YAML allows and PyYAML does not; positions stay the same."""
    if "\t" not in text:
        return text
    if _FLOW.match(text):
        text = _INDENTATION.sub(lambda found: " " * len(found[0]), text)
    text = _LINE_END.sub("", text)
    replaced = 1
    while replaced:
        text, replaced = _SEPARATOR.subn(r"\1 ", text)
    return text


def _yaml(text: str, option: str, secret: bool) -> t.Any:
    try:
        # Imported on demand: hosts that run modules may lack it, and most rules are lists or JSON.
        import yaml
    except ImportError:
        raise OptionError(option, "the text is not JSON; YAML text needs the Python library PyYAML") from None

    try:
        return yaml.load(text, Loader=_loader())
    except yaml.reader.ReaderError as wrong:
        line = text.count("\n", 0, wrong.position) + 1
        raise OptionError(option, f"{_INVALID}: there is a control character in it, line {line}") from None
    except yaml.YAMLError as wrong:
        raise OptionError(option, f"{_INVALID}: {_mistake(wrong, secret)}") from None
    except _DuplicateKey:
        raise
    except (ValueError, TypeError, RecursionError, OverflowError):
        raise OptionError(option, f"{_INVALID}: a value in it cannot be read") from None


def _loader() -> t.Any:
    """Return a loader of PyYAML for data that could be JSON. Raise ImportError without that library."""
    import yaml

    class Loader(yaml.SafeLoader):
        """A loader that refuses duplicate keys and recursion, and keeps dates as text."""

        def construct_document(self, node: yaml.Node) -> t.Any:
            """Return the value; called by PyYAML."""
            # A list that contains itself is an error only if all of it is built at once.
            return self.construct_object(node, deep=True)

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[t.Hashable, t.Any]:
            """Return a mapping; called by PyYAML for each one."""
            seen: set[str] = set()
            for key, _value in node.value:
                if isinstance(key, yaml.ScalarNode):
                    if key.value in seen:
                        raise _DuplicateKey(key.value, f", line {key.start_mark.line + 1}")
                    seen.add(key.value)
            return super().construct_mapping(node, deep)

    Loader.yaml_implicit_resolvers = {
        first: [pair for pair in pairs if not pair[0].endswith(":timestamp")]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Loader.yaml_constructors = {
        tag: construct
        for tag, construct in yaml.SafeLoader.yaml_constructors.items()
        if (tag or "").rpartition(":")[2] not in _OTHER_TYPES
    }
    return Loader


def _mistake(wrong: Exception, secret: bool) -> str:
    """Return what is wrong with the text, with its position; with C(secret) nothing of the text."""
    mark = getattr(wrong, "problem_mark", None)
    place = f", line {mark.line + 1}, column {mark.column + 1}" if mark is not None else ""
    problem = str(getattr(wrong, "problem", None) or "it cannot be read")
    if "'\\t'" in problem:
        return f"there is a tab where YAML needs blanks{place}"
    return f"{'it has a mistake' if secret else sanitize(problem, 120)}{place}"


def _mapping(pairs: list[tuple[str, t.Any]]) -> dict[str, t.Any]:
    keys = [key for key, _value in pairs]
    duplicate = next((key for key in keys if keys.count(key) > 1), None)
    if duplicate is not None:
        raise _DuplicateKey(duplicate)
    return dict(pairs)
