# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The types that the variables of roles and playbooks can have: check values, and parse JSON or YAML text.

A message never shows the content of a list or a mapping, which can be a secret. Text that is parsed never becomes a
template.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from ansible.module_utils.parsing.convert_bool import BOOLEANS_FALSE, BOOLEANS_TRUE
from ansible.utils.unsafe_proxy import wrap_var

from ..module_utils import structured_text
from ..module_utils._compliance.period import find_zone
from ..module_utils._jobs.job import subject_text
from ..module_utils._products import registry
from ..module_utils.errors import OptionError, sanitize

# A required variable that is not given.
MISSING = object()
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_NUMBER_OF_MONTHS = re.compile(r"[1-9][0-9]?")
_QUARTER = re.compile(r"[0-9]{4}-Q[1-4]")
_BETWEEN_WORDS = re.compile(r"\s*,\s*|\s+")


class WrongVariable(Exception):
    """A variable has a wrong value; the message says what is expected."""


def decrypted(value: object) -> object:
    """Return any value but the text of a vault as it is; before ansible-core 2.19 that is a special sequence."""
    special = isinstance(value, Sequence) and not isinstance(value, (str, bytes, list, tuple))
    return str(value) if special else value


def _wrong(expected: str, value: object) -> WrongVariable:
    """Return the error for a value; it shows text and numbers, and only the kind of anything else."""
    if value is MISSING:
        return WrongVariable(f"{expected}, but it is not given")
    if isinstance(value, str):
        return WrongVariable(f"{expected}, not {sanitize(value, 40)!r}")
    if isinstance(value, (bool, int, float)):
        return WrongVariable(f"{expected}, not {value!r}")
    return WrongVariable(f"{expected}, not {_kind(value)}")


def _not_text(expected: str, value: object) -> WrongVariable:
    """Return the error for a value that YAML took for something else than text, which cannot be undone: 0123 is 83."""
    wrong = _wrong(expected, value)
    if isinstance(value, (bool, int, float, date)):
        return WrongVariable(f"{wrong}; put text that looks like a number, a date, yes or no in quotes")
    return wrong


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, str):
        return "text"
    if isinstance(value, Sequence):
        return "a list"
    if isinstance(value, (bool, int, date)):
        return str(value)
    return "null" if value is None else "this value"


def _boolean(_name: str, value: object) -> bool:
    """Return true or false for Ansible's own words; any other value is an error."""
    word = value.strip().lower() if isinstance(value, str) else value
    if isinstance(word, (str, bool, int, float)):
        if word in BOOLEANS_FALSE:
            return False
        if word in BOOLEANS_TRUE:
            return True
    raise _wrong("true or false", value)


def _count(_name: str, value: object) -> int:
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 10:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise _wrong("a whole number of at least 0", value)


def _months(_name: str, value: object) -> int:
    if _NUMBER_OF_MONTHS.fullmatch(str(value).strip()):
        return int(str(value))
    raise _wrong("a whole number from 1 to 99", value)


def _quarter(_name: str, value: object) -> str:
    word = value.strip() if isinstance(value, str) else value
    if isinstance(word, str) and _QUARTER.fullmatch(word):
        return word
    raise _wrong("a year and one of Q1 to Q4, such as 2026-Q3", value)


def _text(_name: str, value: object) -> str:
    value = _date_as_text(value)
    if isinstance(value, str):
        return value.strip()
    raise _not_text("text", value)


def _secret(_name: str, value: object) -> str:
    """Return text that no message shows."""
    if isinstance(value, str):
        return value.strip()
    raise _wrong("text", value) if value is MISSING else WrongVariable("text; put what looks like a number in quotes")


def _date_as_text(value: object) -> object:
    """Return a date as the text that it was: YAML takes only one form of it, 2026-11-21."""
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else value


def _folder(_name: str, value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    raise _not_text("the path of a folder", value)


def _name(_name: str, value: object) -> str:
    """Return the name of a run, which is also the name of a folder."""
    value = _date_as_text(value)
    word = str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else value
    if isinstance(word, str) and _NAME.fullmatch(word):
        return word
    raise _not_text("a name of letters, digits and _.-", value)


def _pattern(_name: str, value: object) -> object:
    """Return a pattern of hosts, or a list of patterns."""
    several = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    if several and all(isinstance(one, str) and one.strip() for one in several):
        return value
    raise _wrong("a pattern of hosts", value)


def _rules(name: str, value: object) -> list[t.Any]:
    rules = _list(name, "rules", value)
    if not rules:
        raise WrongVariable("a list of rules, but it is empty: a gate without rules would always pass")
    return rules


def _policies(name: str, value: object) -> list[t.Any]:
    policies = _list(name, "policies", value)
    if not policies:
        raise WrongVariable("a list of policies, but it is empty: without a policy nothing is compliant")
    return policies


def _optional_rules(name: str, value: object) -> list[t.Any]:
    return _list(name, "rules", value)


def _optional_policies(name: str, value: object) -> list[t.Any]:
    return _list(name, "policies", value)


def _subjects(name: str, value: object) -> list[t.Any]:
    subjects = _list(name, "subjects", value)
    # Imported on demand, as below: the models of other roles do not need it.
    from .report.inventory import read_declared

    read_declared(subjects, name)
    return subjects


def _earlier_report(name: str, value: object) -> Mapping[str, t.Any]:
    """Return the JSON of an earlier report, given as such or as text."""
    report = _mapping(name, value)
    from .report import previous

    previous.read(report, name)
    return report


def _zone(name: str, value: object) -> str:
    """Return the name of a time zone."""
    zone = _text(name, value)
    try:
        find_zone(zone)
    except OptionError as wrong:
        raise OptionError(name, str(wrong).partition(": ")[2]) from None
    return zone


def _products(name: str, value: object) -> list[str]:
    """Return the names of products as the collection knows them."""
    return list(dict.fromkeys(registry.find(name, word).name for word in _words(name, "products", value)))


def _formats(name: str, value: object) -> list[str]:
    """Return the formats of a report."""
    # Imported on demand, as above.
    from .report.files import FORMATS

    words = _words(name, "formats", value)
    for word in words:
        if word not in FORMATS:
            raise WrongVariable(f"a list of {', '.join(FORMATS)}; {sanitize(word, 40)!r} is none of them")
    return list(dict.fromkeys(words))


def _words(name: str, what: str, value: object) -> list[str]:
    """Return the words of a list, given as such, as JSON or YAML text of one, or as text with commas or line ends."""
    expected = f"a list of {what}"
    found = _structure(name, expected, value)
    # In YAML, several lines of plain text are one, with blanks.
    words = _BETWEEN_WORDS.split(found.strip()) if isinstance(found, str) else found
    if isinstance(words, Mapping) or not isinstance(words, Sequence):
        raise _wrong(expected, value)
    if not words or any(not isinstance(word, str) or not word.strip() for word in words):
        raise WrongVariable(f"{expected}, each a word, and at least one")
    return [str(word).strip() for word in words]


def _exclusions(name: str, value: object) -> list[t.Any]:
    return _list(name, "exclusions", value)


def _moment(_name: str, value: object) -> str:
    """Return a time as text: YAML makes a date of 2026-11-21."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value).strip()
    raise _wrong("a time", value)


def _verdicts(name: str, value: object) -> list[t.Any]:
    verdicts = _list(name, "verdicts", value)
    for number, verdict in enumerate(verdicts, 1):
        if not {"rule", "product"} <= set(verdict) or not isinstance(verdict.get("passed"), bool):
            raise WrongVariable(f"a list of verdicts of job_gate; item {number} is not one")
    return [_with_subject(verdict) for verdict in verdicts]


def _jobs(name: str, value: object) -> list[t.Any]:
    jobs = _list(name, "jobs", value)
    for number, job in enumerate(jobs, 1):
        if not {"id", "product"} <= set(job):
            raise WrongVariable(f"a list of jobs as the modules return them; item {number} is not one")
    return [_with_subject(job) for job in jobs]


def _with_subject(item: Mapping[str, t.Any]) -> Mapping[str, t.Any]:
    """Return a job or verdict with its subject, which one from a file may lack."""
    if "subject" in item:
        return item
    parts = (item.get("product"), item.get("service"), item.get("organization_id"))
    return {**item, "subject": wrap_var(subject_text(*(str(part) if part else "" for part in parts)))}


def _list(name: str, what: str, value: object) -> list[t.Any]:
    """Return a list of mappings, given as such or as text."""
    expected = f"a list of {what}, or JSON or YAML text of one"
    found = _structure(name, expected, value)
    if isinstance(found, Mapping) or not isinstance(found, Sequence) or isinstance(found, (str, bytes)):
        raise _wrong_kind(expected, value, found)
    for number, item in enumerate(found, 1):
        if not isinstance(item, Mapping):
            raise WrongVariable(f"{expected}; item {number} is {_kind(item)} and not a mapping")
    return found if isinstance(found, list) else list(found)


def _mapping(name: str, value: object) -> Mapping[str, t.Any]:
    """Return a mapping, given as such or as text."""
    expected = "a mapping, or JSON or YAML text of one"
    found = _structure(name, expected, value, secret=True)
    if not isinstance(found, Mapping):
        raise _wrong_kind(expected, value, found)
    return found


def _wrong_kind(expected: str, value: object, found: object) -> WrongVariable:
    """Return the error for a value of another kind, or for text that holds one."""
    if found is value or isinstance(value, (list, tuple)):
        return WrongVariable(f"{expected}, not {_kind(found)}")
    kind = "neither" if isinstance(found, str) else "empty" if found is None else _kind(found)
    return WrongVariable(f"{expected}; this text is {kind}")


def _structure(name: str, expected: str, value: object, *, secret: bool = False) -> object:
    """Return the value that JSON or YAML text holds, or the value itself if it is not text."""
    if value is MISSING:
        raise _wrong(expected, value)
    if not isinstance(value, str):
        return value
    return wrap_var(structured_text.load(value, name, secret=secret))


TYPES: dict[str, t.Callable[[str, object], t.Any]] = {
    "boolean": _boolean,
    "count": _count,
    "months": _months,
    "quarter": _quarter,
    "text": _text,
    "secret": _secret,
    "folder": _folder,
    "name": _name,
    "pattern": _pattern,
    "rules": _rules,
    "policies": _policies,
    "optional_rules": _optional_rules,
    "optional_policies": _optional_policies,
    "subjects": _subjects,
    "earlier_report": _earlier_report,
    "time_zone": _zone,
    "products": _products,
    "formats": _formats,
    "exclusions": _exclusions,
    "moment": _moment,
    "verdicts": _verdicts,
    "jobs": _jobs,
    "mapping": _mapping,
}
# The types of questions that have several choices.
SELECTIONS = ("products", "formats")
