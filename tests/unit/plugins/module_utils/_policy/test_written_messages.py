# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong rules, policies and exclusions: one sentence with the item and the key, in the words of this collection."""

from __future__ import annotations

import typing as t
from datetime import datetime, timezone

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import policies
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.policies import Policy
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate import rules
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.resolved_rules import resolve_rules
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.rules import Rule
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy import exclusions, written
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.exclusions import Exclusion
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._pydantic import BaseModel
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError
from unit.plugins.wrong_values import PYDANTIC, WRONG

NOW = datetime(2026, 11, 21, 8, 0, 0, tzinfo=timezone.utc)


class Kind(t.NamedTuple):
    """One kind of item that users write."""

    option: str
    noun: str
    model: type[BaseModel]
    least: dict[str, t.Any]
    read: t.Callable[[t.Any], t.Any]
    # How messages name the second of two items.
    second: str

    def message(self, given: t.Any) -> str:
        with pytest.raises(OptionError) as raised:
            self.read(given)
        assert raised.value.details == {"option": self.option}
        message = str(raised.value)
        assert message.isprintable()
        assert not PYDANTIC.search(message), message
        return message


KINDS = [
    Kind(
        "rules",
        "rule",
        Rule,
        {"name": "two", "product": "m365", "max_age": "24h"},
        lambda given: resolve_rules(rules.read(given)),
        "rule 'two'",
    ),
    Kind(
        "policies",
        "policy",
        Policy,
        {"name": "two", "product": "m365", "rpo": "24h"},
        policies.read,
        "policy 'two'",
    ),
    Kind(
        "exclusions",
        "exclusion",
        Exclusion,
        {"from": "2026-11-20", "until": "2026-11-20", "reason": "patched"},
        lambda given: exclusions.read(given, NOW),
        "exclusion 2",
    ),
]
NAMES = [kind.noun for kind in KINDS]
KEYS = [
    pytest.param(kind, field.alias or name, id=f"{kind.noun}: {field.alias or name}")
    for kind in KINDS
    for name, field in kind.model.model_fields.items()
]


def two(kind: Kind, **keys: t.Any) -> list[dict[str, t.Any]]:
    """Return a valid item and one with other keys."""
    first = {**kind.least, **({"name": "one"} if "name" in kind.least else {})}
    return [first, {**kind.least, **keys}]


@pytest.mark.parametrize(("kind", "key"), KEYS)
@pytest.mark.parametrize("value", WRONG, ids=[f"{number}" for number in range(len(WRONG))])
def test_a_wrong_value_is_named_by_item_and_key(kind: Kind, key: str, value: object) -> None:
    """Some of the values are right for some of the keys."""
    try:
        kind.read(two(kind, **{key: value}))
    except OptionError as wrong:
        message = str(wrong)
        named = message.startswith(f"{kind.option}: {kind.second}: ")
        assert named or (key == "name" and message.startswith(f"{kind.option}: {kind.noun} ")), message
        assert key in message
        assert not PYDANTIC.search(message), message
        assert "1" * 100 not in message
        assert message.isprintable()
        assert len(message) < 600


@pytest.mark.parametrize(("kind", "key"), KEYS)
@pytest.mark.parametrize("value", [None, "", " ", [], {}], ids=repr)
def test_an_empty_value_is_refused(kind: Kind, key: str, value: object) -> None:
    """An empty result of a template must not widen what is judged."""
    named = f"{kind.noun} 2" if key == "name" else kind.second
    message = kind.message(two(kind, **{key: value}))
    assert message == f"{kind.option}: {named}: {key} is empty; leave the key out or give a value"


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_a_required_key_is_missing(kind: Kind) -> None:
    for name, field in kind.model.model_fields.items():
        key = field.alias or name
        given = two(kind)
        given[1].pop(key, None)
        if field.is_required():
            named = f"{kind.noun} 2" if key == "name" else kind.second
            assert kind.message(given) == f"{kind.option}: {named}: {key} is missing"


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("produkt", "produkt is not a key of {a_noun}; did you mean product?"),
        ("servces", "servces is not a key of {a_noun}; did you mean services?"),
        ("colour", "colour is not a key of {a_noun}; expected one of {keys}"),
        (7, "7 is not a key of {a_noun}; expected one of {keys}"),
        ("x\x1b[31m" * 20, "x [31mx [31m"),
    ],
    ids=["produkt", "servces", "colour", "7", "unsafe"],
)
def test_an_unknown_key_suggests_the_right_one(kind: Kind, key: t.Any, says: str) -> None:
    article = "an" if kind.noun == "exclusion" else "a"
    keys = ", ".join(field.alias or name for name, field in kind.model.model_fields.items())
    message = kind.message([two(kind)[0], {**two(kind)[1], key: "x"}])
    assert message.startswith(
        f"{kind.option}: {kind.second}: {says.format(a_noun=f'{article} {kind.noun}', keys=keys)}"
    )


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("mail", "a list of {nouns} is expected, not a string"),
        ({"a": 1}, "a list of {nouns} is expected, not a dictionary"),
        ('{"a": 1}', "a list of {nouns} is expected, not a dictionary"),
        (7, "a list of {nouns} is expected, not a number"),
        (True, "a list of {nouns} is expected, not a boolean"),
        (["mail"], "{noun} 1 is not a mapping of keys"),
        ([7], "{noun} 1 is not a mapping of keys"),
        ([None], "{noun} 1 is not a mapping of keys"),
        ([[]], "{noun} 1 is not a mapping of keys"),
        ('[{"product": ', "the text is neither JSON nor YAML"),
        ("[{product: m365", "the text is neither JSON nor YAML"),
        ('[{"product": "m365", "product": "google"}]', "product is given twice"),
        ("- product: m365\n  product: google\n", "product is given twice"),
    ],
    ids=repr,
)
def test_what_is_not_a_list_of_mappings_is_one_sentence(kind: Kind, given: object, words: str) -> None:
    message = kind.message(given)
    words = words.format(noun=kind.noun, nouns=written.plural(kind.noun))
    assert message.startswith(f"{kind.option}: "), message
    assert words in message


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
@pytest.mark.parametrize("services", ["gmail", "teams, gmail"])
def test_a_word_of_another_product_is_named_by_item_and_key(kind: Kind, services: str) -> None:
    message = kind.message(two(kind, product="m365", services=services))
    assert message.startswith(f"{kind.option}: {kind.second}: services: 'gmail' is not a service of m365")
    message = kind.message(two(kind, product="m356"))
    assert message.startswith(f"{kind.option}: {kind.second}: product: 'm356' is not a product; did you mean m365?")
