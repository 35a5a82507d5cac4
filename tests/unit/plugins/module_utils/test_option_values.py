# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of option values: each error names its option."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.option_values import (
    at_least,
    duration,
    moment,
    refuse_empty,
)

NOW = datetime(2026, 11, 21, 8, tzinfo=times.UTC)


def test_valid_values_are_returned() -> None:
    assert duration("interval", "90m") == timedelta(minutes=90)
    assert moment("since", "24h", NOW) == NOW - timedelta(hours=24)
    assert moment("until", "2026-11-20", NOW, times.parse_end) == datetime(2026, 11, 21, tzinfo=times.UTC)
    assert at_least("retries", 0, 0, "a number of at least 0") == 0


@pytest.mark.parametrize("value", ["", "0s", "-1h", "soon", None, 24])
def test_an_invalid_duration_is_an_error(value: object) -> None:
    with pytest.raises(OptionError, match=r"^interval: .* is not a duration"):
        duration("interval", value)


@pytest.mark.parametrize("value", ["", "soon", None, 24])
def test_an_invalid_time_is_an_error(value: object) -> None:
    with pytest.raises(OptionError, match=r"^since: .* is none of: a duration back from now"):
        moment("since", value, NOW)


@pytest.mark.parametrize("value", [-1, math.inf, math.nan])
def test_a_number_below_the_least_is_an_error(value: float) -> None:
    with pytest.raises(OptionError, match=r"^retries: .* is not a number of at least 0$"):
        at_least("retries", value, 0, "a number of at least 0")


def test_an_empty_list_is_an_error() -> None:
    refuse_empty("products", None)
    refuse_empty("products", ["m365"])
    with pytest.raises(OptionError, match=r"^products: is an empty list"):
        refuse_empty("products", [])
