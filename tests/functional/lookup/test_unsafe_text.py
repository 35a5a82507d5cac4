# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookups show no control characters that move the cursor or hide text."""

from __future__ import annotations

import pytest

from functional.helpers import ALL_PRODUCTS, Hostile, Tenant
from functional.lookup.conftest import RunLookup
from functional.unsafe_text import MARKER, Service, check, places, put, sample


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_unsafe_text_in_rows_is_cleaned(tenant: Tenant, run_lookup: RunLookup, product: str) -> None:
    row = sample(tenant, product, "2024")
    service = Service()
    with Hostile(service).up() as up:
        for path in places(row):
            service.rows(put(row, path))
            for name, terms in ((f"{product}_jobs", ()), ("jobs", (product,))):
                looked = run_lookup(name, *terms, api_url=up.url, identity_url=up.url, since="60d", api_revision="2024")
                for text in (*looked.warnings, looked.error or ""):
                    check(text)


def test_unsafe_text_in_options_is_cleaned(run_lookup: RunLookup) -> None:
    looked = run_lookup("jobs", MARKER)
    assert looked.error
    check(looked.error)
