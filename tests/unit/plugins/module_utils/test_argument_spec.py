# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of options: names, variables, defaults and secrecy, as the interface settles them."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import argument_spec, environment_variables
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.option import Option

# Option: variable, type, default, kept out of logs.
CONNECTION: dict[str, tuple[str, str, t.Any, bool]] = {
    "api_url": ("AVEPOINT_API_URL", "str", None, False),
    "data_center": ("AVEPOINT_DATA_CENTER", "str", None, False),
    "environment": ("AVEPOINT_ENVIRONMENT", "str", "commercial", False),
    "identity_url": ("AVEPOINT_IDENTITY_URL", "str", None, False),
    "client_id": ("AVEPOINT_CLIENT_ID", "str", None, False),
    "client_secret": ("AVEPOINT_CLIENT_SECRET", "str", None, True),
    "certificate_path": ("AVEPOINT_CERTIFICATE_PATH", "path", None, False),
    "certificate_password": ("AVEPOINT_CERTIFICATE_PASSWORD", "str", None, True),
    "access_token": ("AVEPOINT_ACCESS_TOKEN", "str", None, True),
    "validate_certs": ("AVEPOINT_VALIDATE_CERTS", "bool", True, False),
    "ca_path": ("AVEPOINT_CA_PATH", "path", None, False),
    "proxy": ("AVEPOINT_PROXY", "str", None, True),
    "timeout": ("AVEPOINT_TIMEOUT", "float", 30, False),
    "retries": ("AVEPOINT_RETRIES", "int", 5, False),
    "api_revision": ("AVEPOINT_API_REVISION", "str", "auto", False),
}
QUERY = {
    "since": {"type": "str", "default": "24h"},
    "until": {"type": "str"},
    "job_types": {"type": "list", "elements": "str"},
    "services": {"type": "list", "elements": "str"},
    "statuses": {"type": "list", "elements": "str"},
    "limit": {"type": "int"},
    "page_size": {"type": "int", "default": 100},
    "concurrency": {"type": "int", "default": 8},
    "read_timeout": {"type": "str", "default": "30m"},
    "include_raw": {"type": "bool", "default": False},
}


def test_every_connection_option_of_the_interface() -> None:
    spec = argument_spec.argument_spec(argument_spec.CONNECTION)
    assert list(spec) == list(CONNECTION)
    for name, (variable, kind, default, secret) in CONNECTION.items():
        entry = spec[name]
        assert entry["type"] == kind
        assert entry.get("default") == default
        assert entry["fallback"] == (environment_variables.fallback, [variable, kind, *option_choices(name)])
        assert entry.get("no_log", False) is secret


def option_choices(name: str) -> tuple[str, ...]:
    return next(option.choices or () for option in argument_spec.CONNECTION if option.name == name)


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("environment", ["commercial", "us_government", "aos2", "fedramp", "ibm"]),
        ("api_revision", ["auto", "2024", "2025"]),
    ],
)
def test_the_choices_of_the_interface(name: str, choices: list[str]) -> None:
    assert argument_spec.argument_spec(argument_spec.CONNECTION)[name]["choices"] == choices


def test_every_query_option_of_the_interface() -> None:
    assert argument_spec.argument_spec(argument_spec.QUERY) == QUERY


def test_the_options_of_several_products() -> None:
    assert argument_spec.argument_spec([argument_spec.PRODUCTS, argument_spec.ON_ERROR, argument_spec.DEST]) == {
        "products": {"type": "list", "elements": "str"},
        "on_error": {"type": "str", "choices": ["fail", "report"], "default": "fail"},
        "dest": {"type": "path"},
    }


def test_a_required_option_says_so() -> None:
    spec = argument_spec.argument_spec([Option("x", ("",), required=True, no_log=False)])
    assert spec == {"x": {"type": "str", "required": True, "no_log": False}}


def test_the_options_of_one_product_alone() -> None:
    assert {name: argument_spec.argument_spec(product.options) for name, product in PRODUCTS.items()} == {
        "m365": {"location": {"type": "str"}},
        "google": {"data_source": {"type": "str", "choices": ["admin", "recenter"], "default": "admin"}},
        "dynamics365": {"organization_id": {"type": "str"}, "object_type": {"type": "int"}},
        "salesforce": {
            "organization_id": {"type": "str"},
            "level": {
                "type": "str",
                "choices": ["organization", "object", "record", "field", "metadata", "not_applicable"],
            },
        },
        "iaas": {"search_text": {"type": "str"}},
        "aos_scan": {},
    }


def test_each_option_of_a_product_belongs_to_an_api_version_or_to_the_client() -> None:
    for product in PRODUCTS.values():
        known = {name for version in product.versions for name in version.options}
        assert {option.name for option in product.options} == known | product.client_options.keys()
