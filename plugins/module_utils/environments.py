# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environments of AvePoint Online Services: their hosts and their data centres.

The documentation of C(environment) and C(data_center) is generated from this file. Source: docs/api/authentication.md.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

_DOMAIN = "avepointonlineservices.com"
_IBM_DOMAIN = "sp4c.storage-defender.ibm.com"

# The names of the data centres of Google Cloud begin with this; not every product is available there.
GOOGLE_CLOUD_PREFIX = "gcp-"

DATA_CENTERS = {
    "au": "Australia",
    "ca": "Canada Central, Toronto",
    "ch": "Switzerland North, Zurich",
    "de": "Germany West Central, Frankfurt",
    "fr": "France Central, Paris",
    "jp": "Japan West, Osaka",
    "kr": "Korea Central, Seoul",
    "ne": "Ireland",
    "qa": "Qatar Central, Doha",
    "sg": "Singapore",
    "uae": "United Arab Emirates, Dubai",
    "uk": "UK South, London",
    "us": "US East",
    "we": "Netherlands",
    "za": "South Africa North, Johannesburg",
    "gcp-au": "Google Cloud, Sydney",
    "gcp-jp": "Google Cloud, Tokyo",
    "gcp-kr": "Google Cloud, Seoul",
    "gcp-us": "Google Cloud, Moncks Corner",
    "gcp-we": "Google Cloud, Eemshaven",
}


@dataclass(frozen=True)
class Environment:
    """One environment.

    C(identity) is the base URL of tokens and C(api) that of the API. C(api_of) is the pattern of the base URL of a data
    centre, None if all tenants share C(api). C(data_centers) are those that exist, None if no list is published.
    """

    title: str
    identity: str
    api: str
    api_of: str | None
    data_centers: tuple[str, ...] | None


ENVIRONMENTS = {
    "commercial": Environment(
        title="the commercial cloud",
        identity=f"https://identity.{_DOMAIN}",
        api=f"https://graph.{_DOMAIN}",
        api_of=f"https://graph-{{}}.{_DOMAIN}",
        data_centers=tuple(DATA_CENTERS),
    ),
    "us_government": Environment(
        title="US Government",
        identity=f"https://identity-gov.{_DOMAIN}",
        api=f"https://graph-gov.{_DOMAIN}",
        api_of=None,
        data_centers=("gov",),
    ),
    "aos2": Environment(
        title="AOS2",
        identity=f"https://identity-aos2.{_DOMAIN}",
        api=f"https://graph-aos2.{_DOMAIN}",
        api_of=None,
        data_centers=("aos2",),
    ),
    "fedramp": Environment(
        title="FedRAMP (Project Hosts)",
        identity="https://identity.online15.net",
        api="https://graphusgovapi.online15.net",
        api_of=None,
        data_centers=(),
    ),
    "ibm": Environment(
        title="IBM Storage Protect for Cloud",
        identity=f"https://identity.{_IBM_DOMAIN}",
        api=f"https://graph.{_IBM_DOMAIN}",
        api_of=f"https://{{}}-graph.{_IBM_DOMAIN}",
        data_centers=None,
    ),
}


def api_url(environment: str, data_center: str | None) -> str:
    """Return the base URL of the API for a tenant of this data centre, if it has one."""
    known = ENVIRONMENTS[environment]
    if data_center is None or known.api_of is None:
        return known.api
    return known.api_of.format(data_center.lower())


def warnings(environment: str, data_center: str | None, not_in_google_cloud: t.Collection[str]) -> list[str]:
    """Return the warnings about a data centre, one sentence each.

    C(not_in_google_cloud) names the products of the task that are not available in data centres of Google Cloud.
    """
    if data_center is None:
        return []
    name, known = data_center.lower(), ENVIRONMENTS[environment]
    found = []
    if known.data_centers is not None and name not in known.data_centers:
        found.append(_unknown(environment, data_center))
    elif name.startswith(GOOGLE_CLOUD_PREFIX) and not_in_google_cloud:
        found.append(
            f"data_center: {data_center!r} is a data centre of Google Cloud, where {' and '.join(not_in_google_cloud)} "
            f"{'is' if len(not_in_google_cloud) == 1 else 'are'} not available"
        )
    return found


def _unknown(environment: str, data_center: str) -> str:
    known = ENVIRONMENTS[environment]
    names = ", ".join(known.data_centers or ())
    expected = f"expected one of: {names}" if names else "it has none, so leave the option out"
    home = next(
        (name for name, other in ENVIRONMENTS.items() if data_center.lower() in (other.data_centers or ())), None
    )
    hint = f" (it belongs to the environment {home})" if home else ""
    used = "it is used as given" if known.api_of else f"{known.api} is used"
    return f"data_center: {data_center!r} is not known in the environment {environment}{hint}; {used}; {expected}"


def describe_hosts() -> list[str]:
    """Return one sentence for each environment with the hosts of its API and of its tokens."""
    return [_describe(name, known) for name, known in ENVIRONMENTS.items()]


def _describe(name: str, known: Environment) -> str:
    where = f", or with O(data_center) V({known.api_of.format('{dc}')})" if known.api_of else ""
    return f"V({name}) ({known.title}) has its API at V({known.api}){where}; tokens come from V({known.identity})."


def describe_data_centers() -> list[str]:
    """Return sentences that name the data centres."""
    own = ", ".join(f"V({name}) ({place})" for name, place in DATA_CENTERS.items())
    return [
        f"Known data centres are {own}.",
        "The task warns about a data centre that is not known in the O(environment).",
        "All tenants of V(environment=us_government), V(environment=aos2) and V(environment=fedramp) share one host, "
        "so this option has no effect there.",
        "The data centres of V(environment=ibm) are not published and not checked.",
    ]
