# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are removed from texts of the service and of users, and what is left is valid and judged."""

from __future__ import annotations

import base64
import json
import typing as t
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import redacted
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.redaction import LONGEST, MASK, Redactor
from unit.plugins.module_utils._compliance.evidence_files import JOBS, POLICY, asked, job, judge, write

# Short and long ones, with what JSON, URLs and HTML escape.
SECRETS = (
    "pa55word",
    'q"u\\o/t%e',
    "p@ss w/rd!&<é",
    "sandbox-secret-tenant-4711",
    'lo"ng\\sec/ret with %4 &amp; ünïcode',
)
FORMS: dict[str, t.Callable[[str], str]] = {
    "plain": str,
    "upper": str.upper,
    "percent": lambda secret: quote(secret, safe=""),
    "path": quote,
    "plus": quote_plus,
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64 url": lambda secret: base64.urlsafe_b64encode(f"a{secret}z".encode()).decode(),
    "hex": lambda secret: secret.encode().hex(),
    "JSON": json.dumps,
    "JSON twice": lambda secret: json.dumps(json.dumps(secret)),
}
TEXTS = ("id", "operator", "message", "organization_name", "subject")


def leaks(text: str, secret: str) -> bool:
    """Return whether any form of a secret is in a text."""
    folded = text.lower()
    bare = {form(secret).strip('"').lower() for form in FORMS.values()}
    return any(form in folded for form in bare)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("secret", SECRETS)
def test_no_form_of_a_secret_is_left_in_a_job(secret: str, form: str) -> None:
    redact = Redactor([secret]).everywhere
    shown = FORMS[form](secret)
    for key in TEXTS:
        line = json.dumps(job(1, **{key: f"see {shown} end"}), ensure_ascii=False)
        kept = json.loads(redacted.job_line(line, redact))
        assert kept[key].startswith("see ")
        assert MASK in kept[key], (key, kept[key])
        assert not leaks(json.dumps(kept, ensure_ascii=False), secret)
    line = json.dumps(job(1, raw={f"a {shown}": [{"b": shown}]}, errors=[{"message": shown, "count": 1}]))
    assert not leaks(redacted.job_line(line, redact), secret)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_long_line_stays_valid_wherever_the_secret_is(secret: str, ascii_only: bool) -> None:
    redact = Redactor([secret]).everywhere
    # Around the ends of the pieces that a text is searched in.
    for at in (0, LONGEST - 1008, LONGEST - 8, LONGEST + 8):
        message = "." * (at - len(secret) // 2) + secret + '"\\x' * 500
        assert len(message) > LONGEST or not at
        line = json.dumps(job(1, message=message), ensure_ascii=ascii_only)
        kept = json.loads(redacted.job_line(line, redact))
        assert kept["message"] == message.replace(secret, MASK)


@pytest.mark.parametrize("text", ["\nopqrstuvwxyz0123456789", "\\nopqrstuvwxyz0123456789", '"nopqrstuvwxyz0123456789"'])
def test_a_part_of_an_escape_is_not_removed(text: str) -> None:
    """The escape of a line end contains the first letter of this secret."""
    redact = Redactor(["nopqrstuvwxyz0123456789"]).everywhere
    kept = json.loads(redacted.job_line(json.dumps(job(1, message=text)), redact))
    assert "0123456789" not in kept["message"]


@pytest.mark.parametrize(
    "secret", ["2026", "3600", "null", "true", "succeeded", "backup", "exchange_online", "m365", "Finished"]
)
def test_what_is_judged_is_no_place_for_a_secret(secret: str) -> None:
    """A short secret, such as the password of a proxy, is part of times, numbers and words."""
    redact = Redactor([secret]).everywhere
    before = job(1, message=f"see {secret}")
    kept = json.loads(redacted.job_line(json.dumps(before), redact))
    assert kept["message"] == f"see {MASK}"
    untouched = set(before) - {"message", "subject", "raw", "job_type_name"}
    assert {key: kept[key] for key in untouched} == {key: before[key] for key in untouched}


def test_unknown_words_of_the_service_are_redacted() -> None:
    redact = Redactor(["a-secret-word"]).everywhere
    odd = {"status": "unknown", "status_raw": "a-secret-word", "finished": False, "ok": False}
    odd |= {
        "service": "a-secret-word",
        "service_raw": "a-secret-word",
        "job_type": None,
        "job_type_raw": "a-secret-word",
    }
    kept = json.loads(redacted.job_line(json.dumps(job(1, **odd)), redact))
    assert {kept[key] for key in ("status_raw", "service", "service_raw", "job_type_raw")} == {MASK}


def test_a_line_without_a_secret_is_the_same() -> None:
    line = json.dumps(JOBS[0], indent=None, separators=(" ,", " :"))
    assert redacted.job_line(line, Redactor(["another-secret"]).everywhere) is line


def test_ends_of_lines_stay_escaped() -> None:
    redact = Redactor(["a-secret-word"]).everywhere
    line = redacted.job_line(json.dumps(job(1, message="a-secret-word\u2028\x85")), redact)
    assert len(line.splitlines()) == 1
    assert json.loads(line)["message"] == f"{MASK}\u2028\x85"


def test_a_value_keeps_its_shape() -> None:
    given = {"a-secret-word": [1, 2.5, None, True, {"b": "a-secret-word"}], "c": "d"}
    kept = redacted.value(given, Redactor(["a-secret-word"]).everywhere)
    assert kept == {MASK: [1, 2.5, None, True, {"b": MASK}], "c": "d"}


def test_policies_are_redacted_where_users_write_text() -> None:
    policy = {**POLICY, "name": "mail 26hours", "controls": ["26hours"], "organization_ids": ["26hours"], "rpo": "26h"}
    given = asked([policy])
    given.exclusions.append({"from": "1d", "until": "0s", "reason": "26hours"})
    redact = Redactor(["26hours", "26h", "exchange_online", "m365"]).everywhere
    kept = redacted.inputs(given, redact)
    assert kept.policies == [{**policy, "name": f"mail {MASK}", "controls": [MASK], "organization_ids": [MASK]}]
    assert kept.exclusions == [{"from": "1d", "until": "0s", "reason": MASK}]
    assert kept.period is given.period


def test_redacted_evidence_verifies(tmp_path: Path) -> None:
    redact = Redactor(["2026-11-20", "a-secret-word", "0000"]).everywhere
    jobs = [job(1, "a-secret-word=1"), job(25, "b" * 100 + "a-secret-w" + "c" * 100), job(49, operator="a-secret-word")]
    jobs += [job(73), job(97)]
    lines = [json.loads(redacted.job_line(json.dumps(each), redact)) for each in jobs]
    write(tmp_path / "quarter", lines, redacted.inputs(asked(), redact))
    assert judge(tmp_path / "quarter")["compliant"] is True
