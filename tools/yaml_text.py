# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write YAML in the style that yamllint accepts, and read it with Ansible's tag !unsafe."""

from __future__ import annotations

import typing as t

import yaml


class Unsafe(str):
    """Text with templates that are not Ansible's; in YAML it has the tag !unsafe."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Indents lists, as yamllint wants them."""

    def ignore_aliases(self, data: t.Any) -> bool:
        """Return true, so that repeated data is written out and not as an alias."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Called for each nested block."""
        super().increase_indent(flow, False)


def _unsafe(dumper: yaml.SafeDumper, text: Unsafe) -> yaml.ScalarNode:
    return dumper.represent_scalar("!unsafe", str(text), style="'")


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Represent text of several lines as a block."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


class _BlockDumper(_Dumper):
    """Writes text of several lines as a block, so that people can read it."""


_BlockDumper.add_representer(Unsafe, _unsafe)
_BlockDumper.add_representer(str, _text)


class _Loader(yaml.SafeLoader):
    """Reads text with the tag !unsafe."""


def _tagged(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Unsafe:
    return Unsafe(loader.construct_scalar(node))


_Loader.add_constructor("!unsafe", _tagged)


def load(text: str) -> t.Any:
    """Return the content of YAML; text with the tag !unsafe is C(Unsafe)."""
    return yaml.load(text, Loader=_Loader)


def dump(data: t.Any, indent: int = 0, *, blocks: bool = False) -> str:
    """Return YAML, each line indented by so many blanks, and with C(blocks) text of several lines as a block."""
    dumper = _BlockDumper if blocks else _Dumper
    text = yaml.dump(data, Dumper=dumper, sort_keys=False, allow_unicode=True, width=110)
    return "\n".join(" " * indent + line if line else "" for line in text.rstrip("\n").splitlines())
