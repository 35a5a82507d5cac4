# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong, as exceptions whose text may be shown to a user as it is.

The message of every exception here is one sentence or a few, free of control and of invisible
characters; C(details) are the keys that a failing module returns beside C(msg).
"""

from __future__ import annotations

import re
import typing as t

# What moves the cursor, ends a line, turns the direction of writing or hides text: nobody sees that it is there.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters
    "\u2028\u2029"  # separators of lines and paragraphs
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks of direction
    "\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\u00ad\u034f\u180e"  # no width: joiners, soft hyphens and their like
    "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # blank although no space
    "\u180b-\u180d\u180f\ufe00-\ufe0f\ufff0-\ufffb"  # variation selectors, annotations, specials
    "\ud800-\udfff"  # halves of a pair, which cannot be printed
    "\U00013430-\U00013438\U0001bca0-\U0001bca3"  # joiners of hieroglyphs, formatting of shorthand
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"  # musical formatting; tags and their variation selectors
)
MAX_REMOTE_TEXT = 300
MAX_OPTION_TEXT = 2000


def sanitize(text: object, limit: int | None = MAX_REMOTE_TEXT) -> str:
    """Make remote text fit for a terminal: one line, nothing invisible, cut at C(limit) if there is one."""
    line = UNSAFE.sub(" ", str(text)).strip()
    return line if limit is None or len(line) <= limit else line[: limit - 1] + "…"


def strip_query(url: str) -> str:
    """A URL without its query: that can hold search texts and opaque tokens."""
    return url.split("?", 1)[0].split("#", 1)[0]


class CloudBackupError(Exception):
    """Anything that this collection tells a user; its message is made L(showable) here, whatever it is made of."""

    details: t.Mapping[str, t.Any] = {}

    def __init__(self, message: str, limit: int | None = None) -> None:
        super().__init__(sanitize(message, limit))

    def redact(self, redact: t.Callable[[str], str]) -> None:
        """Take secrets out of the message and the details."""
        self.args = (redact(str(self)),)
        self.details = {key: redact(value) if isinstance(value, str) else value for key, value in self.details.items()}


class OptionError(CloudBackupError):
    """An option is wrong; found before any request."""

    def __init__(self, option: str, expected: str) -> None:
        super().__init__(f"{option}: {expected}", MAX_OPTION_TEXT)
        self.details = {"option": option}


class MalformedResponse(ValueError):
    """An answer that does not say what the contract promises; becomes an L(ApiError) with its URL."""


class ApiError(CloudBackupError):
    """The service could not be asked, refused, or answered what cannot be understood.

    C(status) is the HTTP status or the one of the envelope, None where no answer came.
    C(retryable) says that asking again may help, C(retry_after) how many seconds to wait before.
    C(recoverable) says that the fault may pass in time, also where it has been tried often enough for now.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        product: str | None = None,
        url: str | None = None,
        request_id: str | None = None,
        trace_id: str | None = None,
        retryable: bool = False,
        retry_after: float | None = None,
        fields: t.Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retryable = retryable
        self.recoverable = retryable
        self.retry_after = retry_after
        self.fields = tuple(fields)
        told = {
            "product": product,
            "url": None if url is None else sanitize(url, None),
            "status": status,
            "request_id": request_id,
            "trace_id": trace_id,
        }
        self.details = {key: value for key, value in told.items() if value is not None}


class IncompleteRead(CloudBackupError):
    """The pages came, but do not prove that every job was among them."""

    def __init__(self, product: str, reason: str) -> None:
        super().__init__(f"{product}: the read could not be proved whole, so no jobs are returned: {reason}")
        self.details = {"product": product}
