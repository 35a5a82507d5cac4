# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter report: its options, and its result."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from ansible.errors import AnsibleTemplateError

from ansible_collections.avepoint.cloud_backup.plugins.filter.report import FilterModule
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.models import Report
from reports import samples
from unit.plugins.jobs import ago, make

ROOT = Path(__file__).parents[4]
SCHEMA = json.loads((ROOT / "docs/schemas/report.json").read_text(encoding="utf-8"))
report = FilterModule().filters()["report"]


def test_the_result_is_as_the_schema_says() -> None:
    made = report([make()], title="Mine", tenant="contoso", now=ago(hours=0))
    jsonschema.validate(made, SCHEMA)
    assert (made["title"], made["tenant"], made["state"]) == ("Mine", "contoso", "ok")


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_every_sample_is_as_the_schema_says(name: str) -> None:
    jsonschema.validate(samples.SAMPLES[name]().model_dump(mode="json"), SCHEMA)


@pytest.mark.parametrize("change", [{"state": "fine"}, {"more": 1}, {"counts": {}}, {"subjects": [{}]}, {"format": 2}])
def test_the_schema_accepts_nothing_else(change: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**samples.mixed().model_dump(mode="json"), **change}, SCHEMA)


def test_the_documentation_has_every_key_and_option() -> None:
    documents = yaml.safe_load((ROOT / "plugins/filter/report.yml").read_text(encoding="utf-8"))
    assert list(documents["RETURN"]["_value"]["contains"]) == list(Report.model_fields)
    options = list(documents["DOCUMENTATION"]["options"])
    code = report.__wrapped__.__code__
    assert options[1:] == list(code.co_varnames[1 : code.co_argcount])


def test_an_error_is_one_sentence() -> None:
    with pytest.raises(AnsibleTemplateError, match="a list of jobs, or a result of job_info"):
        report("text")
