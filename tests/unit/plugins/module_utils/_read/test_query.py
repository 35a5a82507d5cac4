# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries: invalid options give one sentence with the option, valid ones the expected query."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products import registry
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.base import Label
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read import query
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.filters import ClientFilter
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.query import Query
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError

UTC = timezone.utc
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
IAAS = PRODUCTS["iaas"]
DEFAULTS: dict[str, t.Any] = {
    "since": "24h",
    "until": None,
    "services": None,
    "job_types": None,
    "statuses": None,
    "limit": None,
    "page_size": 100,
    "concurrency": 8,
    "include_raw": False,
}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(times, "utc_now", lambda: NOW)


def queries_of(names: str, **params: t.Any) -> list[Query]:
    """Return the queries of these products."""
    return query.validate(registry.named(names.split()), {**DEFAULTS, **params})


def one(name: str, **params: t.Any) -> Query:
    """Return the query of one product."""
    (found,) = queries_of(name, **params)
    return found


@pytest.mark.parametrize(
    ("names", "params", "option", "message"),
    [
        (
            "m365",
            {"services": ["exchange"]},
            "services",
            "'exchange' is not a service of m365; did you mean exchange_online",
        ),
        ("google", {"services": ["gmial"]}, "services", "'gmial' is not a service of google; did you mean gmail"),
        (
            "m365",
            {"services": ["zzz"]},
            "services",
            "'zzz' is not a service of m365; expected one of: exchange_online,",
        ),
        ("m365", {"services": ["99"]}, "services", "'99' is not a service of m365"),
        ("m365", {"services": [""]}, "services", "'' is not a service of m365"),
        ("salesforce", {"services": ["account"]}, "services", "jobs of salesforce have no services; leave it out"),
        ("iaas", {"job_types": ["bakup"]}, "job_types", "'bakup' is not a job type of iaas; did you mean backup"),
        ("iaas", {"job_types": ["31"]}, "job_types", "'31' is not a job type of iaas"),
        ("dynamics365", {"job_types": ["sandbox"]}, "job_types", "'sandbox' is not a job type of dynamics365"),
        ("google", {"statuses": ["faild"]}, "statuses", "'faild' is not a status of google; did you mean failed"),
        ("google", {"statuses": ["4"]}, "statuses", "'4' is not a status of google"),
        ("m365 google", {"services": ["gmial"]}, "services", "did you mean gmail"),
        (
            "m365 google",
            {"statuses": ["2"]},
            "statuses",
            "the number 2 has another meaning in each product; give a name",
        ),
        (
            "m365",
            {"since": "1h", "until": "2h"},
            "since",
            "2026-11-21T07:00:00Z is not before until, 2026-11-21T06:00:00Z",
        ),
        ("m365", {"since": "1h", "until": "1h"}, "since", "is not before until"),
        ("m365", {"since": "2026-11-22"}, "since", "2026-11-22T00:00:00Z is not before until, 2026-11-21T08:00:00Z"),
        (
            "m365",
            {"since": "yesterday"},
            "since",
            "'yesterday' is none of: a duration back from now (90m, 24h, 7d, 2w), an ISO",
        ),
        ("m365", {"until": "soon"}, "until", "'soon' is none of: a duration back from now"),
        ("m365", {"since": ""}, "since", "'' is none of"),
        ("m365", {"page_size": 0}, "page_size", "0 is not a number of at least 1"),
        ("m365", {"page_size": -5}, "page_size", "-5 is not a number of at least 1"),
        ("m365", {"page_size": 10_001}, "page_size", "10001 is not a number of at most 10000"),
        ("m365", {"limit": 0}, "limit", "0 is not a number of at least 1"),
        ("m365", {"concurrency": 0}, "concurrency", "0 is not a number of at least 1"),
        ("m365", {"concurrency": 65}, "concurrency", "65 is not a number of at most 64"),
        (
            "iaas",
            {"services": ["vm"], "job_types": ["aad_backup"]},
            "job_types",
            "none of them belongs to any of the services",
        ),
    ],
)
def test_bad_input_names_the_option_and_what_was_expected(
    names: str, params: dict[str, t.Any], option: str, message: str
) -> None:
    with pytest.raises(OptionError) as wrong:
        queries_of(names, **params)
    assert str(wrong.value).startswith(f"{option}: ")
    assert message in str(wrong.value)
    assert wrong.value.details == {"option": option}
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "m356",
            "'m356' is not a product; did you mean m365? Expected one of: m365, google, dynamics365, salesforce, iaas",
        ),
        ("dynamics", "did you mean dynamics365"),
        ("", "expected one of: m365, google, dynamics365, salesforce, iaas"),
    ],
)
def test_an_unknown_product_suggests_the_nearest_one(name: str, message: str) -> None:
    with pytest.raises(OptionError, match=r"^products: ") as wrong:
        registry.named(["m365", name])
    assert message in str(wrong.value)


def test_no_product_means_all_and_each_is_read_once() -> None:
    every = ["m365", "google", "dynamics365", "salesforce", "iaas"]
    assert [product.name for product in registry.named(None)] == every
    assert [product.name for product in registry.named([" Google ", "m365", "google"])] == ["google", "m365"]


def test_the_window_of_a_day_up_to_now_is_the_default() -> None:
    parsed = one("google")
    assert (parsed.since, parsed.until) == (NOW - timedelta(days=1), NOW)
    assert one("google", until="").until == NOW


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("7d", "24h", (NOW - timedelta(days=7), NOW - timedelta(days=1))),
        (
            "2026-11-01",
            "2026-11-02T12:00:00+02:00",
            (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ),
        (1763712000, None, (datetime(2025, 11, 21, 8, tzinfo=UTC), NOW)),
    ],
)
def test_windows_as_users_write_them(since: object, until: object, expected: tuple[datetime, datetime]) -> None:
    parsed = one("google", since=since, until=until)
    assert (parsed.since, parsed.until) == expected


def _numbers(product: str, option: str, word: str) -> list[int | None]:
    choice = getattr(one(product, **{option: [word]}), option)
    # A value with another meaning in another API version has both.
    return list(dict.fromkeys(member.code for member in choice.values))


@pytest.mark.parametrize(
    ("product", "option", "word", "numbers"),
    [
        ("google", "job_types", "backup", [1]),
        ("google", "job_types", "1", [1]),
        ("salesforce", "job_types", "backup", [1, 2]),
        ("salesforce", "job_types", "On-demand backup", [2]),
        ("iaas", "job_types", "AADBackup", [128]),
        ("iaas", "job_types", "1", [1]),
        ("iaas", "services", "AzureSQL", [512]),
        ("m365", "services", "Exchange Online", [1]),
        ("m365", "statuses", "warning", [4, 5]),
        ("m365", "statuses", "Finished with Exception", [4]),
        ("google", "statuses", "0", [0]),
        ("google", "statuses", "paused", []),
        ("iaas", "statuses", "pending", [0, 32]),
    ],
)
def test_names_of_either_kind_and_numbers_are_understood(
    product: str, option: str, word: str, numbers: list[int]
) -> None:
    assert _numbers(product, option, word) == numbers


def _wants(parsed: query.Query, job: t.Any) -> bool:
    """Return whether a job passes the filters, whichever API version it came from."""
    (wanted,) = {ClientFilter(parsed, version).keeps(job) for version in parsed.product.versions}
    return wanted


def _job(product: str, **row: object) -> t.Any:
    return PRODUCTS[product].job({"jobId": "x", **row}, Label(), lambda _what, _raw: None)


@pytest.mark.parametrize(
    ("params", "row", "wanted"),
    [
        ({}, {"status": 55}, True),
        ({"statuses": ["failed"]}, {"status": 3}, True),
        ({"statuses": ["failed"]}, {"status": 2}, False),
        ({"statuses": ["failed"]}, {"status": 55}, False),
        ({"statuses": ["failed", "unknown"]}, {"status": 55}, True),
        ({"statuses": ["unknown"]}, {"status": None}, True),
        ({"statuses": ["unknown"]}, {"status": 2}, False),
        ({"statuses": ["stopped"]}, {"status": 2}, False),
        ({"job_types": ["backup"]}, {"status": 2, "jobType": 1}, True),
        ({"job_types": ["backup"]}, {"status": 2, "jobType": 2}, False),
        ({"job_types": ["backup"]}, {"status": 2, "jobType": 77}, False),
        ({"services": ["gmail"]}, {"status": 2, "appType": 1}, True),
        ({"services": ["gmail", "drive"]}, {"status": 2, "appType": 2}, True),
        ({"services": ["gmail"]}, {"status": 2, "appType": 4}, False),
        ({"services": ["gmail"]}, {"status": 2, "appType": 99}, False),
    ],
)
def test_which_jobs_a_filter_lets_through(params: dict[str, t.Any], row: dict[str, t.Any], wanted: bool) -> None:
    assert _wants(one("google", **params), _job("google", **row)) is wanted


def test_a_module_of_dynamics365_is_matched_by_its_name() -> None:
    parsed = one("dynamics365", services=["Customer Engagement"])
    assert _wants(parsed, _job("dynamics365", status=3, module="customer engagement"))
    assert not _wants(parsed, _job("dynamics365", status=3, module="Finance"))


def test_a_product_that_knows_none_of_the_services_has_no_query() -> None:
    assert [parsed.product.name for parsed in queries_of("m365 google", services=["gmail"])] == ["google"]


def test_filters_that_leave_no_product_are_an_error() -> None:
    with pytest.raises(OptionError, match=r"^services: no product knows both the services and the job types given"):
        queries_of("google iaas", services=["gmail"], job_types=["aad_backup"])


def test_a_word_of_some_products_is_requested_only_from_those() -> None:
    parsed = queries_of("google salesforce", job_types=["compare", "report"])
    assert {found.product.name: found.filters()["job_types"] for found in parsed} == {
        "google": ["report"],
        "salesforce": ["compare"],
    }


def test_filters_are_returned_as_they_were_given() -> None:
    parsed = one("google", services=["Gmail", "Gmail", "2"], statuses=["failed"], data_source="recenter")
    assert parsed.filters() == {"services": ["Gmail", "2"], "statuses": ["failed"], "data_source": "recenter"}
    assert one("google", data_source="").filters() == {}


def test_each_service_is_listed_with_each_job_type_that_it_can_have() -> None:
    parsed = one("iaas", services=["vm", "aad"], job_types=["aad_backup", "1"])
    assert parsed.services is not None
    assert parsed.job_types is not None
    labels = {
        revision: [
            (label.service and label.service.name, label.job_type and label.job_type.name)
            for label in query.labels(
                parsed.services.known_in(IAAS, revision), parsed.job_types.known_in(IAAS, revision)
            )
        ]
        for revision in ("2024", "2025")
    }
    assert labels["2024"] == [("vm", "backup"), ("aad", "aad_backup"), ("aad", "backup")]
    # Since 2025 the first type is one of virtual machines alone.
    assert labels["2025"] == [("vm", "backup"), ("aad", "aad_backup")]
    assert query.labels(None, None) == [Label()]


def test_an_api_version_is_not_requested_with_a_value_that_it_does_not_have() -> None:
    choice = one("iaas", job_types=["backup", "vmware_backup"]).job_types
    assert choice is not None
    with pytest.raises(ValueError, match=r"'vmware_backup' is not known to API version 2024"):
        choice.known_in(IAAS, "2024")
    assert {member.name for member in choice.known_in(IAAS, "2025").values} >= {"vmware_backup", "backup", "s3_backup"}
    of_2024 = one("iaas", job_types=["backup"]).job_types
    assert of_2024 is not None
    assert {value.since for value in of_2024.known_in(IAAS, "2024").values} == {None}


def test_a_value_that_was_retired_is_named_and_a_normalised_word_goes_on_without_it() -> None:
    services = one("iaas", services=["vm", "blob_storage"]).services
    assert services is not None
    with pytest.raises(ValueError, match=r"'blob_storage' is not known to API version 2025.*retired after 2024"):
        services.known_in(IAAS, "2025")
    named = one("iaas", job_types=["aks_backup"]).job_types
    assert named is not None
    with pytest.raises(ValueError, match=r"'aks_backup' is not known to API version 2025"):
        named.known_in(IAAS, "2025", client_matches=True)
    normal = one("iaas", job_types=["report", "delete"]).job_types
    assert normal is not None
    assert [member.name for member in normal.known_in(IAAS, "2025", client_matches=True).values] == ["data_deletion"]
    # If the service has to be requested with a value, there is none.
    with pytest.raises(ValueError, match=r"'report' is not known to API version 2025"):
        normal.known_in(IAAS, "2025")


def test_monitoring_is_a_word_of_2025_and_no_backup() -> None:
    monitoring, backup = (one("iaas", job_types=[word]).job_types for word in ("monitoring", "backup"))
    assert monitoring is not None
    assert backup is not None
    with pytest.raises(ValueError, match=r"'monitoring' .sql_sync, sql_backup, sql_restore. is not .* version 2024"):
        monitoring.known_in(IAAS, "2024", client_matches=False)
    assert [member.code for member in monitoring.known_in(IAAS, "2025").values] == [20011, 20012, 20013]
    assert 20012 in {member.code for member in backup.known_in(IAAS, "2024").values}
    assert 20012 not in {member.code for member in backup.known_in(IAAS, "2025").values}


def test_the_other_options_reach_the_question() -> None:
    parsed = one("salesforce", limit=5, page_size=7, include_raw=True, organization_id="00D", level="record")
    assert (parsed.limit, parsed.page_size, parsed.include_raw) == (5, 7, True)
    assert parsed.options == {"organization_id": "00D", "level": "record"}


@pytest.mark.parametrize("option", ["services", "job_types", "statuses"])
def test_an_empty_list_as_filter_is_an_error(option: str) -> None:
    with pytest.raises(OptionError, match=f"^{option}: is an empty list, which would select everything"):
        queries_of("m365", **{option: []})


def test_an_empty_list_of_products_is_refused() -> None:
    assert registry.named(None) == [product for product in PRODUCTS.values() if product.is_backup]
    with pytest.raises(OptionError, match=r"^products: is an empty list"):
        registry.named([])
