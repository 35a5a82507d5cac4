# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors: text that is safe to show, and the keys that a failing module returns."""

from __future__ import annotations

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import (
    ApiError,
    CloudBackupError,
    IncompleteRead,
    OptionError,
    sanitize,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        (" a\r\nb\tc ", "a b c"),
        ("\x1b[31mred\x07", "[31mred"),
        ("a\u202eb\u2028c\x9bd", "a b c d"),
        *((f"a{char}b", "a b") for char in "\u061c\u200e\u200f\u200b\u200d\u2060\ufeff\u00ad\ufe0f\ufff9\U000e0041"),
        ("a\u200b\U000e0041\u202eb", "a b"),
        (7, "7"),
        (None, "None"),
        ("\u00e9\u4e2d", "\u00e9\u4e2d"),
    ],
)
def test_remote_text_is_one_line_without_control_characters(text: object, shown: str) -> None:
    assert sanitize(text) == shown


def test_remote_text_is_cut() -> None:
    assert sanitize("x" * 1000) == "x" * 299 + "…"
    assert sanitize("x" * 300) == "x" * 300
    assert sanitize("abcdef", 3) == "ab…"


def test_an_option_error_names_its_option() -> None:
    error = OptionError("since", "is no time")
    assert (str(error), error.details) == ("since: is no time", {"option": "since"})
    assert isinstance(error, CloudBackupError)


@pytest.mark.parametrize(
    "error",
    [
        CloudBackupError("a\n\u202eb"),
        OptionError("since", "a\n\u202eb"),
        ApiError("a\n\u202eb", url="https://x/\u202ey"),
        IncompleteRead("google", "a\n\u202eb"),
    ],
)
def test_every_error_is_safe_to_show(error: CloudBackupError) -> None:
    assert str(error).endswith("a b")
    assert "\u202e" not in repr(error.details)


def test_secrets_are_removed_from_an_error() -> None:
    error = ApiError("it is hidden", url="https://hidden/x", status=403)
    error.redact(lambda text: text.replace("hidden", "***"))
    assert (str(error), error.details) == ("it is ***", {"url": "https://***/x", "status": 403})


def test_an_api_error_has_only_the_known_details() -> None:
    error = ApiError(
        "refused", status=403, product="m365", url="https://x/y", request_id="r", trace_id="t", fields=["a"]
    )
    assert error.details == {"product": "m365", "url": "https://x/y", "status": 403, "request_id": "r", "trace_id": "t"}
    assert (error.status, error.retryable, error.retry_after, error.fields) == (403, False, None, ("a",))
    assert ApiError("no answer").details == {}


def test_an_incomplete_read_states_that_no_jobs_are_returned() -> None:
    error = IncompleteRead("google", "pages moved")
    assert str(error) == "google: it is not certain that all jobs were read, so none are returned: pages moved"
    assert error.details == {"product": "google"}


def test_an_error_has_no_details_of_its_own() -> None:
    assert CloudBackupError("x").details == {}


@pytest.mark.parametrize("code", [0x1BCA0, 0x1BCA3, 0x13430, 0x13438])
def test_formatting_characters_of_shorthand_and_hieroglyphs_are_not_shown(code: int) -> None:
    assert sanitize(f"a{chr(code)}b") == "a b"
