# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter to_html: what it takes, and the template of a user."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleTemplateError

from ansible_collections.avepoint.cloud_backup.plugins.filter.to_html import FilterModule
from reports import samples
from unit.plugins.jobs import make

to_html = FilterModule().filters()["to_html"]


def test_a_report_and_what_one_is_made_from_become_a_page() -> None:
    for value in (samples.mixed().model_dump(mode="json"), [make()]):
        assert to_html(value).startswith("<!DOCTYPE html>")


def test_the_template_of_a_user_is_escaped() -> None:
    report = {**samples.mixed().model_dump(mode="json"), "title": "<b>"}
    assert to_html(report, template="<p>{{ report.title }}</p>") == "<p>&lt;b&gt;</p>"


def test_an_error_is_one_sentence() -> None:
    with pytest.raises(AnsibleTemplateError, match=r"a report, .* is expected, not a number"):
        to_html(7)
    with pytest.raises(AnsibleTemplateError, match="template: "):
        to_html([make()], template="<p>{{ nothing }}</p>")
