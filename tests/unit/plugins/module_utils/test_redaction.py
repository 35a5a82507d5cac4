# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in text are removed in every form; the rest of the text stays."""

from __future__ import annotations

import base64
import html
import json
import time
import typing as t
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import UNSAFE
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.redaction import (
    LONGEST,
    MASK,
    Redactor,
    of_options,
    user_part,
    without_user,
)

# Characters that encodings change, and some that they do not.
SECRETS = st.text(st.sampled_from("abXY09 /+%&=\"'<>\\:~_-.,;#é€😀"), min_size=6, max_size=60).filter(
    lambda text: len(text.strip()) >= 6 and len(set(text)) >= 3
)
# It contains no part of a secret, and nothing that can be decoded.
AROUND = "(((((((({})))))))))"


def _each(form: t.Callable[[str], str]) -> t.Callable[[str], str]:
    return lambda secret: "".join(map(form, secret))


def _percent(char: str) -> str:
    return "".join(f"%{byte:02x}" for byte in char.encode())


def _unicode_escapes(text: str) -> str:
    return "".join(
        f"\\u{text.encode('utf-16-be')[i : i + 2].hex()}" for i in range(0, len(text.encode("utf-16-be")), 2)
    )


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _base64_for_urls(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


FORMS: dict[str, t.Callable[[str], str]] = {
    "plain": str,
    "upper": str.upper,
    "percent": lambda text: quote(text, safe=""),
    "percent, lower case": lambda text: "".join(_percent(char) if char in ' /+%&="<>é€😀' else char for char in text),
    "percent, all": _each(_percent),
    "form": quote_plus,
    "percent twice": lambda text: quote(quote(text, safe=""), safe=""),
    "html": html.escape,
    "html decimal": _each(lambda char: f"&#{ord(char)};"),
    "html hexadecimal": _each(lambda char: f"&#X{ord(char):06x};"),
    "html of form": lambda text: html.escape(quote_plus(text)),
    "json": lambda text: json.dumps(text)[1:-1],
    "json, all": _unicode_escapes,
    "json, slashes": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "json, not ascii": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "json in json": lambda text: json.dumps(json.dumps(text)),
    "base64": _base64,
    "base64, no padding": lambda text: _base64(text).rstrip("="),
    "base64 for urls": _base64_for_urls,
    "basic": lambda text: _base64(f"user-1:{text}"),
    "basic for urls": lambda text: _base64_for_urls(f"user-1:{text}"),
    "basic of percent": lambda text: _base64(f"user-1:{quote(text, safe='')}"),
    "percent of base64": lambda text: quote(_base64(text), safe=""),
    "hexadecimal": lambda text: text.encode().hex(),
}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40)
@given(secret=SECRETS)
def test_every_form_of_a_secret_is_removed(form: str, secret: str) -> None:
    redact = Redactor()
    redact.add(secret, "user-1")
    shown = redact(AROUND.format(FORMS[form](secret)))
    assert shown.strip("(").rstrip(")").strip('"\\ ') in (MASK, MASK + "=", f"{MASK}%3D", f"{MASK}%3D%3D"), shown


@given(secret=SECRETS, data=st.data())
def test_a_mixture_of_forms_is_removed(secret: str, data: st.DataObject) -> None:
    ways: list[t.Callable[[str], str]] = [str, _percent, lambda char: f"&#{ord(char)};", _unicode_escapes]
    # An encoding that escapes a character also escapes the characters that begin an escape.
    mixed = "".join(data.draw(st.sampled_from(ways[1:] if char in "\\%&" else ways))(char) for char in secret)
    assert secret not in (shown := Redactor([secret])(AROUND.format(mixed)))
    assert MASK in shown


@given(secret=st.text(st.sampled_from("abcdefghij0123456789"), min_size=6, max_size=40), shift=st.integers(0, 5))
def test_base64_of_text_around_a_secret_is_removed(secret: str, shift: int) -> None:
    blob = base64.b64encode(b"?" * shift + f"client_secret={secret}&x".encode()).decode()
    shown = Redactor([secret])(f"({blob})")
    # Short secrets leave too few characters to be recognised.
    assert shown == f"({MASK})" or len(secret) < 9


@given(text=st.text(max_size=60), secret=st.text(max_size=30))
def test_no_text_fails_and_no_secret_is_left(text: str, secret: str) -> None:
    shown = Redactor([secret])(f"{text}{secret}{text}")
    assert len(UNSAFE.sub("", secret).strip()) < 4 or secret not in shown or secret in MASK * 3


@given(text=st.text())
def test_without_secrets_text_stays(text: str) -> None:
    assert Redactor()(text) == text
    assert of_options({}, {})(text) == text


@pytest.mark.parametrize("secret", ["", "a", "an", "the", None])
def test_a_short_secret_does_not_make_text_unreadable(secret: str | None) -> None:
    redact = Redactor()
    redact.add(secret, "me")
    assert redact("a service that the client cannot reach") == "a service that the client cannot reach"


def test_a_short_secret_is_removed_from_basic_authentication() -> None:
    redact = Redactor()
    redact.add("pw", "somebody")
    assert redact(f"Basic {_base64('somebody:pw')}!") == f"Basic {MASK}!"


TOKEN = "eyJhbGciOiJSUzI1NiJ9." + "AbCdEf0123-_" * 40


@pytest.mark.parametrize("part", [TOKEN, TOKEN[:40], TOKEN[-40:], TOKEN[100:116], TOKEN[30:] + "x"])
def test_a_part_of_a_long_secret_is_removed(part: str) -> None:
    assert Redactor([TOKEN])(f"you sent '{part}'").startswith(f"you sent '{MASK}")


@pytest.mark.parametrize("cut", range(4, 16))
@pytest.mark.parametrize("mark", ["…", "..."])
@pytest.mark.parametrize("form", [str, quote, html.escape])
def test_the_beginning_of_a_secret_where_text_was_cut_is_removed(
    cut: int, mark: str, form: t.Callable[[str], str]
) -> None:
    secret = "p&ss/wo&rd/47&11"
    left = form(secret)[:cut]
    shown = Redactor([secret])(f"you sent ({left}{mark}")
    assert shown in (f"you sent ({MASK}{mark}", f"you sent ({left}{mark}")
    # Fewer than four characters of the secret may stay.
    assert MASK in shown or len(html.unescape(left).split("%")[0].split("&")[0]) < 4


def test_text_around_secrets_stays() -> None:
    redact = Redactor(["hidden-4711"])
    assert redact("a%20b&amp;c+d \\n hidden-4711 e%20f") == f"a%20b&amp;c+d \\n {MASK} e%20f"


def test_text_longer_than_any_message_is_cut_and_redacted() -> None:
    secret = "hidden-4711"
    for length in range(LONGEST - 1050, LONGEST + 20, 29):
        shown = Redactor([secret])("(" * length + quote(secret) * 200)
        assert "hidden" not in shown
        assert len(shown) <= LONGEST + 10


def test_a_service_cannot_make_redaction_slow() -> None:
    redact = Redactor([TOKEN, "aaaaaaaaaaaaaaaa" * 10, "hidden-4711"])
    began = time.monotonic()
    for text in ("a" * 10**6, "%" * 10**6, "%25" * 10**5, "&" * 10**6, "\\u" * 10**5, "aaaa…" * 10**5, "..." * 10**5):
        redact(text)
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    ("url", "part", "shown"),
    [
        ("https://host/x", None, "https://host/x"),
        ("https://u:p@host", "u:p", f"https://{MASK}@host"),
        ("u:p/q@host", "u:p/q", f"{MASK}@host"),
        ("https://u:p@q@[bad", "u:p@q", f"https://{MASK}@[bad"),
        ("//tok@host", "tok", f"//{MASK}@host"),
        ("", None, ""),
    ],
)
def test_the_user_part_of_a_url(url: str, part: str | None, shown: str) -> None:
    assert (user_part(url), without_user(url)) == (part, shown)


def test_all_secrets_of_the_options_are_removed() -> None:
    params = {
        "client_secret": "secret-1",
        "certificate_password": "secret-2",
        "access_token": "secret-3",
        "proxy": "http://me:secret%2D4@proxy",
        "api_url": "https://secret-5@host",
        "identity_url": "https://secret-6:pw@host",
        "client_id": "not-hidden",
    }
    environ = {"HTTPS_PROXY": "http://a:secret-7@p", "all_proxy": "secret-8@p", "OTHER": "http://a:no-secret@p"}
    redact = of_options(params, environ)
    for number in range(1, 9):
        assert redact(f"x secret-{number} y") == f"x {MASK} y"
    assert redact("not-hidden no-secret") == "not-hidden no-secret"


@pytest.mark.parametrize("before", ["", "u:", "ab", "client_secret="])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_base64_of_base64_and_of_wide_characters_is_removed(before: str, encoding: str) -> None:
    secret = "s3cr3t-of-the-app"
    redact = Redactor([secret])
    once = base64.b64encode((before + secret).encode(encoding))
    assert redact(f"got {once.decode()} here") == f"got {MASK} here"
    if encoding == "utf-8":
        assert redact(f"got {base64.b64encode(once).decode()} here") == f"got {MASK} here"


@pytest.mark.parametrize("separator", ["-", ":", " "])
@pytest.mark.parametrize("upper", [False, True])
def test_hexadecimal_text_with_separators_is_removed(separator: str, upper: bool) -> None:
    secret = "s3cr3t-of-the-app"
    text = secret.encode().hex(separator)
    told = Redactor([secret])(f"got {text.upper() if upper else text}, no more")
    assert told == f"got {MASK}, no more"
