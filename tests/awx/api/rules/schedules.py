# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules (AWX 24.6.1: awx/api/serializers.py, SchedulePreviewSerializer.validate_rrule, ScheduleSerializer;
awx/main/models/schedules.py, Schedule).
"""

from __future__ import annotations

import re
import typing as t
from datetime import datetime, timezone

from dateutil import rrule
from dateutil.tz import tzutc

from ..refusal import Refusal, invalid
from ..resource import Change
from ..state import Item, State, Values
from . import prompts

_START: t.Final = re.compile(r"DTSTART(?:;[^:]+)?:[0-9]+T[0-9]+Z?")
_NO_ZONE: t.Final = re.compile(r"DTSTART:[0-9]+T[0-9]+ ")
_RULE: t.Final = re.compile(r"RULE:\S*")
_NUMBERED_DAY: t.Final = re.compile(r"BYDAY[:=][0-9]+[a-zA-Z]{2}")
_COUNT: t.Final = re.compile(r"COUNT=([0-9]+)")
_MOST: t.Final = 999


def check(change: Change) -> None:
    if change.item and change.given == {"enabled": False}:
        return
    if "rrule" in change.given:
        problems = rule_problems(change["rrule"])
        if problems:
            raise Refusal(400, {"rrule": problems})
        # So it is stored (Schedule.coerce_naive_until).
        change.given["rrule"] = " ".join(change["rrule"].split())
    template = change.of("unified_job_template", "unified_job_templates")
    if template is None:
        raise invalid(unified_job_template="It needs a template.")
    if template.resource == "projects" and not template["scm_type"]:
        raise invalid(unified_job_template="A manual project has no schedules.")
    prompts.check(change, required=True)


def rule_problems(text: str) -> list[str]:
    """Return what is wrong with the rule of a schedule."""
    starts = _START.findall(text)
    problems = [f"{part} is not allowed." for part in ("EXDATE", "RDATE") if f"{part.lower()}:" in text.lower()]
    if len(starts) != 1:
        problems.append(f"It needs one DTSTART, and has {len(starts)}.")
    if _NO_ZONE.search(text):
        problems.append("DTSTART has no time zone.")
    if "rrule:" not in text.lower():
        problems.append("It needs an RRULE.")
    for rule in _RULE.findall(text):
        problems += _part_problems(rule)
    return problems or _reading_problems(text)


def _part_problems(rule: str) -> t.Iterator[str]:
    if "interval" not in rule.lower():
        yield f"{rule} has no INTERVAL."
    if "secondly" in rule.lower():
        yield f"{rule}: SECONDLY is not supported."
    if _NUMBERED_DAY.search(rule):
        yield f"{rule}: a BYDAY with a number is not supported."
    if "COUNT" in rule and "UNTIL" in rule:
        yield f"{rule} has both COUNT and UNTIL."
    if any(int(count) > _MOST for count in _COUNT.findall(rule)):
        yield f"{rule}: COUNT is larger than {_MOST}."


def _reading_problems(text: str) -> list[str]:
    try:
        rules = _read(text)
    except (ValueError, TypeError, AttributeError) as error:
        return [f"It cannot be read: {error}"]
    if rules[:1] and rules[0].tzinfo is None:
        return ["It needs a time zone."]
    return []


def _read(text: str) -> rrule.rruleset:
    rules = rrule.rrulestr(" ".join(text.split()), tzinfos={"UTC": tzutc()}, forceset=True)
    assert isinstance(rules, rrule.rruleset)
    return rules


def show(state: State, item: Item) -> Values:
    following = _read(item["rrule"]).after(datetime.now(timezone.utc)) if item["enabled"] else None
    next_run = following.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if following else None
    return {**prompts.hide(state, item), "next_run": next_run}
