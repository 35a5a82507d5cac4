# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request for one page of jobs, and the API that it is sent to."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

Parameters = t.Mapping[str, t.Any]


@dataclass(frozen=True)
class Request:
    """One request: C(path) below the URL of the API, or C(url) where a link is an absolute URL."""

    method: str
    path: str
    params: Parameters = field(default_factory=dict)
    body: Parameters | None = None
    url: str | None = None


@dataclass(frozen=True)
class Target:
    """The API that requests are sent to.

    C(label) names it in messages and may be empty, tokens are issued for C(scope). C(in_google_cloud) states whether
    it is available in the data centres of Google Cloud.
    """

    label: str
    scope: str
    in_google_cloud: bool = True
