# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which API versions are tried, and the error where none of them can be used."""

from __future__ import annotations

import typing as t
from datetime import timedelta

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.api_version import ApiVersion
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.base import Product
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.paging import PageNumber
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.query import Query
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.version_detection import candidates, explain
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import (
    ApiError,
    CloudBackupError,
    OptionError,
)

PAGING = PageNumber("page", "size")
URL = "https://api.test"


class Tapes(Product):
    """A product with three API versions, the first of which has two names."""

    name = "tapes"
    versions = (
        ApiVersion("/v1", PAGING, names=("2023", "2024"), options={"region": "region"}),
        ApiVersion(
            "/v2", PAGING, names=("2025",), options={"region": "region", "vault": "vault"}, former_paths=("/b",)
        ),
        ApiVersion("/v3", PAGING, names=("2026",), options={"robot": "robot"}),
    )
    client_options: t.ClassVar[t.Mapping[str, str]] = {"color": "color"}


def query(**options: object) -> Query:
    """Return a query with these own options."""
    now = times.utc_now()
    return Query(Tapes(), now - timedelta(days=1), now, options=options)


def tried(pinned: str, **options: object) -> list[tuple[str, str]]:
    """Return the names and paths of the versions to try."""
    return [(name, version.path) for name, version in candidates(query(**options), pinned)]


@pytest.mark.parametrize(
    ("pinned", "options", "expected"),
    [
        ("auto", {}, [("2023", "/v1"), ("2025", "/v2"), ("2026", "/v3"), ("2025", "/b")]),
        ("auto", {"vault": "a"}, [("2025", "/v2"), ("2025", "/b")]),
        ("auto", {"color": "red"}, [("2023", "/v1"), ("2025", "/v2"), ("2026", "/v3"), ("2025", "/b")]),
        ("2024", {}, [("2024", "/v1")]),
        ("2025", {"region": "eu"}, [("2025", "/v2"), ("2025", "/b")]),
        ("a version of another product", {"robot": 1}, [("2026", "/v3")]),
    ],
)
def test_versions_with_the_options_are_tried_in_order(
    pinned: str, options: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert tried(pinned, **options) == expected


@pytest.mark.parametrize(
    ("pinned", "options", "option"),
    [
        ("2024", {"vault": "a"}, "vault"),
        ("2026", {"region": "eu"}, "region"),
        ("auto", {"robot": 1, "vault": 1}, "robot"),
    ],
)
def test_an_option_that_no_version_has_is_an_error(pinned: str, options: dict[str, object], option: str) -> None:
    with pytest.raises(OptionError, match=f"^{option}: tapes does not have this option in API version {pinned}"):
        candidates(query(**options), pinned)


def failed(name: str, status: int | None, **details: t.Any) -> tuple[str, CloudBackupError]:
    """Return the error of a version."""
    return name, ApiError(f"tapes: {URL}/{name}: failed", status=status, url=f"{URL}/{name}", **details)


def test_a_single_error_is_returned_as_it_is() -> None:
    (_name, error) = failure = failed("2024", 500)
    assert explain(query(), URL, [failure]) is error


def test_errors_of_several_versions_are_combined() -> None:
    error = explain(query(), URL, [failed("2024", 404), failed("2025", 503, retryable=True)])
    assert str(error) == (
        "tapes: no known version of the API responds: "
        f"API version 2024: tapes: {URL}/2024: failed; API version 2025: tapes: {URL}/2025: failed"
    )
    assert isinstance(error, ApiError)
    assert error.recoverable


def test_former_paths_are_mentioned() -> None:
    error = explain(query(), URL, [failed("2025", 404), failed("2025", 404)])
    assert "responds at any of its known addresses" in str(error)


def test_an_option_of_another_version_is_named() -> None:
    error = explain(query(vault="a"), URL, [failed("2025", 404)])
    assert str(error) == (
        f"tapes: vault needs API version 2025, which the tenant does not have at {URL}/2025 (404); "
        "leave the option out if the tenant does not have that version"
    )


def test_an_api_url_with_a_path_is_named() -> None:
    error = explain(query(), f"{URL}/wrong", [failed("2024", 404), failed("2025", 405)])
    assert str(error) == (
        f"tapes: api_url: there is no API below {URL}/wrong, which returned HTTP 404 and 405; "
        f"expected only the host, {URL}"
    )
