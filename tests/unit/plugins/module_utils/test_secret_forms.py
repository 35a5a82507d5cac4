# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of a secret."""

from __future__ import annotations

import base64

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.secret_forms import (
    SHORTEST,
    base64_forms,
    plain_forms,
)

SECRET = "Geheim+4711"


def test_a_secret_is_searched_for_with_and_without_decoding_and_in_hexadecimal_form() -> None:
    forms = set(plain_forms("%41bcd"))
    assert {b"%41bcd", b"Abcd", b"%41bcd".hex().encode(), b"%41bcd".hex("-").encode()} <= forms


def test_base64_of_a_secret_alone_and_after_a_user() -> None:
    forms = dict(base64_forms(SECRET, "app"))
    assert forms[base64.b64encode(SECRET.encode()).rstrip(b"=")] == SHORTEST
    assert base64.b64encode(f"app:{SECRET}".encode()).rstrip(b"=") in forms


def test_base64_of_other_data_contains_a_form() -> None:
    forms = [form for form, _shortest in base64_forms(SECRET, None)]
    for before in ("", "a", "ab"):
        encoded = base64.b64encode(f"{before}{SECRET} and more".encode())
        assert any(form in encoded for form in forms)
