# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find secrets in files and text: in clear, in Base64, in URLs and in JSON."""

from __future__ import annotations

import base64
import json
import typing as t
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, quote_plus


def forms(secret: str) -> set[bytes]:
    """Return the forms of a secret, those in Base64 as a part of any other data."""
    raw = secret.encode()
    spelled = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}
    escaped = {json.dumps(text, ensure_ascii=ascii_only)[1:-1] for text in spelled for ascii_only in (True, False)}
    encoded = {_base64_part(raw, shift) for shift in range(3)}
    alphabets = {form.translate(bytes.maketrans(b"+/", b"-_")) for form in encoded}
    return {raw, *(text.encode() for text in spelled | escaped), *encoded, *alphabets}


def _base64_part(raw: bytes, shift: int) -> bytes:
    """Return the characters that depend on nothing but the secret, which begins after C(shift) bytes of a group."""
    return base64.b64encode(bytes(shift) + raw)[(shift * 8 + 5) // 6 : (shift + len(raw)) * 8 // 6]


def found_in(data: bytes, secrets: Iterable[str]) -> list[str]:
    """Return the secrets that the data contains in any form."""
    return [secret for secret in secrets if any(form in data for form in forms(secret))]


def files_with(folder: Path, secrets: Iterable[str], *, besides: t.Collection[str] = ()) -> list[str]:
    """Return the files below a folder that contain a secret, but for those in the folders C(besides)."""
    kept = [path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] not in besides]
    return sorted(str(path.relative_to(folder)) for path in kept if found_in(path.read_bytes(), secrets))
