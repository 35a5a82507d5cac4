# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of the keys of rules, policies and exclusions, from their models."""

from __future__ import annotations

import typing as t
from dataclasses import replace
from datetime import timedelta

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.policies import Policy
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.schedule import Schedule
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.rules import Rule
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.exclusions import Exclusion
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.option import Option

# What an item of each option is called, and its model.
_ITEMS: dict[str, tuple[str, t.Any]] = {
    "rules": ("a rule", Rule),
    "policies": ("a policy", Policy),
    "exclusions": ("an exclusion", Exclusion),
}


def with_keys(option: Option) -> Option:
    """Return an option whose description lists the keys of its items, if its items have a model."""
    if option.name not in _ITEMS:
        return option
    noun, model = _ITEMS[option.name]
    described = (*option.description, f"The keys of {noun} are the following.", *_lines(model))
    if model is Policy:
        described = (*described, "The keys of C(schedule) are the following.", *_lines(Schedule))
    return replace(option, description=described)


def _lines(model: t.Any) -> list[str]:
    """Return a line for each key, the decisions C(on_...) last."""
    hints = t.get_type_hints(model, include_extras=True)
    names = sorted(model.model_fields, key=lambda name: name.startswith("on_"))
    return [f"C({_written(model, name)}): {_text(hints[name])}{_default(model, name)}" for name in names]


def _written(model: t.Any, name: str) -> str:
    """Return a key as users write it."""
    return str(model.model_fields[name].alias or name)


def _text(hint: t.Any) -> str:
    """Return the text beside a key."""
    return next(note for note in reversed(t.get_args(hint)) if isinstance(note, str))


def _default(model: t.Any, name: str) -> str:
    """Return the sentence with the default of a key."""
    if name == "job_types":
        return f" The default is {_default_job_types()}."
    value = model.model_fields[name].default
    if isinstance(value, timedelta):
        return f" The default is V({times.format_duration(value)})."
    if isinstance(value, tuple) and value:
        return f" The default is V([{', '.join(value)}])."
    if isinstance(value, (int, float)):
        return f" The default is V({value:g})."
    return f" The default is V({value})." if isinstance(value, str) else ""


def _default_job_types() -> str:
    """Return what is judged where no job types are named: the same for most products."""
    usual = next(iter(PRODUCTS.values())).default_job_types
    others = [
        f"V([{', '.join(product.default_job_types)}]) for V({product.name})"
        for product in PRODUCTS.values()
        if product.default_job_types != usual
    ]
    return "; ".join([f"V([{', '.join(usual)}])", *others])
