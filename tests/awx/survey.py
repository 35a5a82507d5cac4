# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The extra variables of a job that come from its survey.

From awx/main/models/mixins.py: SurveyJobTemplateMixin._update_unified_job_kwargs and ._survey_element_validation.
"""

from __future__ import annotations

import typing as t

Question = dict[str, t.Any]


def variables(survey: dict[str, t.Any], answers: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the variables of a launch: the default of each question that is not answered, and the answers."""
    defaults = {
        question["variable"]: question["default"] for question in survey.get("spec", []) if _has_default(question)
    }
    return {**defaults, **answers}


def _has_default(question: Question) -> bool:
    """Return whether a launch without an answer has the default, which has to be an answer of the right type."""
    default = question.get("default")
    if question["type"] == "multiplechoice":
        return default in question["choices"]
    if question["type"] == "integer":
        return isinstance(default, int) and not isinstance(default, bool)
    # The default of a multiselect is text, and no list, as an answer would be.
    return question["type"] in ("text", "textarea", "password") and isinstance(default, str)
