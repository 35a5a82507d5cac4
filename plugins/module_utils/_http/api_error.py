# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the L(ApiError) of a request that failed; the same for pages of jobs and for access tokens.

Its message reads C(PRODUCT: METHOD URL returned HTTP STATUS, request id ID: REASON). Source: docs/api/errors.md.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ..errors import ApiError, MalformedResponse, sanitize, strip_query
from . import error_body, json_text
from .error_body import ErrorBody
from .retry import RETRYABLE_STATUSES
from .transport import RETRY_AFTER_CAP, Response

# Source: docs/api/authentication.md.
TRUSTED_ADDRESSES = (
    "the tenant's list of trusted addresses may not include this machine (IPv4; changes take effect after 15 minutes)"
)
NO_REASON = "the service gave no reason"

Redact = t.Callable[[str], str]


@dataclass(frozen=True)
class SentRequest:
    """The request that an error is about. C(label) is empty where it is sent for no single product."""

    label: str
    method: str
    url: str

    def __str__(self) -> str:
        request = f"{self.method} {strip_query(self.url)}"
        return f"{self.label}: {request}" if self.label else request

    def failed(self, reason: str, *, retryable: bool) -> ApiError:
        """Return the error of a request without a response."""
        return ApiError(f"{self}: {reason}", product=self.label or None, url=strip_query(self.url), retryable=retryable)

    def rejected(
        self,
        response: Response,
        reason: str,
        redact: Redact,
        *,
        body: ErrorBody | None = None,
        status: int | None = None,
        retryable: bool | None = None,
    ) -> ApiError:
        """Return the error of a request whose response is an error or cannot be used.

        C(reason) is fit to be shown; C(body) has the ids and fields that the response names. C(status) replaces the
        HTTP status where an envelope holds one; it decides whether the error is C(retryable), unless that is given.
        """
        body = body or ErrorBody()
        status = response.status if status is None else status
        inner = f" with status {status}" if status != response.status else ""
        request_id = shown_id(body.request_id or response.headers.get("request-id"), redact)
        trace_id = shown_id(body.trace_id, redact)
        ids = "".join(
            f", {name} {value}" for name, value in (("request id", request_id), ("trace id", trace_id)) if value
        )
        retry_after = response.retry_after()
        wait = f"; the service asked to wait {_wait(retry_after)} before the next request" if retry_after else ""
        return ApiError(
            f"{self} returned HTTP {response.status}{inner}{ids}: {reason}{wait}",
            status=status,
            product=self.label or None,
            url=strip_query(self.url),
            request_id=request_id,
            trace_id=trace_id,
            retryable=status in RETRYABLE_STATUSES if retryable is None else retryable,
            retry_after=retry_after,
            fields=body.fields,
        )


def read_body(response: Response) -> ErrorBody:
    """Return what the body of an error response states; why it cannot be read where it is no JSON."""
    if not response.body.strip():
        return ErrorBody()
    try:
        return error_body.parse(json_text.parse(response.body, strict=False))
    except MalformedResponse as error:
        return ErrorBody(message=f"the response cannot be understood: {error}")


def shown_text(body: ErrorBody, redact: Redact) -> str:
    """Return the message of an error response, without secrets and fit to be shown; empty where it has none."""
    # Redacted before it is cut: a part of a secret would not be found.
    return sanitize(redact(body.text()))


def shown_id(value: str | None, redact: Redact) -> str | None:
    """Return an ID of the service as it is shown; None for none."""
    return (sanitize(redact(value), 100) if value else None) or None


def _wait(seconds: float) -> str:
    return "a year or more" if seconds >= RETRY_AFTER_CAP else f"{round(seconds, 1):.15g} s"
