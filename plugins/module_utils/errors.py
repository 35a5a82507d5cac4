# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The exceptions of this collection, and the functions that make remote text safe to show.

Every message is one line without control characters and invisible characters. C(details) are the keys that a failing
module returns besides C(msg). The tree of exceptions::

    Exception
    ├── CloudBackupError                  anything that is reported to the user
    │   ├── OptionError                   an option is invalid, by itself or for the API that the tenant has
    │   ├── ApiError                      the service cannot be reached, or its response is an error or cannot be used
    │   ├── IncompleteRead                the pages do not prove that every job is among them
    │   ├── _read.row_set.CompletenessError   the same for one listing; becomes an IncompleteRead
    │   ├── _jobs.validate.NotJobs        the value for a filter or a test is no job or list of jobs
    │   └── unexpected.UnexpectedError    a fault of the collection
    ├── ValueError
    │   └── MalformedResponse             a response cannot be understood; becomes an ApiError
    ├── _http.envelope.EnvelopeError      an error inside a response with HTTP 200; becomes an ApiError
    └── _http.retry.Stopped               ends a thread whose task has ended
"""

from __future__ import annotations

import re
import typing as t

# Characters that move the cursor, end a line, change the direction of text or hide it, and are not visible themselves.
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
    """Return remote text as one line without invisible characters, cut at C(limit) if there is one."""
    line = UNSAFE.sub(" ", str(text)).strip()
    return line if limit is None or len(line) <= limit else line[: limit - 1] + "…"


def strip_query(url: str) -> str:
    """Return a URL without its query, which can contain search texts and opaque tokens."""
    return url.split("?", 1)[0].split("#", 1)[0]


class CloudBackupError(Exception):
    """Anything that is reported to the user; its message is made safe to show by F(sanitize)."""

    details: t.Mapping[str, t.Any] = {}

    def __init__(self, message: str, limit: int | None = None) -> None:
        super().__init__(sanitize(message, limit))

    def redact(self, redact: t.Callable[[str], str]) -> None:
        """Remove secrets from the message and the details."""
        self.args = (redact(str(self)),)
        self.details = {key: redact(value) if isinstance(value, str) else value for key, value in self.details.items()}


class OptionError(CloudBackupError):
    """An option is invalid, by itself or, once requests have been sent, for the API that the tenant has."""

    def __init__(self, option: str, expected: str) -> None:
        super().__init__(f"{option}: {expected}", MAX_OPTION_TEXT)
        self.details = {"option": option}


class MalformedResponse(ValueError):
    """A response or a part of it cannot be understood; becomes an L(ApiError) with the URL."""


class ApiError(CloudBackupError):
    """The service could not be reached, or its response is an error or cannot be used.

    C(status) is the HTTP status or that of the envelope, None without a response. C(retryable) states that the request
    may succeed when it is repeated, C(retry_after) how many seconds to wait before. C(recoverable) states that the
    fault may disappear in time, even if the retries are used up.
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
        details = {
            "product": product,
            "url": None if url is None else sanitize(url, None),
            "status": status,
            "request_id": request_id,
            "trace_id": trace_id,
        }
        self.details = {key: value for key, value in details.items() if value is not None}


class IncompleteRead(CloudBackupError):
    """The pages do not prove that every job is among them."""

    def __init__(self, product: str, reason: str) -> None:
        super().__init__(f"{product}: it is not certain that all jobs were read, so none are returned: {reason}")
        self.reason = reason
        self.details = {"product": product}
