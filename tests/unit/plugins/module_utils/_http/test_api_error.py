# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of requests: one form of message, and everything that a caller needs to know in attributes."""

from __future__ import annotations

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.api_error import (
    SentRequest,
    read_body,
    shown_text,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.error_body import ErrorBody
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.transport import Response
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.redaction import Redactor

SENT = SentRequest("a product", "GET", "https://api.test/jobs?search=private")
NOTHING = Redactor()


def test_an_error_names_the_request_the_status_and_the_ids() -> None:
    body = ErrorBody(request_id="REQ-1", trace_id="TRACE-1", fields=("PageSize",))
    error = SENT.rejected(Response(400, {"request-id": "REQ-2"}, b""), "too large", NOTHING, body=body)
    assert str(error) == (
        "a product: GET https://api.test/jobs returned HTTP 400, request id REQ-1, trace id TRACE-1: too large"
    )
    assert error.details == {
        "product": "a product",
        "url": "https://api.test/jobs",
        "status": 400,
        "request_id": "REQ-1",
        "trace_id": "TRACE-1",
    }
    assert (error.status, error.fields, error.retryable, error.retry_after) == (400, ("PageSize",), False, None)


def test_an_error_without_a_response_has_no_status() -> None:
    error = SENT.failed("the service could not be reached", retryable=True)
    assert str(error) == "a product: GET https://api.test/jobs: the service could not be reached"
    assert error.details == {"product": "a product", "url": "https://api.test/jobs"}
    assert (error.status, error.retryable, error.recoverable) == (None, True, True)


def test_a_request_for_no_single_product_names_none() -> None:
    error = SentRequest("", "POST", "https://id.test/connect/token").failed("no", retryable=False)
    assert str(error) == "POST https://id.test/connect/token: no"
    assert error.details == {"url": "https://id.test/connect/token"}


def test_the_request_id_is_also_read_from_the_header() -> None:
    error = SENT.rejected(Response(500, {"request-id": "REQ-2"}, b""), "no", NOTHING)
    assert str(error).endswith("returned HTTP 500, request id REQ-2: no")
    assert error.retryable


@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [("30", "30 s"), ("1234567", "1234567 s"), ("999999999", "a year or more")],
)
def test_the_wait_requested_by_the_service_is_stated(retry_after: str, wait: str) -> None:
    error = SENT.rejected(Response(429, {"retry-after": retry_after}, b""), "busy", NOTHING)
    assert str(error).endswith(f": busy; the service asked to wait {wait} before the next request")
    assert error.retry_after is not None


def test_the_status_of_an_envelope_replaces_the_http_status() -> None:
    error = SENT.rejected(Response(200, {}, b""), "busy", NOTHING, status=503)
    assert str(error).endswith("returned HTTP 200 with status 503: busy")
    assert (error.status, error.retryable) == (503, True)


def test_a_caller_can_state_that_an_error_is_retryable() -> None:
    assert SENT.rejected(Response(200, {}, b""), "incomplete", NOTHING, retryable=True).retryable


def test_secrets_are_removed_from_text_and_ids() -> None:
    redact = Redactor(["geheimnis-4711"])
    assert shown_text(ErrorBody("x" * 295 + "geheimnis-4711"), redact) == "x" * 295 + "****…"
    body = ErrorBody(request_id="geheimnis-4711", trace_id="a geheimnis-4711")
    assert "geheimnis" not in str(SENT.rejected(Response(400, {}, b""), "no", redact, body=body))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", ""),
        (b" \n", ""),
        (b'{"message": "no"}', "no"),
        (b'{"message": "a", "message": "b"}', "b"),
        (b"<html>", "the response cannot be understood: it is HTML, as sent by gateways"),
        (b"no", "the response cannot be understood: it is not complete JSON"),
    ],
)
def test_the_body_of_an_error_is_read_as_far_as_possible(content: bytes, text: str) -> None:
    assert read_body(Response(400, {}, content)).text() == text
