# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare what plugins returned with what their RETURN documents.

python returns.py cases.json, a list of cases: C(type) and C(name) of the plugin, the options C(asked), and the
C(result). Every returned key has to be documented, every key documented as always there has to be there, and
every value and every sample has to have the type documented. Null is right where the description says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

TYPES: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float,),
    "bool": (bool,),
    "list": (list,),
    "dict": (dict,),
    "raw": (str, int, float, bool, list, dict),
}
ALWAYS = ("always", "success")
# Keys that depend on options, and when they are there.
BY_OPTION: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "success, unless O(dest) is given": lambda asked: not asked.get("dest"),
    "if O(dest) is given": lambda asked: bool(asked.get("dest")),
    "if O(dest) is given and the file is there": lambda asked: bool(asked.get("dest")),
    "if O(include_raw=true)": lambda asked: bool(asked.get("include_raw")),
}
# What Ansible itself adds to every module's result, in a loop and without; ansible_parsed is of ansible-core 2.22.
OF_ANSIBLE = {
    *("changed", "failed", "invocation", "warnings", "deprecations"),
    *("item", "ansible_loop_var", "ansible_parsed"),
}
REQUIRED = ("description", "returned", "type", "sample")


def documented(kind: str, names: list[str]) -> dict[str, dict[str, Any]]:
    """The RETURN of each plugin, as ansible-doc reads it."""
    command = ["ansible-doc", "--type", kind, "--json", *names]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return {name: plugin["return"] for name, plugin in json.loads(output).items()}


def described(docs: Mapping[str, Any]) -> str:
    """A description as one text."""
    description = docs.get("description", "")
    return description if isinstance(description, str) else " ".join(description)


def fits(value: object, name: str) -> bool:
    """Whether a value has a type that is documented; a bool is no int here."""
    return type(value) in TYPES.get(name, ())


def faults_of_docs(docs: Mapping[str, Any], place: str) -> Iterator[str]:
    """What is wrong with the documentation of a set of keys in itself."""
    for key, about in docs.items():
        here = f"{place}.{key}"
        # What contains documented keys has its samples there.
        lacking = [what for what in REQUIRED if what not in about and not (what == "sample" and "contains" in about)]
        yield from (f"{here} documents no {what}" for what in lacking)
        if about.get("type") not in TYPES:
            yield f"{here} documents no type that is known: {about.get('type')}"
        elif "sample" in about and not fits(about["sample"], about["type"]):
            yield f"{here} has a sample that is no {about['type']}: {about['sample']!r}"
        if about.get("type") == "list" and "elements" not in about:
            yield f"{here} documents no elements"
        yield from faults_of_docs(about.get("contains", {}), here)


class Comparison:
    """One plugin's documentation, held against each of its results."""

    def __init__(self, name: str, docs: Mapping[str, Any]) -> None:
        self.name = name
        self.docs = docs
        self.seen: set[str] = set()

    def of_result(self, result: object, asked: Mapping[str, Any]) -> Iterator[str]:
        """What one result has that is not documented, or the other way round."""
        if isinstance(result, dict):
            own = {key: value for key, value in result.items() if key not in OF_ANSIBLE}
            yield from self._keys(own, self.docs, asked, self.name)
        else:
            yield from self._value(result, self.docs["_raw"], asked, f"{self.name}._raw")

    def never_seen(self) -> Iterator[str]:
        """Keys that come on a condition and never came: then nothing has been compared."""
        yield from (f"{place} was in no result" for place in self._conditional(self.docs, self.name) - self.seen)

    def _conditional(self, docs: Mapping[str, Any], place: str) -> set[str]:
        places = {f"{place}.{key}" for key, about in docs.items() if about["returned"] not in ALWAYS}
        return places.union(
            *(self._conditional(about.get("contains", {}), f"{place}.{key}") for key, about in docs.items())
        )

    def _keys(
        self, values: Mapping[str, object], docs: Mapping[str, Any], asked: Mapping[str, Any], place: str
    ) -> Iterator[str]:
        yield from (f"{place}.{key} is not documented" for key in sorted(values.keys() - docs.keys()))
        for key, about in docs.items():
            here = f"{place}.{key}"
            condition = about["returned"]
            due = condition in ALWAYS or (condition in BY_OPTION and BY_OPTION[condition](asked))
            if key not in values:
                if due:
                    yield f"{here} is missing, which is returned: {condition}"
                continue
            if condition in BY_OPTION and not due:
                yield f"{here} is there, which is returned: {condition}"
            self.seen.add(here)
            yield from self._value(values[key], about, asked, here)

    def _value(self, value: object, about: Mapping[str, Any], asked: Mapping[str, Any], place: str) -> Iterator[str]:
        if value is None:
            if "null" not in described(about).lower():
                yield f"{place} is null, but the description does not mention null"
        elif not fits(value, about["type"]):
            yield f"{place} is no {about['type']}: {value!r}"
        elif isinstance(value, list):
            for element in value:
                yield from self._element(element, about, asked, f"{place}[]")
        elif isinstance(value, dict) and "contains" in about:
            yield from self._keys(value, about["contains"], asked, place)

    def _element(
        self, element: object, about: Mapping[str, Any], asked: Mapping[str, Any], place: str
    ) -> Iterator[str]:
        if not fits(element, about["elements"]):
            yield f"{place} is no {about['elements']}: {element!r}"
        elif isinstance(element, dict) and "contains" in about:
            yield from self._keys(element, about["contains"], asked, place.removesuffix("[]"))


def compare(cases: list[dict[str, Any]]) -> Iterator[str]:
    """Everything that is wrong with the documentation, or with the results."""
    for kind in sorted({case["type"] for case in cases}):
        own = [case for case in cases if case["type"] == kind]
        for name, docs in documented(kind, sorted({case["name"] for case in own})).items():
            yield from (faults := list(faults_of_docs(docs, name)))
            if faults:
                continue
            comparison = Comparison(name, docs)
            for case in own:
                if case["name"] == name:
                    yield from comparison.of_result(case["result"], case.get("asked", {}))
            yield from comparison.never_seen()


def main(arguments: list[str]) -> int:
    """Print what is wrong, each thing once."""
    cases = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    faults = list(dict.fromkeys(compare(cases)))
    print("\n".join(faults) or f"{len(cases)} results are as documented")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
