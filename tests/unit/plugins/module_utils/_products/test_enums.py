# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every code of every enumeration, written out by hand from docs/api."""

from __future__ import annotations

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.base import Label
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.enums import (
    Enumeration,
    EnumValue,
    OpenEnumeration,
    nearest,
    slug,
    squash,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS

STATUSES = {
    "m365": {1: "running", 2: "succeeded", 3: "failed", 4: "warning", 5: "warning"},
    "google": {0: "running", 2: "succeeded", 3: "failed", 7: "warning"},
    "dynamics365": {2: "running", 3: "succeeded", 4: "failed", 7: "warning"},
    "salesforce": {
        1: "running",
        2: "succeeded",
        3: "warning",
        4: "failed",
        5: "paused",
        6: "stopped",
        7: "skipped",
    },
    "iaas": {
        0: "pending",
        1: "running",
        2: "succeeded",
        4: "skipped",
        8: "warning",
        16: "failed",
        32: "pending",
        64: "stopped",
    },
    "aos_scan": {1: "running", 2: "succeeded", 3: "failed", 4: "warning", 5: "skipped", 10: "stopped"},
}

STATUS_TEXTS = {
    "m365": {
        "InProgress": "running",
        "In Progress": "running",
        "Finished": "succeeded",
        "Failed": "failed",
        "FinishedException": "warning",
        "Finished with Exception": "warning",
        "PartiallyFinished": "warning",
        "Partially Finished": "warning",
        "finished": "succeeded",
        " 2 ": "succeeded",
        "3": "failed",
    },
    "google": {
        "In progress": "running",
        "Finished": "succeeded",
        "Failed": "failed",
        "Finished with exception": "warning",
    },
    "dynamics365": {
        "In progress": "running",
        "Finished": "succeeded",
        "Failed": "failed",
        "Finished with Exception": "warning",
    },
    "salesforce": {
        "In progress": "running",
        "Finished": "succeeded",
        "Finished with exception": "warning",
        "Failed": "failed",
        "Paused": "paused",
        "Stopped": "stopped",
        "Skipped": "skipped",
    },
    "iaas": {
        "NotStarted": "pending",
        "InProgress": "running",
        "Successful": "succeeded",
        "Skipped": "skipped",
        "Exception": "warning",
        "Failed": "failed",
        "Waiting": "pending",
        "Stopped": "stopped",
    },
}

SERVICES = {
    "m365": {
        1: "exchange_online",
        2: "sharepoint_online",
        3: "onedrive",
        4: "microsoft_365_groups",
        5: "project_online",
        6: "public_folder",
        7: "teams",
        8: "viva_engage",
        9: "teams_chat",
        10: "power_bi",
        11: "power_automate",
        12: "power_apps",
    },
    "google": {
        1: "gmail",
        2: "drive",
        4: "calendar",
        8: "contacts",
        64: "shared_drives",
        128: "classroom",
        256: "users",
        512: "groups",
        4096: "chat",
        8192: "gmail_vault",
        16384: "drive_vault",
        32768: "shared_drives_vault",
    },
    "iaas": {
        1: "vm",
        2: "aad",
        4: "azure_file",
        8: "file_share",
        16: "blob_storage",
        32: "aks",
        64: "ap_setting",
        128: "common",
        256: "amazon_ec2",
        512: "azure_sql",
        1024: "azure_devops",
        2048: "azure_sql_backup",
        4096: "azure_ad_b2c",
        8192: "google_cloud",
        16384: "aws_setting",
        20000: "sql_server",
        21000: "vmware",
        23000: "google_cloud_storage",
        24000: "azure_cosmos_db",
        25000: "azure_postgresql",
        26000: "amazon_s3",
        27000: "entra_external_id",
    },
    "aos_scan": {0: "microsoft_365", 1: "power_platform", 2: "active_directory", 3: "google"},
}

# Name of the product, normalised word.
JOB_TYPES = {
    "m365": {
        1: ("backup", "backup"),
        2: ("restore", "restore"),
        3: ("export", "export"),
        4: ("delete", "delete"),
        5: ("retention", "retention"),
    },
    "google": {
        1: ("backup", "backup"),
        2: ("restore", "restore"),
        3: ("export", "export"),
        4: ("delete", "delete"),
        5: ("retention", "retention"),
        6: ("report", "report"),
    },
    "dynamics365": {
        1: ("backup", "backup"),
        2: ("restore", "restore"),
        4: ("dry_run", "other"),
        8: ("retention", "retention"),
        16: ("audit_backup", "audit"),
        32: ("export", "export"),
    },
    "salesforce": {
        1: ("backup", "backup"),
        2: ("on_demand_backup", "backup"),
        3: ("restore", "restore"),
        4: ("pre_restore", "other"),
        5: ("compare", "other"),
        6: ("archive", "other"),
        7: ("simulation", "other"),
        8: ("inactive_data_analysis", "other"),
        9: ("retention", "retention"),
        10: ("discovery", "other"),
        11: ("backup_export", "export"),
        12: ("on_demand_export", "export"),
        13: ("auto_export", "export"),
        14: ("data_cleanup", "delete"),
        15: ("sandbox_seeding", "other"),
        16: ("generate_recovery_point", "other"),
        17: ("continuous_data_protection", "other"),
        18: ("data_service", "other"),
        19: ("on_demand_data_service", "other"),
        20: ("audit_log_backup", "audit"),
        21: ("audit_log_export", "audit"),
        22: ("audit_log_auto_export", "audit"),
    },
    "iaas": {
        1: ("backup", "backup"),
        2: ("restore", "restore"),
        4: ("export", "export"),
        8: ("report", "report"),
        16: ("vm_sync", "sync"),
        32: ("initialize", "other"),
        33: ("gen_index", "other"),
        34: ("aad_compare", "other"),
        64: ("retention", "retention"),
        128: ("aad_backup", "backup"),
        256: ("aad_restore", "restore"),
        257: ("aad_export", "export"),
        512: ("file_sync", "sync"),
        1024: ("file_backup", "backup"),
        2048: ("file_restore", "restore"),
        4096: ("file_export", "export"),
        8192: ("license_sync", "sync"),
        16384: ("aos_update", "other"),
        20000: ("aks_backup", "backup"),
        20001: ("aks_sync", "sync"),
        20002: ("aks_restore", "restore"),
        20003: ("ap_setting_backup", "backup"),
        20004: ("ap_setting_export", "export"),
        20005: ("ap_setting_sync", "sync"),
        20006: ("ap_setting_restore", "restore"),
        20007: ("export_clean_up", "other"),
        20009: ("ec2_backup", "backup"),
        20010: ("ec2_restore", "restore"),
        20011: ("sql_sync", "sync"),
        20012: ("sql_backup", "backup"),
        20013: ("sql_restore", "restore"),
        20014: ("devops_backup", "backup"),
        20015: ("devops_restore", "restore"),
        20016: ("azure_sql_database_backup", "backup"),
        20017: ("azure_sql_database_restore", "restore"),
        20018: ("vm_file_restore", "restore"),
        20019: ("azure_ad_b2c_backup", "backup"),
        20020: ("azure_ad_b2c_restore", "restore"),
        20022: ("google_vm_backup", "backup"),
        20023: ("google_vm_restore", "restore"),
        20024: ("google_vm_gen_index", "other"),
        20025: ("google_vm_export", "export"),
        30000: ("soft_delete", "delete"),
        30001: ("hard_delete", "delete"),
        30003: ("data_deletion", "delete"),
        40000: ("aws_setting_backup", "backup"),
        40001: ("aws_setting_export", "export"),
        60000: ("sql_server_backup", "backup"),
        60001: ("sql_server_restore", "restore"),
        60010: ("vmware_backup", "backup"),
        60011: ("vmware_restore", "restore"),
        60100: ("postgresql_backup", "backup"),
        60101: ("postgresql_restore", "restore"),
        70010: ("gcs_backup", "backup"),
        70011: ("gcs_restore", "restore"),
        70012: ("gcs_export", "export"),
        80000: ("cosmos_db_backup", "backup"),
        80010: ("cosmos_db_restore", "restore"),
        90000: ("entra_external_id_backup", "backup"),
        90001: ("entra_external_id_restore", "restore"),
        90002: ("entra_external_id_export", "export"),
        90110: ("s3_backup", "backup"),
        90120: ("s3_restore", "restore"),
    },
    "aos_scan": {0: ("microsoft_scan", "scan"), 10: ("google_scan", "scan"), 11: ("batch_import", "scan")},
}

# The service that the name of an iaas job type implies.
SERVICE_OF_TYPE = {
    16: "vm",
    34: "aad",
    128: "aad",
    256: "aad",
    257: "aad",
    20000: "aks",
    20001: "aks",
    20002: "aks",
    20003: "ap_setting",
    20004: "ap_setting",
    20005: "ap_setting",
    20006: "ap_setting",
    20009: "amazon_ec2",
    20010: "amazon_ec2",
    20011: "azure_sql",
    20012: "azure_sql",
    20013: "azure_sql",
    20014: "azure_devops",
    20015: "azure_devops",
    20016: "azure_sql_backup",
    20017: "azure_sql_backup",
    20018: "vm",
    20019: "azure_ad_b2c",
    20020: "azure_ad_b2c",
    20022: "google_cloud",
    20023: "google_cloud",
    20024: "google_cloud",
    20025: "google_cloud",
    40000: "aws_setting",
    40001: "aws_setting",
    60000: "sql_server",
    60001: "sql_server",
    60010: "vmware",
    60011: "vmware",
    60100: "azure_postgresql",
    60101: "azure_postgresql",
    70010: "google_cloud_storage",
    70011: "google_cloud_storage",
    70012: "google_cloud_storage",
    80000: "azure_cosmos_db",
    80010: "azure_cosmos_db",
    90000: "entra_external_id",
    90001: "entra_external_id",
    90002: "entra_external_id",
    90110: "amazon_s3",
    90120: "amazon_s3",
}


SERVICE_OF_TYPE_2025 = {
    **dict.fromkeys((1, 2, 4, 33), "vm"),
    **dict.fromkeys((1024, 2048, 4096), "azure_file"),
}


def _normal(values: Enumeration | None, raw: int | str) -> str | None:
    assert values is not None
    member = values.read(raw)
    return member.normalized if member else None


@pytest.mark.parametrize(
    ("product", "number", "normal"), [(p, n, w) for p, all_ in STATUSES.items() for n, w in all_.items()]
)
def test_every_status(product: str, number: int, normal: str) -> None:
    assert _normal(PRODUCTS[product].statuses, number) == normal
    assert _normal(PRODUCTS[product].statuses, str(number)) == normal


@pytest.mark.parametrize(
    ("product", "text", "normal"), [(p, n, w) for p, all_ in STATUS_TEXTS.items() for n, w in all_.items()]
)
def test_every_status_as_text(product: str, text: str, normal: str) -> None:
    assert _normal(PRODUCTS[product].statuses, text) == normal


@pytest.mark.parametrize("product", STATUSES)
def test_there_is_no_other_status(product: str) -> None:
    known = {number for number in range(-100, 1000) if PRODUCTS[product].statuses.read(number)}
    assert known == STATUSES[product].keys()


@pytest.mark.parametrize(
    ("product", "number", "name"), [(p, n, w) for p, all_ in SERVICES.items() for n, w in all_.items()]
)
def test_every_service(product: str, number: int, name: str) -> None:
    assert _normal(PRODUCTS[product].services, number) == name
    assert _normal(PRODUCTS[product].services, name) == name


@pytest.mark.parametrize(
    ("product", "number", "name", "normal"), [(p, n, *w) for p, all_ in JOB_TYPES.items() for n, w in all_.items()]
)
def test_every_job_type(product: str, number: int, name: str, normal: str) -> None:
    for raw in (number, str(number), name, name.replace("_", ""), name.replace("_", " ").title()):
        member = PRODUCTS[product].job_types.read(raw)
        assert member is not None
        assert (member.code, member.name, member.normalized) == (number, name, normal)


@pytest.mark.parametrize("product", PRODUCTS)
def test_there_are_no_other_services_and_job_types(product: str) -> None:
    numbers = range(-10, 100_001)
    job_types = PRODUCTS[product].job_types
    assert {number for number in numbers if job_types.read(number)} == JOB_TYPES[product].keys()
    services = PRODUCTS[product].services
    if product in SERVICES:
        assert services is not None
        assert {number for number in numbers if services.read(number)} == SERVICES[product].keys()


def test_salesforce_has_no_services_and_dynamics365_accepts_any() -> None:
    assert PRODUCTS["salesforce"].services is None
    assert isinstance(PRODUCTS["dynamics365"].services, OpenEnumeration)
    assert _normal(PRODUCTS["dynamics365"].services, "Customer Engagement") == "customer_engagement"


@pytest.mark.parametrize("number", JOB_TYPES["iaas"])
@pytest.mark.parametrize("revision", ["2024", "2025"])
def test_the_service_follows_from_the_job_type_of_iaas(number: int, revision: str) -> None:
    row = {"jobId": "x", "status": 2, "jobType": number}
    job = PRODUCTS["iaas"].job(row, Label(), lambda _what, _raw: None, revision)
    services = SERVICE_OF_TYPE if revision == "2024" else {**SERVICE_OF_TYPE, **SERVICE_OF_TYPE_2025}
    assert job["service"] == services.get(number)
    normal = JOB_TYPES["iaas"][number][1]
    monitors = revision == "2025" and number in (20011, 20012, 20013)
    assert (job["job_type"], job["job_type_raw"]) == ("monitoring" if monitors else normal, number)


# The values on the vendor's page of 2024 that the page of 2025 does not list.
RETIRED = {
    "services": {"file_share", "blob_storage", "aks"},
    "job_types": {
        "report",
        "vm_sync",
        "initialize",
        "aad_compare",
        "file_sync",
        "license_sync",
        "aos_update",
        "aks_backup",
        "aks_sync",
        "aks_restore",
        "ap_setting_sync",
        "export_clean_up",
        "soft_delete",
        "hard_delete",
    },
}


@pytest.mark.parametrize("option", RETIRED)
def test_the_values_that_iaas_retired_in_2025(option: str) -> None:
    iaas = PRODUCTS["iaas"]
    values = getattr(iaas, option)
    in_2024 = {value.name for value in values.values if iaas.knows(value, "2024")}
    in_2025 = {value.name for value in values.values if iaas.knows(value, "2025")}
    assert in_2024 - in_2025 == RETIRED[option]
    # Rows of it are understood all the same.
    assert all(values.read(name, lambda value: iaas.knows(value, "2025")).name == name for name in RETIRED[option])


@pytest.mark.parametrize("product", ["m365", "google", "dynamics365", "salesforce"])
def test_no_other_product_has_retired_values(product: str) -> None:
    members = [
        *PRODUCTS[product].job_types.values,
        *(PRODUCTS[product].services or PRODUCTS[product].statuses).values,
    ]
    assert {member.until for member in members} == {None}


# Code, product, and what the code means there.
TRAP = [
    (2, "dynamics365", "running"),
    (2, "m365", "succeeded"),
    (2, "google", "succeeded"),
    (2, "salesforce", "succeeded"),
    (3, "m365", "failed"),
    (3, "google", "failed"),
    (3, "dynamics365", "succeeded"),
    (3, "salesforce", "warning"),
    (0, "google", "running"),
    (0, "m365", "unknown"),
    (0, "dynamics365", "unknown"),
    (0, "salesforce", "unknown"),
    (4, "iaas", "skipped"),
    (4, "dynamics365", "failed"),
    (4, "salesforce", "failed"),
]


@pytest.mark.parametrize(("number", "product", "status"), TRAP)
def test_the_same_number_means_different_things(number: int, product: str, status: str) -> None:
    job = PRODUCTS[product].job({"id": "x", "jobId": "x", "status": number}, Label(), lambda _what, _raw: None)
    assert job["status"] == status
    assert job["ok"] == (status == "succeeded")


COLOURS = Enumeration(
    "colour",
    (
        EnumValue(1, "dark_red", "red", aliases=("Crimson",)),
        EnumValue(2, "light_red", "red"),
        EnumValue(4, "blue", "blue"),
    ),
    ("red", "green"),
)


@pytest.mark.parametrize(
    ("given", "numbers"),
    [
        ("red", [1, 2]),
        ("RED", [1, 2]),
        ("dark_red", [1]),
        ("Dark Red", [1]),
        ("crimson", [1]),
        ("2", [2]),
        (" 4 ", [4]),
        ("green", []),
    ],
)
def test_a_word_means_all_values_with_this_normalised_word_or_one_value(given: str, numbers: list[int]) -> None:
    assert [member.code for member in COLOURS.choose(given)] == numbers
    assert COLOURS.knows(given)


@pytest.mark.parametrize("given", ["purple", "", "3", "-1", "9" * 50, "٢"])
def test_an_unknown_word_gives_the_known_ones(given: str) -> None:
    assert not COLOURS.knows(given)
    with pytest.raises(ValueError, match=r"is not a colour.*one of: red, green, blue, dark_red, light_red"):
        COLOURS.choose(given)


def test_the_nearest_names_are_suggested() -> None:
    with pytest.raises(ValueError, match=r"'darkred1' is not a colour; did you mean dark_red"):
        COLOURS.choose("darkred1")
    assert nearest("zzz", ["abc", "abc"]) == "; expected one of: abc"


def test_an_open_enumeration_accepts_any_name() -> None:
    values = OpenEnumeration("module", ())
    assert [member.name for member in values.choose("Customer Engagement")] == ["customer_engagement"]
    assert values.knows("7")
    assert not values.knows(" - ")
    assert values.read(None) is None
    with pytest.raises(ValueError, match=r"'!' is not a module"):
        values.choose("!")


def test_names_are_compared_without_case_blanks_and_underscores() -> None:
    assert squash("Exchange Online") == squash("exchange_online") == "exchangeonline"
    assert slug(" Customer  Engagement! ") == "customer_engagement"
    assert slug("Sales (EU)_2") == "sales_eu_2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Büro", "Bäro"),
        ("Büro", "Bro"),
        ("販売", "営業"),
        ("Straße", "Strase"),
        ("की", "का"),
        ("ไม่", "ไม้"),
        ("İl", "il"),
    ],
)
def test_names_with_different_letters_are_different(one: str, other: str) -> None:
    assert slug(one)
    assert slug(one) != slug(other)


def test_equivalent_unicode_letters_are_equal() -> None:
    assert slug("Cafe\u0301") == slug("Caf\u00e9") == slug("CAF\u00c9") == "caf\u00e9"
