# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which versions of its API a tenant may have for a product, and what it means that none of them can be used.

Source: docs/api/README.md.
"""

from __future__ import annotations

import typing as t
from urllib.parse import urlsplit

from .._http.connection import Connection
from .._products.api_version import ApiVersion
from .._products.base import Product
from ..errors import ApiError, CloudBackupError, OptionError, strip_query
from .query import Query

# Statuses that mean that the tenant does not have this version.
NO_SUCH_API = frozenset({404, 405, 410})
# Statuses with which services refuse a parameter that they cannot read.
BAD_PARAMETER = frozenset({400, 422})

Candidate = tuple[str, ApiVersion]
Failures = t.Sequence[tuple[str, CloudBackupError]]
_Started = t.TypeVar("_Started")


def detect(
    query: Query, connection: Connection, known: Candidate | None, start: t.Callable[[str, ApiVersion], _Started]
) -> tuple[Candidate, _Started]:
    """Return the API version that the tenant has, with its name, and what C(start) returned for it.

    C(start) is called with one candidate after the other, until one responds. C(known) is the version that an earlier
    query found, if there was one. Raise ApiError or OptionError where the tenant has none of the candidates.
    """
    options = candidates(query, connection.api_revision)
    failures: list[tuple[str, CloudBackupError]] = []
    for name, version in [each for each in options if each == known] or options:
        try:
            return (name, version), start(name, version)
        except (ApiError, OptionError) as error:
            failures.append((name, error))
            if isinstance(error, ApiError) and not is_other_version(query.product, error):
                break
    raise explain(query, connection.api_url, failures)


def candidates(query: Query, pinned: str) -> list[Candidate]:
    """Return the versions to try in order, with their names: those that have the options of the query.

    C(pinned) is the option C(api_revision); a product without a version of that name ignores it. After the versions
    follow their former paths. Raise OptionError where no version has the options.
    """
    product = query.product
    allowed = product.api_versions
    if pinned in allowed:
        allowed = {pinned: allowed[pinned]}
    options = query.options.keys() - product.client_options.keys()
    able = {name: version for name, version in allowed.items() if options <= version.options.keys()}
    if not able:
        known = {name for version in allowed.values() for name in version.options}
        missing = sorted(options - known) or sorted(options)
        raise OptionError(missing[0], f"{product.name} does not have this option in API version {pinned}")
    # A version with several names is tried once: again would get the same response.
    once = [(name, version) for name, version in able.items() if pinned == name or name == version.names[0]]
    return [*once, *((name, former) for name, version in once for former in version.at_former_paths())]


def is_other_version(product: Product, error: ApiError) -> bool:
    """Return whether this error of the first request means that the tenant has another version of the API."""
    if error.status in NO_SUCH_API:
        return True
    # The errors of this product name no fields; where they do, it has to be a time.
    about_time = not error.fields or any("time" in name.lower() for name in error.fields)
    return error.status in BAD_PARAMETER and product.times_differ and about_time


def explain(query: Query, api_url: str, failures: Failures) -> CloudBackupError:
    """Return one error for C(failures), those of all versions that were tried, each with the name of its version."""
    return (
        _wrong_path(query.product, api_url, failures)
        or _option_of_other_version(query, failures)
        or _combined(query.product, failures)
    )


def _wrong_path(product: Product, api_url: str, failures: Failures) -> CloudBackupError | None:
    """Return an error where C(api_url) has a path with no API below it; None where that is not the cause."""
    found = [error.status if isinstance(error, ApiError) else None for _name, error in failures]
    statuses = {status for status in found if status in NO_SUCH_API}
    parts = urlsplit(api_url)
    if not parts.path or len(statuses) < len(set(found)):
        return None
    error = ApiError(
        f"{product.name}: api_url: there is no API below {strip_query(api_url)}, which returned HTTP "
        f"{' and '.join(sorted(map(str, statuses)))}; expected only the host, {parts.scheme}://{parts.netloc}"
    )
    error.details = failures[-1][1].details
    return error


def _option_of_other_version(query: Query, failures: Failures) -> CloudBackupError | None:
    """Return an error where the tenant has no version with an option of the query; None where that is not the cause."""
    versions = query.product.api_versions
    sent = query.options.keys() - query.product.client_options.keys()
    names = {option: [name for name, each in versions.items() if option in each.options] for option in sent}
    needs = [f"{option} needs API version {' or '.join(of)}" for option, of in names.items() if len(of) < len(versions)]
    errors = [error for _name, error in failures if isinstance(error, ApiError)]
    if not needs or not all(error.status in NO_SUCH_API for error in errors) or len(errors) < len(failures):
        return None
    addresses = dict.fromkeys(f"{error.details.get('url')} ({error.status})" for error in errors)
    ids = [
        f"{title} {', '.join(dict.fromkeys(values))}"
        for title, key in (("request id", "request_id"), ("trace id", "trace_id"))
        if (values := [str(error.details[key]) for error in errors if key in error.details])
    ]
    shown_ids = f" ({', '.join(ids)})" if ids else ""
    error = ApiError(
        f"{query.product.name}: {' and '.join(needs)}, which the tenant does not have at {' and '.join(addresses)}; "
        f"leave the option out if the tenant does not have that version{shown_ids}"
    )
    error.details = errors[-1].details
    error.recoverable = any(one.recoverable for one in errors)
    error.retry_after = errors[-1].retry_after
    return error


def _combined(product: Product, failures: Failures) -> CloudBackupError:
    """Return the only error, or one with the texts of all."""
    if len(failures) == 1:
        return failures[0][1]
    # The errors of options come first: these are what the user can change.
    options = [str(error) for _name, error in failures if isinstance(error, OptionError)]
    # Where an option is the cause, it does not matter that the tenant does not have another version.
    others = [
        f"API version {name}: {error}"
        for name, error in failures
        if isinstance(error, ApiError) and not (options and is_other_version(product, error))
    ]
    parts = (product.name, "; ".join(options) or _summary(failures), "; ".join(others))
    error = ApiError(": ".join(filter(None, parts)))
    error.details = failures[-1][1].details
    error.recoverable = any(isinstance(each, ApiError) and each.recoverable for _name, each in failures)
    error.retry_after = getattr(failures[-1][1], "retry_after", None)
    return error


def _summary(failures: Failures) -> str:
    """Return in a few words that none of the versions that were tried can be used."""
    if len(failures) > len({name for name, _error in failures}):
        return "no known version of the API responds at any of its known addresses"
    return "no known version of the API responds"
