# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists and mappings that come as JSON or YAML text, as ad-hoc commands and AWX surveys send them."""

from __future__ import annotations

import json
import typing as t

from ..errors import OptionError, sanitize

_NEITHER = "the text is neither JSON nor YAML"


class _Twice(ValueError):
    """A key stands twice in one mapping, so that nobody knows which value is meant."""

    def __init__(self, key: object) -> None:
        super().__init__(f"{sanitize(key, 60)} stands there twice in one mapping")


def load(text: str, option: str = "rules", *, secret: bool = False) -> t.Any:
    """Return the value of JSON or YAML text; OptionError in one sentence for other text.

    Where the text can hold a secret, the sentence has the place of the mistake alone. Times stay text.
    """
    try:
        return json.loads(text, object_pairs_hook=_mapping)
    except _Twice as wrong:
        raise OptionError(option, "a key stands twice in one mapping" if secret else str(wrong)) from None
    except (ValueError, RecursionError):
        return _yaml(text, option, secret)


def _yaml(text: str, option: str, secret: bool) -> t.Any:
    try:
        # Most rules come as lists, or as JSON; not every host that runs modules has it.
        import yaml
    except ImportError:
        raise OptionError(option, "the text is not JSON; YAML text needs the Python library PyYAML") from None

    class Loader(yaml.SafeLoader):
        """Refuses a key that stands twice in one mapping, and reads no dates."""

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[t.Hashable, t.Any]:
            """Called for each mapping."""
            own = [key.value for key, _value in node.value if isinstance(key, yaml.ScalarNode)]
            twice = next((key for key in own if own.count(key) > 1), None)
            if twice is not None:
                raise _Twice(twice)
            return super().construct_mapping(node, deep)

    Loader.yaml_implicit_resolvers = {
        first: [pair for pair in pairs if not pair[0].endswith(":timestamp")]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    try:
        return yaml.load(text, Loader=Loader)
    except _Twice as wrong:
        raise OptionError(option, "a key stands twice in one mapping" if secret else str(wrong)) from None
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark is not None else ""
        problem = getattr(wrong, "problem", None) or "it cannot be read"
        told = "it has a mistake" if secret else sanitize(problem, 120)
        raise OptionError(option, f"{_NEITHER}: {told}{place}") from None
    except (ValueError, TypeError, RecursionError, OverflowError):
        raise OptionError(option, f"{_NEITHER}: a value in it cannot be read") from None


def _mapping(pairs: list[tuple[str, t.Any]]) -> dict[str, t.Any]:
    keys = [key for key, _value in pairs]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise _Twice(twice)
    return dict(pairs)
