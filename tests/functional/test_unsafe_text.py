# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Control characters that a service sends, which move the cursor or hide text, are never shown."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from functional.helpers import ALL_PRODUCTS, Hostile, Tenant, http, run_module
from functional.unsafe_text import MARKER, Service, check_outcome, places, put, sample


def run_all(product: str, url: str, tmp: Path, **more: t.Any) -> None:
    """Run every module on a product, and check everything that each returns."""
    options = {"api_url": url, "identity_url": url, "client_id": "me", "client_secret": "hidden-4711", "retries": 0}
    rule = {"name": "all", "product": product, "window": "60d", "max_failed_jobs": 0, "max_failed_ratio": 0}
    own: dict[str, dict[str, t.Any]] = {
        f"{product}_job_info": {"since": "60d", "statuses": ["failed", "unknown"], **more},
        "job_info": {"products": [product], "since": "60d", "on_error": "report", "include_raw": True, **more},
        "job_gate": {"rules": [rule], **more},
        "job_wait": {"product": product, "job_ids": ["4711"], "since": "60d", **more},
    }
    for module, params in own.items():
        internal = {"check_mode": module == "job_wait"}
        check_outcome(run_module(module, {**options, **params}, tmp, **internal), gate=module == "job_gate")
    report = {**own["job_gate"], "enforce": False}
    check_outcome(run_module("job_gate", {**options, **report}, tmp), gate=True)


@pytest.mark.parametrize("revision", ["2024", "2025"])
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_unsafe_text_in_any_field_of_a_row_is_cleaned(
    tenant: Tenant, tmp_path: Path, product: str, revision: str
) -> None:
    row = sample(tenant, product, revision)
    service = Service()
    with Hostile(service).up() as up:
        for path in places(row):
            service.rows(put(row, path))
            run_all(product, up.url, tmp_path, api_revision=revision)


ERROR_BODIES: dict[str, t.Any] = {
    "message": {"message": MARKER},
    "errors": {"message": "x", "errors": [{"code": MARKER, "field": MARKER, "message": MARKER}]},
    "texts": {"errors": [MARKER, MARKER]},
    "error": {"error": {"code": MARKER, "message": MARKER}},
    "problem details": {"title": MARKER, "detail": MARKER, "errors": {MARKER: [MARKER]}},
    "ids": {"message": "x", "requestId": MARKER, "traceId": MARKER},
    "in data": {"status": 500, "message": MARKER, "data": {"error": MARKER, "message": MARKER}},
    "status": {"status": MARKER, "message": MARKER},
    "total": {"data": [], "totalCount": MARKER},
    "link": {"data": [], "totalCount": 500, "nextLink": MARKER},
    "link elsewhere": {"data": [], "totalCount": 500, "nextLink": f"https://{MARKER}/x"},
    "member": {MARKER: MARKER},
    "list": [MARKER],
}
STATUSES = ("200 OK", "400 Bad", "401 No", "403 No", "404 No", "422 No", "500 Bad", "302 Found")


@pytest.mark.parametrize("name", ERROR_BODIES)
def test_unsafe_text_in_error_responses_is_cleaned(clean_environment: None, tmp_path: Path, name: str) -> None:
    service = Service()
    header = "request-id: \x1b[32mx\x85\xad\x9b\r\nLocation: https://x\x1b[32m/\xad\r\n"
    with Hostile(service).up() as up:
        for status in STATUSES:
            service.response = http(json.dumps(ERROR_BODIES[name]).encode(), status, header)
            run_all("m365", up.url, tmp_path, api_revision="2024")


@pytest.mark.parametrize("body", [{"error": MARKER}, {"error": "x", "error_description": MARKER}, {"title": MARKER}])
@pytest.mark.parametrize("status", STATUSES)
def test_unsafe_text_in_token_errors_is_cleaned(
    clean_environment: None, tmp_path: Path, body: dict[str, t.Any], status: str
) -> None:
    service = Service()
    service.response = http(json.dumps(body).encode(), status)
    with Hostile(service, token=service).up() as up:
        options = {"api_url": up.url, "identity_url": up.url, "client_id": "me", "client_secret": "hidden-4711"}
        for module, params in (("login", {"products": ["m365"]}), ("m365_job_info", {})):
            check_outcome(run_module(module, {**options, "retries": 0, **params}, tmp_path))


def test_unsafe_text_in_options_is_cleaned(tenant: Tenant) -> None:
    """Options may also come from a survey or from another system."""
    for module, params in (
        ("job_info", {"products": [MARKER]}),
        ("m365_job_info", {"services": [MARKER]}),
        ("m365_job_info", {"since": MARKER}),
        ("m365_job_info", {"data_center": MARKER, "api_url": None}),
        ("job_wait", {"product": MARKER, "job_ids": ["x"]}),
        ("job_gate", {"rules": [{"name": MARKER, "product": MARKER, MARKER: 1}]}),
        ("job_gate", {"rules": [{"name": "x", "product": "m365", "max_age": MARKER}]}),
        ("job_gate", {"rules": [{"name": MARKER, "product": "m365", "max_failed_jobs": 0, "window": "1m"}]}),
    ):
        outcome = tenant.run(module, **params)
        assert outcome.failed
        check_outcome(outcome, gate=module == "job_gate")
