# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environments: URLs, and warnings about data centres."""

from __future__ import annotations

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.environments import (
    ENVIRONMENTS,
    api_url,
    describe_data_centers,
    describe_hosts,
    warnings,
)


@pytest.mark.parametrize(
    ("environment", "data_center", "url"),
    [
        ("commercial", None, "https://graph.avepointonlineservices.com"),
        ("commercial", "UK", "https://graph-uk.avepointonlineservices.com"),
        ("us_government", "gov", "https://graph-gov.avepointonlineservices.com"),
        ("fedramp", "us", "https://graphusgovapi.online15.net"),
        ("ibm", "us", "https://us-graph.sp4c.storage-defender.ibm.com"),
    ],
)
def test_the_url_of_the_api(environment: str, data_center: str | None, url: str) -> None:
    assert api_url(environment, data_center) == url


@pytest.mark.parametrize(
    ("environment", "data_center", "absent", "expected"),
    [
        ("commercial", None, ["a"], []),
        ("commercial", "us", ["a"], []),
        ("ibm", "anything", [], []),
        (
            "aos2",
            "gov",
            [],
            [
                "data_center: 'gov' is not known in the environment aos2 (it belongs to the environment "
                "us_government); https://graph-aos2.avepointonlineservices.com is used; expected one of: aos2"
            ],
        ),
        (
            "fedramp",
            "mars",
            [],
            [
                "data_center: 'mars' is not known in the environment fedramp; https://graphusgovapi.online15.net is "
                "used; it has none, so leave the option out"
            ],
        ),
        ("commercial", "GCP-us", [], []),
        (
            "commercial",
            "gcp-us",
            ["a"],
            ["data_center: 'gcp-us' is a data centre of Google Cloud, where a is not available"],
        ),
        (
            "commercial",
            "gcp-us",
            ["a", "b"],
            ["data_center: 'gcp-us' is a data centre of Google Cloud, where a and b are not available"],
        ),
    ],
)
def test_warnings_about_a_data_center(
    environment: str, data_center: str | None, absent: list[str], expected: list[str]
) -> None:
    assert warnings(environment, data_center, absent) == expected


def test_the_documentation_names_every_environment() -> None:
    text = " ".join([*describe_hosts(), *describe_data_centers()])
    assert all(f"V({name})" in text for name in ENVIRONMENTS)
