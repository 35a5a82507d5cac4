# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of a gate, as users write them, checked before any request.

Source: the interface's page on job_gate.
"""

from __future__ import annotations

import difflib
import typing as t
from datetime import timedelta

from .. import times
from .._jobs.validate import kind
from .._pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainValidator, ValidationError
from ..errors import OptionError, sanitize
from . import rules_text

# Longer than any backup is kept in mind, and short enough to count back from now.
LONGEST = timedelta(days=3650)
# No number or duration is written with more characters than this; more of a value is not shown either.
MOST_OF_A_VALUE = 60
_DURATION = f"a duration above 0 and of at most {LONGEST.days}d, such as 90m, 24h or 7d"
_NAMES = "a list of names"
_COUNT = "a whole number of at least 0"
_CHOICE = "allow or deny"
# What each key expects, for the message about a value that is something else.
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
    """A value that is not what its key expects, of which there is no more to say."""


def _span(value: t.Any) -> times.WrittenSpan:
    if not isinstance(value, (str, int, float)):
        raise Unexpected
    return times.parse_positive_span(value, LONGEST)


def _words(value: t.Any) -> t.Any:
    """A list of words, or words with commas between them, as Ansible's own lists may be written."""
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, (list, tuple)):
        return words
    if any(word is None or not str(word).strip() for word in words):
        raise ValueError("one of the words is empty")
    return tuple(dict.fromkeys(str(word).strip() for word in words))


def _number(value: t.Any) -> t.Any:
    if isinstance(value, bool) or (isinstance(value, str) and len(value) > MOST_OF_A_VALUE):
        raise Unexpected
    return value


def _between(least: float, most: float) -> t.Callable[[t.Any], t.Any]:
    def check(value: t.Any) -> t.Any:
        if value is not None and not least <= value <= most:
            raise Unexpected
        return value

    return check


def _percent(value: t.Any) -> t.Any:
    """Refuse a share instead of percent, with which nearly everything would pass."""
    if value is not None and 0 < value <= 1:
        raise ValueError(f"percent are expected, and {value:g} is {value:g} %; did you mean {100 * value:g}?")
    return value


def _share(value: t.Any) -> t.Any:
    """Refuse percent instead of a share."""
    if value is not None and 1 < value <= 100:
        raise ValueError(f"{value:g} is not a number from 0 to 1; did you mean {value / 100:g}?")
    return value


Span = t.Annotated[t.Optional[timedelta], PlainValidator(_span)]
Words = t.Annotated[tuple[str, ...], BeforeValidator(_words)]
Percent = t.Annotated[
    t.Optional[float], BeforeValidator(_number), AfterValidator(_percent), AfterValidator(_between(0, 100))
]
Ratio = t.Annotated[t.Optional[float], BeforeValidator(_number), AfterValidator(_share), AfterValidator(_between(0, 1))]
Count = t.Annotated[t.Optional[int], BeforeValidator(_number), AfterValidator(_between(0, 1e9))]
Choice = t.Literal["allow", "deny"]


class Rule(BaseModel):
    """One rule. The text beside each key is what the documentation says of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: t.Annotated[str, "What the rule is called in verdicts and messages."]
    product: t.Annotated[str, "The product that the rule is about."]
    services: t.Annotated[Words, "The services to judge, each on its own; without it the product as a whole."] = ()
    organization_ids: t.Annotated[
        Words,
        "The organisations to judge by their IDs, each on its own, where the product reports them; without it all "
        "together. Case does not matter, nor do the braces and dashes of a GUID.",
    ] = ()
    # Those of the product where it is not given.
    job_types: t.Annotated[Words, "The types of jobs to judge."] = ()
    window: t.Annotated[
        Span,
        "How far back to judge. A job belongs to the time at which it ended; runs of up to 7 days are seen, whenever "
        "they started.",
    ] = timedelta(hours=24)
    max_age: t.Annotated[Span, "How old the last success may be."] = None
    min_success_rate: t.Annotated[
        Percent, "How many percent of the finished jobs have to be successes, such as 95; 0, or above 1."
    ] = None
    max_failed_jobs: t.Annotated[Count, "How many jobs may have failed."] = None
    max_failed_ratio: t.Annotated[
        Ratio,
        "Which part of its objects may have failed in any job, from 0 to 1, in the unit that lost most. A run that "
        "failed or was stopped lost all. Counts that do not add up, or that protect nothing, are no data.",
    ] = None
    max_consecutive_failures: t.Annotated[Count, "How many of the last jobs may have failed in a row."] = None
    max_duration: t.Annotated[
        Span, "How long a job may take, or have taken so far. A running job without a start fails."
    ] = None
    max_running: t.Annotated[
        Span,
        "How long a job may be running, paused or pending. Jobs that started up to 90 days before the window are "
        "judged too, and one without a start fails.",
    ] = None
    on_warning: t.Annotated[Choice, "Whether a warning counts as a success everywhere, or as a failure."] = "deny"
    on_skipped: t.Annotated[Choice, "Whether a skipped job is left aside, or counts as a failure."] = "allow"
    on_no_jobs: t.Annotated[
        Choice, "How a check without data ends. Allowed, backups that stopped pass like those that never were."
    ] = "deny"
    on_unknown: t.Annotated[
        Choice,
        Choice,
        "Whether jobs that are not understood are left aside, or fail the rule: those with an unknown status, and "
        "those that did not succeed and have an unknown job type or service, so that they may be the rule's.",
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
    """Return the rules of a list, or of JSON or YAML text that holds one.

    OptionError with the rule's name and the key for whatever is wrong.
    """
    given = rules_text.load(given) if isinstance(given, str) else given
    if given is not None and not isinstance(given, (list, tuple)):
        raise OptionError("rules", f"a list of rules is expected, not {kind(given)}")
    if not given:
        raise OptionError("rules", "none are given; a gate without rules would let everything pass")
    rules = [_rule(number, members) for number, members in enumerate(given, 1)]
    names = [rule.name for rule in rules]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise OptionError("rules", f"two rules are called {twice!r}; each needs a name of its own")
    return rules


def _rule(number: int, members: t.Any) -> Rule:
    members = rules_text.load(members) if isinstance(members, str) else members
    if not isinstance(members, dict):
        raise OptionError("rules", f"rule {number} is not a mapping of keys")
    called = members.get("name")
    where = f"rule {sanitize(called, 80)!r}" if called else f"rule {number}"
    for key, value in members.items():
        if _is_blank(value):
            # A template that came out empty must not make a rule wider, or take a check out of it.
            raise OptionError("rules", f"{where}: {sanitize(key, 60)} is empty; leave the key out if it is not wanted")
    try:
        rule = Rule.model_validate({str(key): value for key, value in members.items()})
    except ValidationError as wrong:
        raise OptionError("rules", f"{where}: {_told(wrong.errors(include_url=False)[0])}") from None
    if all(getattr(rule, check) is None for check in CHECKS):
        raise OptionError("rules", f"{where}: has no check; give at least one of {', '.join(CHECKS)}")
    return rule


def _is_blank(value: t.Any) -> bool:
    """Whether a value is null, blank text, or an empty list or mapping."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], (), {})


def _told(problem: t.Any) -> str:
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
    # Any other type of error is described in the words of Pydantic, which are about its types.
    return f"{key}: {_shown(problem['input'])} is not {EXPECTED[key]}"


def _shown(value: t.Any) -> str:
    """Return a value as it was given, cut and fit to be shown."""
    return repr(sanitize(value, MOST_OF_A_VALUE)) if isinstance(value, str) else sanitize(repr(value), MOST_OF_A_VALUE)
