# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run lookups in this process, with the options of their documentation."""

from __future__ import annotations

import contextlib
import importlib
import io
import typing as t
from dataclasses import dataclass

import pytest
import yaml
from ansible import constants
from ansible.errors import AnsibleError

from functional.helpers import Tenant

PLUGINS = "ansible_collections.avepoint.cloud_backup.plugins"


@dataclass
class LookupResult:
    """The result of a lookup: jobs or an error, and the warnings."""

    jobs: list[dict[str, t.Any]]
    error: str | None
    warnings: list[str]


class RunLookup(t.Protocol):
    """Run a lookup for a tenant."""

    def __call__(self, name: str, *terms: t.Any, **options: t.Any) -> LookupResult:
        """Return it."""


def load(name: str) -> t.Any:
    """Return a lookup with its declared options. The loader of Ansible would change imports permanently."""
    module = importlib.import_module(f"{PLUGINS}.lookup.{name}")
    documentation = yaml.safe_load(module.DOCUMENTATION)
    options = dict(documentation["options"])
    for fragment in documentation["extends_documentation_fragment"]:
        *_collection, file, part = fragment.split(".")
        declared = importlib.import_module(f"{PLUGINS}.doc_fragments.{file}").ModuleDocFragment
        options = {**yaml.safe_load(getattr(declared, part.upper()))["options"], **options}
    full = f"avepoint.cloud_backup.{name}"
    constants.config.initialize_plugin_configuration_definitions("lookup", full, options)
    plugin = module.LookupModule()
    plugin._load_name = full
    return plugin


@pytest.fixture
def run_lookup(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> RunLookup:
    room = importlib.import_module(f"{PLUGINS}.plugin_utils.lookup")
    warnings: list[str] = []
    monkeypatch.setattr(room.display, "warning", lambda text, *_a, **_k: warnings.append(text))

    def run(name: str, *terms: t.Any, **options: t.Any) -> LookupResult:
        warnings.clear()
        plugin = load(name)
        output = io.StringIO()
        try:
            with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
                jobs = plugin.run(list(terms), variables={}, **tenant.connection(**options))
        except AnsibleError as error:
            return LookupResult([], str(error), list(warnings))
        assert output.getvalue() == ""
        return LookupResult(jobs, None, list(warnings))

    return run
