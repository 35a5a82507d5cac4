# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all filters that render a report have in common."""

from __future__ import annotations

import inspect
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible.errors import AnsibleTemplateError
from ansible.utils import unsafe_proxy
from jinja2 import StrictUndefined, UndefinedError

from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.core_json import HAS_PROFILES
from reports import samples

PLUGINS = Path(__file__).parents[4] / "plugins" / "filter"


def check(name: str, function: t.Callable[..., str]) -> None:
    """Check the errors, the documentation and the result of a filter."""
    documented = yaml.safe_load((PLUGINS / f"{name}.yml").read_text(encoding="utf-8"))["DOCUMENTATION"]
    assert documented["name"] == name
    options = {key: value.get("default") for key, value in documented["options"].items() if key != "_input"}
    _value, *parameters = inspect.signature(function).parameters.values()
    assert options == {parameter.name: parameter.default for parameter in parameters}
    assert documented.get("positional", "") == ", ".join(options)
    with pytest.raises(AnsibleTemplateError, match="is expected, not a number"):
        function(7)
    with pytest.raises(UndefinedError, match="nothing"):
        function(StrictUndefined(name="nothing"))
    text = function(samples.hostile().model_dump())
    assert "7*7" in text
    # From ansible-core 2.19 on, no text is a template unless it is marked as one.
    assert HAS_PROFILES or isinstance(text, unsafe_proxy.AnsibleUnsafe)
