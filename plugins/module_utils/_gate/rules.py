# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of a gate as users write them, validated before any request."""

from __future__ import annotations

import difflib
import typing as t
from datetime import timedelta

from .. import structured_text, times
from .._jobs.validate import kind
from .._pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainValidator, ValidationError
from ..errors import OptionError, sanitize

# Longer than any useful limit, and short enough to subtract from now.
LONGEST = timedelta(days=3650)
# The maximum length of a number or duration, and of a value in a message.
MAX_VALUE_LENGTH = 60
_DURATION = f"a duration above 0 and of at most {LONGEST.days}d, such as 90m, 24h or 7d"
_NAMES = "a list of names"
_COUNT = "a whole number of at least 0"
_CHOICE = "allow or deny"
# What each key expects, for the message about a wrong value.
EXPECTED = {
    "name": "text",
    "product": "text",
    "services": _NAMES,
    "organization_ids": _NAMES,
    "job_types": _NAMES,
    "window": _DURATION,
    "max_age": _DURATION,
    "min_success_rate": "a number from 0 to 100",
    "max_failed_jobs": _COUNT,
    "max_failed_ratio": "a number from 0 to 1",
    "max_consecutive_failures": _COUNT,
    "max_duration": _DURATION,
    "max_running": _DURATION,
    "on_warning": _CHOICE,
    "on_skipped": _CHOICE,
    "on_no_jobs": _CHOICE,
    "on_unknown": _CHOICE,
}


class Unexpected(ValueError):
    """A value that its key does not accept; C(EXPECTED) has the words for the message."""


def _span(value: t.Any) -> times.WrittenSpan:
    if not isinstance(value, (str, int, float)):
        raise Unexpected
    return times.parse_positive_span(value, LONGEST)


def _words(value: t.Any) -> t.Any:
    """Return the words of a list, or of text with commas, which Ansible accepts as a list."""
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, (list, tuple)):
        return words
    if any(word is None or not str(word).strip() for word in words):
        raise ValueError("one of the words is empty")
    return tuple(dict.fromkeys(str(word).strip() for word in words))


def _number(value: t.Any) -> t.Any:
    if isinstance(value, bool) or (isinstance(value, str) and len(value) > MAX_VALUE_LENGTH):
        raise Unexpected
    return value


def _between(least: float, most: float) -> t.Callable[[t.Any], t.Any]:
    def check(value: t.Any) -> t.Any:
        if value is not None and not least <= value <= most:
            raise Unexpected
        return value

    return check


def _percent(value: t.Any) -> t.Any:
    """Refuse a ratio instead of a percentage, with which nearly every subject would pass."""
    if value is not None and 0 < value <= 1:
        raise ValueError(f"the value is in percent, and {value:g} means {value:g} %; did you mean {100 * value:g}?")
    return value


def _ratio(value: t.Any) -> t.Any:
    """Refuse a percentage instead of a ratio."""
    if value is not None and 1 < value <= 100:
        raise ValueError(f"{value:g} is not a number from 0 to 1; did you mean {value / 100:g}?")
    return value


Span = t.Annotated[t.Optional[timedelta], PlainValidator(_span)]
Words = t.Annotated[tuple[str, ...], BeforeValidator(_words)]
Percent = t.Annotated[
    t.Optional[float], BeforeValidator(_number), AfterValidator(_percent), AfterValidator(_between(0, 100))
]
Ratio = t.Annotated[t.Optional[float], BeforeValidator(_number), AfterValidator(_ratio), AfterValidator(_between(0, 1))]
Count = t.Annotated[t.Optional[int], BeforeValidator(_number), AfterValidator(_between(0, 1e9))]
Decision = t.Literal["allow", "deny"]


class Rule(BaseModel):
    """One rule. The text beside each key is its documentation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: t.Annotated[str, "The name of the rule in verdicts and messages."]
    product: t.Annotated[str, "The product to judge."]
    services: t.Annotated[Words, "The services to judge, each on its own; without it the product as one subject."] = ()
    organization_ids: t.Annotated[
        Words,
        "The IDs of the organisations to judge, each on its own, if the product reports them; without it all together. "
        "Case, and the braces and dashes of a GUID, do not matter.",
    ] = ()
    # Those of the product where it is not given.
    job_types: t.Annotated[Words, "The types of jobs to judge."] = ()
    window: t.Annotated[
        Span,
        "How far back to judge, by the end of jobs; jobs of up to 7 days are read whenever they started.",
    ] = timedelta(hours=24)
    max_age: t.Annotated[Span, "How old the last success may be."] = None
    min_success_rate: t.Annotated[
        Percent, "The minimum percentage of successes among the finished jobs, such as 95; 0, or above 1."
    ] = None
    max_failed_jobs: t.Annotated[Count, "How many jobs may have failed."] = None
    max_failed_ratio: t.Annotated[
        Ratio,
        "The maximum ratio of failed objects in any job, from 0 to 1, in the unit with the highest ratio. A job that "
        "failed or was stopped counts as 1. Counts that do not add up, or that protect nothing, are no data.",
    ] = None
    max_consecutive_failures: t.Annotated[Count, "How many of the last jobs may have failed in a row."] = None
    max_duration: t.Annotated[
        Span, "How long a job may take, or have been running. A running job without a start fails the check."
    ] = None
    max_running: t.Annotated[
        Span,
        "How long a job may be running, paused or pending. Jobs that started up to 90 days before the window are "
        "judged too, and one without a start fails the check.",
    ] = None
    on_warning: t.Annotated[Decision, "Whether a warning counts as a success everywhere, or as a failure."] = "deny"
    on_skipped: t.Annotated[Decision, "Whether a skipped job is ignored, or counts as a failure."] = "allow"
    on_no_jobs: t.Annotated[
        Decision, "Whether a check without data passes. With C(allow), backups that stopped running pass."
    ] = "deny"
    on_unknown: t.Annotated[
        Decision,
        "Whether unknown jobs are ignored, or fail the rule: those with an unknown status, and those that did not "
        "succeed and whose job type or service is unknown, so that the rule may apply to them.",
    ] = "deny"

    @property
    def horizon(self) -> timedelta:
        """How far back jobs have to be known to decide every check."""
        return max(span for span in (self.window, self.max_age, self.max_duration, self.max_running) if span)


CHECKS = (
    "max_age",
    "min_success_rate",
    "max_failed_jobs",
    "max_failed_ratio",
    "max_consecutive_failures",
    "max_duration",
    "max_running",
)


def read(given: t.Any) -> list[Rule]:
    """Return the rules of a list, or of JSON or YAML text of one.

    Raise OptionError with the name of the rule and the key for an invalid rule.
    """
    given = structured_text.load(given) if isinstance(given, str) else given
    if given is not None and not isinstance(given, (list, tuple)):
        raise OptionError("rules", f"a list of rules is expected, not {kind(given)}")
    if not given:
        raise OptionError("rules", "none are given; a gate without rules would always pass")
    rules = [_rule(number, keys) for number, keys in enumerate(given, 1)]
    names = [rule.name for rule in rules]
    duplicate = next((name for name in names if names.count(name) > 1), None)
    if duplicate is not None:
        raise OptionError("rules", f"two rules have the name {duplicate!r}; names must be unique")
    return rules


def _rule(number: int, keys: t.Any) -> Rule:
    keys = structured_text.load(keys) if isinstance(keys, str) else keys
    if not isinstance(keys, dict):
        raise OptionError("rules", f"rule {number} is not a mapping of keys")
    name = keys.get("name")
    where = f"rule {sanitize(name, 80)!r}" if name else f"rule {number}"
    for key, value in keys.items():
        if _is_blank(value):
            # An empty result of a template must not widen a rule or remove a check.
            raise OptionError("rules", f"{where}: {sanitize(key, 60)} is empty; leave the key out or give a value")
    try:
        rule = Rule.model_validate({str(key): value for key, value in keys.items()})
    except ValidationError as error:
        raise OptionError("rules", f"{where}: {_problem_text(error.errors(include_url=False)[0])}") from None
    if all(getattr(rule, check) is None for check in CHECKS):
        raise OptionError("rules", f"{where}: has no check; give at least one of {', '.join(CHECKS)}")
    return rule


def _is_blank(value: t.Any) -> bool:
    """Return whether a value is null, blank text, or an empty list or mapping."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], (), {})


def _problem_text(problem: t.Any) -> str:
    """Return the message for an error of Pydantic, in the words of this collection."""
    key = str(problem["loc"][0]) if problem["loc"] else "the rule"
    if problem["type"] == "extra_forbidden":
        close = difflib.get_close_matches(key, Rule.model_fields, n=1)
        hint = f"; did you mean {close[0]}?" if close else f"; expected one of {', '.join(Rule.model_fields)}"
        return f"{sanitize(key, 60)} is not a key of a rule{hint}"
    if problem["type"] == "missing":
        return f"{key} is missing"
    reason = problem.get("ctx", {}).get("error")
    if problem["type"] == "value_error" and str(reason):
        return f"{key}: {sanitize(reason, 160)}"
    # Pydantic describes other errors by its own types.
    return f"{key}: {_shown(problem['input'])} is not {EXPECTED[key]}"


def _shown(value: t.Any) -> str:
    """Return a value as it was given, shortened and sanitized."""
    return (
        repr(sanitize(value, MAX_VALUE_LENGTH)) if isinstance(value, str) else sanitize(repr(value), MAX_VALUE_LENGTH)
    )
