# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists and mappings in JSON or YAML text, as ad-hoc commands and AWX surveys pass them."""

from __future__ import annotations

import json
import typing as t

from .errors import OptionError, sanitize

_INVALID = "the text is neither JSON nor YAML"


class _DuplicateKey(ValueError):
    """A key is given twice in one mapping."""

    def __init__(self, key: object) -> None:
        super().__init__(f"{sanitize(key, 60)} is given twice in one mapping")


def load(text: str, option: str = "rules", *, secret: bool = False) -> t.Any:
    """Return the value of JSON or YAML text. Raise OptionError with one sentence for other text.

    With C(secret), the message has only the position of the mistake. Times stay text.
    """
    try:
        return json.loads(text, object_pairs_hook=_mapping)
    except _DuplicateKey as wrong:
        raise OptionError(option, "a key is given twice in one mapping" if secret else str(wrong)) from None
    except (ValueError, RecursionError):
        return _yaml(text, option, secret)


def _yaml(text: str, option: str, secret: bool) -> t.Any:
    try:
        # Imported on demand: hosts that run modules may lack it, and most rules are lists or JSON.
        import yaml
    except ImportError:
        raise OptionError(option, "the text is not JSON; YAML text needs the Python library PyYAML") from None

    class Loader(yaml.SafeLoader):
        """A loader that refuses duplicate keys, and keeps dates as text."""

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[t.Hashable, t.Any]:
            """Return a mapping; called by PyYAML for each one."""
            own = [key.value for key, _value in node.value if isinstance(key, yaml.ScalarNode)]
            duplicate = next((key for key in own if own.count(key) > 1), None)
            if duplicate is not None:
                raise _DuplicateKey(duplicate)
            return super().construct_mapping(node, deep)

    Loader.yaml_implicit_resolvers = {
        first: [pair for pair in pairs if not pair[0].endswith(":timestamp")]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    try:
        return yaml.load(text, Loader=Loader)
    except _DuplicateKey as wrong:
        raise OptionError(option, "a key is given twice in one mapping" if secret else str(wrong)) from None
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark is not None else ""
        problem = getattr(wrong, "problem", None) or "it cannot be read"
        description = "it has a mistake" if secret else sanitize(problem, 120)
        raise OptionError(option, f"{_INVALID}: {description}{place}") from None
    except (ValueError, TypeError, RecursionError, OverflowError):
        raise OptionError(option, f"{_INVALID}: a value in it cannot be read") from None


def _mapping(pairs: list[tuple[str, t.Any]]) -> dict[str, t.Any]:
    keys = [key for key, _value in pairs]
    duplicate = next((key for key in keys if keys.count(key) > 1), None)
    if duplicate is not None:
        raise _DuplicateKey(duplicate)
    return dict(pairs)
