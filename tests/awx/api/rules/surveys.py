# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surveys (AWX 24.6.1: awx/api/views/__init__.py, JobTemplateSurveySpec; awx/main/models/mixins.py,
SurveyJobTemplateMixin).

Stricter than AWX: a default must itself be an answer that is accepted. AWX stores another default, and leaves it out
when a job is launched.
"""

from __future__ import annotations

import copy
import typing as t

from ..refusal import Refusal
from ..state import Values

HIDDEN: t.Final = "$encrypted$"
_TEXT: t.Final = ("text", "textarea", "password")
_CHOICES: t.Final = ("multiplechoice", "multiselect")
_NUMBERS: t.Final[dict[str, tuple[type, ...]]] = {"integer": (int,), "float": (int, float)}
_TYPES: t.Final = (*_TEXT, *_CHOICES, *_NUMBERS)
_MEMBERS: t.Final[dict[str, type]] = {"type": str, "question_name": str, "variable": str, "required": bool}


def accept(spec: t.Any, old: Values) -> Values:
    """Return a survey as it is stored; raise Refusal."""
    _check_shape(spec)
    spec = copy.deepcopy(spec)
    seen: set[str] = set()
    for number, question in enumerate(spec["spec"]):
        problem = _problem(question, seen)
        if problem:
            raise _refusal(f"Question {number}: {problem}")
        seen.add(question["variable"])
        _keep_password(question, old)
    return t.cast("Values", spec)


def _refusal(message: str) -> Refusal:
    return Refusal(400, {"error": message})


def _check_shape(spec: t.Any) -> None:
    for name, kind in (("name", str), ("description", str), ("spec", list)):
        if not isinstance(spec, dict) or not isinstance(spec.get(name), kind):
            raise _refusal(f"A survey needs {name}, which is a {kind.__name__}.")
    if not spec["spec"]:
        raise _refusal("A survey needs questions.")


def _problem(question: t.Any, seen: set[str]) -> str | None:
    if not isinstance(question, dict):
        return "it is not a JSON object."
    for name, kind in _MEMBERS.items():
        if not isinstance(question.get(name), kind):
            return f"it needs {name}, which is a {kind.__name__}."
    if question["variable"] in seen:
        return f"the variable {question['variable']} has another question."
    if question["type"] not in _TYPES:
        return f"its type is not one of {', '.join(_TYPES)}."
    for name in ("min", "max"):
        if question.get(name) is not None and not isinstance(question[name], int):
            return f"{name} is not an integer."
    return _choices_problem(question) or _default_problem(question)


def _choices_problem(question: Values) -> str | None:
    if question["type"] not in _CHOICES:
        return None
    if "choices" not in question:
        return "it has no choices."
    for name in ("choices", "default"):
        if isinstance(question.get(name), str):
            question[name] = "\n".join(lines(question[name]))
    if question["type"] == "multiplechoice" and len(lines(question.get("default", ""))) > 1:
        return "it has several defaults."
    return None


def _default_problem(question: Values) -> str | None:
    default = question.get("default", "")
    if default == "":
        return None
    kinds = _NUMBERS.get(question["type"], (str,))
    if not isinstance(default, kinds):
        return f"the default is not of the type {question['type']}."
    if isinstance(default, str) and default.startswith(HIDDEN):
        return None if question["type"] == "password" else f"{HIDDEN} is reserved."
    answer = lines(default) if question["type"] == "multiselect" else default
    problems = answer_problems(question, {question["variable"]: answer})
    return f"the default is no answer: {problems[0]}" if problems else None


def _keep_password(question: Values, old: Values) -> None:
    """Put the default in for which $encrypted$ stands."""
    if str(question.get("default", "")).startswith(HIDDEN):
        before = {other["variable"]: other.get("default") for other in old.get("spec", ())}
        if before.get(question["variable"]) is None:
            raise _refusal(f"A new default cannot be {HIDDEN}.")
        question["default"] = before[question["variable"]]


def show(spec: Values) -> Values:
    """Return a survey as the API shows it: without defaults of passwords."""
    shown = copy.deepcopy(spec)
    for question in shown.get("spec", ()):
        if question["type"] == "password" and question.get("default"):
            question["default"] = HIDDEN
    return shown


def lines(choices: t.Any) -> list[str]:
    """Return choices, which are a list or lines of a text."""
    if isinstance(choices, str):
        return [line for line in choices.splitlines() if line.strip()]
    return list(choices)


def answer_problems(question: Values, answers: Values, *, required: bool = True) -> list[str]:
    """Return what is wrong with the answer to a question (_survey_element_validation).

    A required question needs an answer even if it has a default.
    """
    name, kind = question["variable"], question["type"]
    if name not in answers:
        return [f"{name} is missing."] if question["required"] and required else []
    answer = answers[name]
    if kind == "password" and answer == HIDDEN:
        missing = question.get("default") is None and question["required"] and required
        return [f"{name} is missing."] if missing else []
    if kind in _TEXT:
        return _text_problems(question, answer)
    if kind in _NUMBERS:
        return _number_problems(question, answer)
    return _choice_problems(question, answer)


def _text_problems(question: Values, answer: t.Any) -> list[str]:
    if not isinstance(answer, str):
        return [f"{question['variable']} must be a string."]
    return _limit_problems(question, len(answer))


def _number_problems(question: Values, answer: t.Any) -> list[str]:
    if type(answer) not in _NUMBERS[question["type"]]:
        return [f"{question['variable']} must be of the type {question['type']}."]
    return _limit_problems(question, answer)


def _limit_problems(question: Values, size: float) -> list[str]:
    least, most = question.get("min"), question.get("max")
    if least not in ("", None) and size < least:
        return [f"{question['variable']} is smaller than {least}."]
    if most not in ("", None) and size > most:
        return [f"{question['variable']} is larger than {most}."]
    return []


def _choice_problems(question: Values, answer: t.Any) -> list[str]:
    choices = lines(question["choices"])
    if question["type"] == "multiplechoice":
        return [] if answer in choices else [f"{question['variable']} is not one of {choices}."]
    if not isinstance(answer, list):
        return [f"{question['variable']} must be a list."]
    return [f"{question['variable']}: {part} is not one of {choices}." for part in answer if part not in choices]
