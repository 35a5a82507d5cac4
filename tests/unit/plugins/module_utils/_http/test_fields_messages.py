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
    """Return every model of responses, including those of the products."""
    assert len([*PRODUCTS.values()]) == len(PRODUCTS)
    found: list[type[fields.WireModel]] = []
    waiting = [fields.WireModel]
    while waiting:
        waiting += (below := waiting.pop().__subclasses__())
        found += below
    return [model for model in found if "plugins.module_utils" in model.__module__]


MODELS = models()


def error_of(model: type[fields.WireModel], members: object) -> str | None:
    """Return the message about an invalid object, None for a valid one."""
    try:
        fields.read(model, members)
    except MalformedResponse as wrong:
        return str(wrong)
    return None


@pytest.mark.parametrize("model", MODELS, ids=[model.__name__ for model in MODELS])
def test_no_message_about_a_member_has_words_of_pydantic(model: type[fields.WireModel]) -> None:
    fields.build(model)
    said: list[str] = []
    for field in model.model_fields:
        for value in [*NUMBERS, *TEXTS, *OTHERS, [{"a": 1}], -1]:
            message = error_of(model, {field.replace("_", ""): value})
            if message is not None:
                said.append(message)
                assert field.replace("_", "") in message, (field, value, message)
    assert said or all(info.annotation is t.Any for info in model.model_fields.values())
    # Nor words of Python.
    assert not [message for message in said if PYDANTIC.search(message) or "could not convert" in message]
    assert max(map(len, said), default=0) < 200


@pytest.mark.parametrize("value", [None, 1, "x", [1]])
def test_a_row_that_is_not_an_object_is_an_error(value: object) -> None:
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
def test_the_message_states_what_is_expected(value: object, words: str) -> None:
    with pytest.raises(MalformedResponse) as raised:
        fields.read(Envelope, {"totalCount": value})
    assert str(raised.value) == words
