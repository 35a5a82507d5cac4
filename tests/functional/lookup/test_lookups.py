# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookups return the same jobs as the modules, and one sentence for every error."""

from __future__ import annotations

import contextlib
import importlib
import json
import socket
import time

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import transport
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._module import job_info
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products import registry
from functional.helpers import ALL_PRODUCTS, PRODUCTS, TIMEOUT, Hostile, Tenant, assert_same
from functional.lookup.conftest import PLUGINS, RunLookup

WINDOW = {"since": "9d", "until": "2d"}


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_a_lookup_returns_the_jobs_of_the_module(tenant: Tenant, run_lookup: RunLookup, product: str) -> None:
    looked = run_lookup(f"{product}_jobs", **WINDOW)
    assert looked.error is None
    module = tenant.read(product, **WINDOW).good()
    assert looked.jobs == module.jobs
    assert_same(looked.jobs, tenant.truth(product, module.query))
    json.dumps(looked.jobs)


def test_terms_are_services(tenant: Tenant, run_lookup: RunLookup) -> None:
    looked = run_lookup("m365_jobs", "teams", "onedrive", job_types=["backup"], **WINDOW)
    assert {job["service"] for job in looked.jobs} == {"teams", "onedrive"}
    more = run_lookup("m365_jobs", "teams", services=["onedrive"], job_types=["backup"], **WINDOW)
    assert more.jobs == looked.jobs
    assert {job["service"] for job in run_lookup("google_jobs", 1, **WINDOW).jobs} == {"gmail"}


def test_terms_of_jobs_are_products(tenant: Tenant, run_lookup: RunLookup) -> None:
    assert {job["product"] for job in run_lookup("jobs", **WINDOW).jobs} == set(PRODUCTS)
    assert {job["product"] for job in run_lookup("jobs", "google", "iaas", **WINDOW).jobs} == {"google", "iaas"}
    found = run_lookup("jobs", "google", "iaas", limit=3, statuses=["succeeded"], **WINDOW)
    assert len(found.jobs) == 3


def test_jobs_of_a_lookup_have_a_subject(run_lookup: RunLookup) -> None:
    assert {job["subject"] for job in run_lookup("jobs", "m365", services=["teams"], **WINDOW).jobs} == {"m365 teams"}


def test_options_of_one_product_are_used(run_lookup: RunLookup) -> None:
    assert run_lookup("google_jobs", data_source="recenter", since="30d").jobs
    assert run_lookup("salesforce_jobs", level="record", since="30d").jobs
    assert run_lookup("m365_jobs", location="NAM", since="30d").jobs
    assert run_lookup("iaas_jobs", search_text="nothing like this").jobs == []
    assert run_lookup("dynamics365_jobs", object_type=2, since="30d", include_raw=True).jobs[0]["raw"]


def test_the_connection_comes_from_the_environment(
    tenant: Tenant, run_lookup: RunLookup, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in tenant.sandbox.env(tenant.client_id).items():
        monkeypatch.setenv(name, value)
    none = dict.fromkeys(("api_url", "identity_url", "client_id", "client_secret"))
    assert run_lookup("m365_jobs", **none).jobs


def test_an_unknown_data_center_gives_a_warning(run_lookup: RunLookup) -> None:
    looked = run_lookup("iaas_jobs", data_center="gcp-us")
    assert looked.jobs
    assert [text for text in looked.warnings if "where iaas is not available" in text]


def test_an_unknown_data_center_gives_a_warning_if_the_read_fails(tenant: Tenant, run_lookup: RunLookup) -> None:
    tenant.fault("status", status=503, times=10, product="m365")
    looked = run_lookup("m365_jobs", data_center="mars")
    assert looked.error
    assert [text for text in looked.warnings if "data_center: 'mars' is not known" in text]


def test_unknown_values_give_a_warning(run_lookup: RunLookup) -> None:
    looked = run_lookup("m365_jobs", since="30d")
    assert len(looked.warnings) == 1
    assert "Suspended by Policy" in looked.warnings[0]


@pytest.mark.parametrize(
    ("name", "terms", "options", "words"),
    [
        ("m365_jobs", ["teems"], {}, "services: 'teems' is not a service of m365; did you mean teams"),
        ("jobs", ["gogle"], {}, "products: 'gogle' is not a product; did you mean google"),
        ("m365_jobs", [], {"since": "1h", "until": "2h"}, "since: "),
        ("m365_jobs", [], {"page_size": 0}, "page_size: "),
        ("m365_jobs", [], {"page_size": "many"}, "page_size"),
        ("m365_jobs", [], {"api_revision": "2023"}, "api_revision"),
        ("m365_jobs", [], {"client_secret": None}, "credentials: "),
        ("m365_jobs", [], {"client_secret": "wrong"}, "no access token was issued"),
        ("m365_jobs", [], {"api_url": "http://127.0.0.1:1"}, "could not be reached"),
        ("google_jobs", [], {"data_source": "elsewhere"}, "data_source"),
        ("salesforce_jobs", ["backup"], {}, "services: "),
        ("m365_jobs", [{"a": 1}], {}, "services: "),
        ("m365_jobs", [None], {}, "services: "),
        ("jobs", [7], {}, "products: "),
    ],
)
def test_bad_input_is_one_sentence(
    tenant: Tenant, run_lookup: RunLookup, name: str, terms: list[object], options: dict[str, object], words: str
) -> None:
    looked = run_lookup(name, *terms, **options)
    assert looked.error is not None
    assert words in looked.error
    assert "Traceback" not in looked.error
    assert tenant.secret not in looked.error
    assert tenant.log() == []


def test_an_unknown_option_is_an_error(tenant: Tenant, run_lookup: RunLookup) -> None:
    looked = run_lookup("m365_jobs", servces=["teams"])
    assert looked.error is not None
    assert "servces" in looked.error


def test_an_outage_is_one_sentence(tenant: Tenant, run_lookup: RunLookup) -> None:
    tenant.fault("status", product="iaas", status=503, times=0)
    looked = run_lookup("jobs")
    assert looked.error is not None
    assert looked.error.startswith("iaas: ")
    assert "503" in looked.error


def test_a_missing_library_is_an_error(run_lookup: RunLookup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "REQUESTS_IMPORT_ERROR", "ImportError: none")
    looked = run_lookup("m365_jobs")
    assert looked.error is not None
    assert "Failed to import the required Python library (requests)" in looked.error


def test_an_error_of_the_collection_itself_is_one_sentence(
    tenant: Tenant, run_lookup: RunLookup, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_what: object) -> None:
        raise RuntimeError(f"holds {tenant.secret}")

    monkeypatch.setattr(job_info, "read", broken)
    looked = run_lookup("m365_jobs")
    assert looked.error is not None
    assert "fault of the collection" in looked.error
    assert tenant.secret not in looked.error


def test_an_unexpected_error_of_a_read_is_one_sentence_with_a_traceback_only_at_vvv(
    tenant: Tenant, run_lookup: RunLookup, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_row: object) -> None:
        raise RuntimeError(f"holds {tenant.secret}")

    shown: list[str] = []
    room = importlib.import_module(f"{PLUGINS}.plugin_utils.lookup")
    monkeypatch.setattr(room.display, "vvv", lambda text, *_a, **_k: shown.append(text))
    monkeypatch.setattr(registry.PRODUCTS["google"], "parse_row", broken)
    looked = run_lookup("jobs", "google")
    assert looked.error is not None
    assert looked.error.startswith("google: an unexpected RuntimeError in broken")
    assert "Traceback" not in looked.error
    (trace,) = shown
    assert "in broken" in trace
    assert tenant.secret not in trace


@pytest.mark.parametrize(
    ("option", "variable", "value", "expected"),
    [
        ("retries", "AVEPOINT_RETRIES", "many", "a whole number"),
        ("retries", "AVEPOINT_RETRIES", "-1", "at least 0"),
        ("timeout", "AVEPOINT_TIMEOUT", "30s", "a number"),
        ("validate_certs", "AVEPOINT_VALIDATE_CERTS", "maybe", "true or false"),
        ("environment", "AVEPOINT_ENVIRONMENT", "moon", "us_government"),
    ],
)
def test_an_invalid_variable_is_named(
    run_lookup: RunLookup, monkeypatch: pytest.MonkeyPatch, option: str, variable: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(variable, value)
    looked = run_lookup("m365_jobs", **{option: None})
    assert looked.error is not None
    assert looked.error.startswith(f"{option}: ")
    for word in (variable, value, expected):
        assert word in looked.error


def test_an_option_overrides_an_invalid_variable(run_lookup: RunLookup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVEPOINT_RETRIES", "many")
    assert run_lookup("m365_jobs", retries=2, **WINDOW).error is None


def test_unverified_certificates_give_a_warning(run_lookup: RunLookup) -> None:
    looked = run_lookup("m365_jobs", validate_certs=False, **WINDOW)
    assert ["not verified" in text for text in looked.warnings if "validate_certs" in text] == [True]


def test_a_past_window_without_jobs_gives_a_hint(run_lookup: RunLookup) -> None:
    looked = run_lookup("google_jobs", since="2019-01-01", until="2019-01-31")
    assert looked.jobs == []
    (warning,) = looked.warnings
    assert "2019-02-01T00:00:00Z" in warning


@pytest.mark.parametrize("sent", [b"x", b"\r\n\r\nHTTP/1.1 100 Continue"], ids=["a header", "100 Continue"])
def test_a_service_that_sends_slowly_does_not_block_a_lookup(run_lookup: RunLookup, sent: bytes) -> None:
    def send_slowly(connection: socket.socket, _request: str) -> None:
        with contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 100 Continue\r\nX-Slow: ")
            for _turn in range(TIMEOUT * 10):
                connection.sendall(sent)
                time.sleep(0.1)

    with Hostile(send_slowly).up() as service:
        began = time.monotonic()
        looked = run_lookup("m365_jobs", api_url=service.url, identity_url=service.url, timeout=1, retries=0)
    assert time.monotonic() - began < TIMEOUT / 2
    assert "no complete response came within 1 s" in str(looked.error)
