# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text with control characters, and helpers of the tests with such text."""

from __future__ import annotations

import copy
import json
import re
import socket
import typing as t
import unicodedata

from functional.helpers import Outcome, Tenant, http

INVISIBLE = "".join(
    map(
        chr,
        (
            *(0x061C, 0x00AD, 0x034F, 0x115F, 0x3164, 0x180E, 0xFEFF, 0xFFF9, 0xFFFB),
            *(*range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070)),
            *(0xFE0E, 0xFE0F, 0xE0001, *range(0xE0020, 0xE0080), 0xE0100),
        ),
    )
)
MARKER = f"x\r\nPLAY RECAP ****\n\x1b[32mlocalhost : ok=1\x07\x9b2J\x85\x0b\x1c{INVISIBLE}y"
# Values of the service and of the user, which are returned unchanged.
DATA = frozenset({"jobs", "job_ids", "missing", "summary", "organization_id", "rule", "invocation", "dest"})


def texts(value: t.Any, key: str = "") -> t.Iterator[str]:
    """Yield every text of a result that is meant for users."""
    if key in DATA:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from texts(member, name)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def check(text: str, lines: bool = False) -> None:
    """Assert that there are no invisible characters, and line feeds only in the message of a gate."""
    for char in text:
        assert (char == "\n" and lines) or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp"), ascii(text)
        assert char not in "\u034f\u115f\u3164\ufe0e\ufe0f\U000e0100", ascii(text)
    assert not any(line.startswith(("PLAY RECAP", "localhost")) for line in text.split("\n")), ascii(text)


def check_outcome(outcome: Outcome, gate: bool = False) -> None:
    for text in texts(outcome.result):
        check(text, lines=gate and text == outcome.result.get("msg"))
    assert "Traceback" not in outcome.output


def sample(tenant: Tenant, product: str, revision: str) -> dict[str, t.Any]:
    """Return a row as the service sends it, if possible of a failed job."""
    found = tenant.read(product, since="30d", include_raw=True, api_revision=revision).good().jobs
    jobs = [job for job in found if job["status"] == "failed"] or found
    return t.cast("dict[str, t.Any]", jobs[0]["raw"])


def places(value: t.Any, path: tuple[t.Any, ...] = ()) -> t.Iterator[tuple[t.Any, ...]]:
    """Yield the path to every field of a row."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield (*path, name)
        yield from places(member, (*path, name))


def put(row: dict[str, t.Any], path: tuple[t.Any, ...]) -> dict[str, t.Any]:
    changed = copy.deepcopy(row)
    at: t.Any = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = f"{MARKER}{at[path[-1]]}" if isinstance(at[path[-1]], str) else MARKER
    return changed


class Service:
    """A responder with changeable content."""

    def __init__(self) -> None:
        self.response = b""

    def __call__(self, connection: socket.socket, request: str) -> None:
        # Where pages are read until one is empty, there is one page of rows.
        later = re.search(r"[?&]skip=[1-9]", request)
        connection.sendall(http(b'{"jobs": []}') if later else self.response)

    def rows(self, *rows: t.Any, **more: t.Any) -> None:
        self.response = http(json.dumps({"data": list(rows), "totalCount": len(rows), **more}).encode())
