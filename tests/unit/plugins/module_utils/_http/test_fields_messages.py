# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages about responses that cannot be parsed: the field and what was expected, in plain words."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import fields
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.envelope import Envelope
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import MalformedResponse
from unit.plugins.wrong_values import NUMBERS, OTHERS, PYDANTIC, TEXTS


def models() -> list[type[fields.WireModel]]:
    """Every model of answers, those of the products among them."""
    assert len([*PRODUCTS.values()]) == len(PRODUCTS)
    found: list[type[fields.WireModel]] = []
    waiting = [fields.WireModel]
    while waiting:
        waiting += (below := waiting.pop().__subclasses__())
        found += below
    return [model for model in found if "plugins.module_utils" in model.__module__]


MODELS = models()


def refusal(model: type[fields.WireModel], members: object) -> str | None:
    """What is said of an object that cannot be read."""
    try:
        fields.read(model, members)
    except MalformedResponse as wrong:
        return str(wrong)
    return None


@pytest.mark.parametrize("model", MODELS, ids=[model.__name__ for model in MODELS])
def test_no_member_that_cannot_be_read_is_told_in_the_words_of_pydantic(model: type[fields.WireModel]) -> None:
    fields.build(model)
    said: list[str] = []
    for field in model.model_fields:
        for value in [*NUMBERS, *TEXTS, *OTHERS, [{"a": 1}], -1]:
            message = refusal(model, {field.replace("_", ""): value})
            if message is not None:
                said.append(message)
                assert field.replace("_", "") in message, (field, value, message)
    assert said or all(info.annotation is t.Any for info in model.model_fields.values())
    # Nor in those of Python.
    assert not [message for message in said if PYDANTIC.search(message) or "could not convert" in message]
    assert max(map(len, said), default=0) < 200


@pytest.mark.parametrize("value", [None, 1, "x", [1]])
def test_a_row_that_is_no_object_is_told_so(value: object) -> None:
    with pytest.raises(MalformedResponse, match="an object is expected"):
        fields.read(Envelope, value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("many", "totalcount: a whole number is expected"),
        (1.5, "totalcount: a whole number is expected"),
        (-1, "totalcount: a number of at least 0 is expected"),
        (10**20, "totalcount: a smaller number is expected"),
        (True, "totalcount: a number is expected"),
        ([1], "totalcount: a whole number is expected"),
    ],
)
def test_what_is_expected_is_told(value: object, words: str) -> None:
    with pytest.raises(MalformedResponse) as raised:
        fields.read(Envelope, {"totalCount": value})
    assert str(raised.value) == words
