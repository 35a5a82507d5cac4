# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module has an action that runs it; a module without one fails here."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.controller_action import ControllerAction

COLLECTION = "ansible_collections.avepoint.cloud_backup.plugins"
PLUGINS = Path(__file__).parents[2] / "plugins"


def names(folder: str) -> list[str]:
    return sorted(path.stem for path in (PLUGINS / folder).glob("*.py") if path.stem != "__init__")


def test_modules_and_actions_have_the_same_names() -> None:
    assert len(names("modules")) >= 10
    assert names("action") == names("modules")


@pytest.mark.parametrize("name", names("modules"))
def test_an_action_runs_its_module(name: str) -> None:
    action = importlib.import_module(f"{COLLECTION}.action.{name}").ActionModule
    module = importlib.import_module(f"{COLLECTION}.modules.{name}")
    assert issubclass(action, ControllerAction)
    assert action.module == name
    assert action._main is module.main


@pytest.mark.parametrize("name", names("action"))
def test_an_action_is_generated(name: str) -> None:
    text = (PLUGINS / "action" / f"{name}.py").read_text(encoding="utf-8")
    assert "# Written by tools/generate.py" in text
