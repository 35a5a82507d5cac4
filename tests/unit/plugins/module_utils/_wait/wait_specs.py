# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Specs of waits for the tests."""

from __future__ import annotations

import typing as t

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._wait import spec as specs
from unit.plugins.jobs import NOW

DEFAULTS = {option.name: option.default for option in specs.wait_options()}


def wait_spec(**params: t.Any) -> specs.WaitSpec:
    """The spec of a wait for google with a timeout of 100 s and an interval of 10 s, unless C(params) say otherwise."""
    given = {"product": "google", "wait_timeout": "100s", "interval": "10s", **params}
    return specs.validate({**DEFAULTS, **given}, NOW)
