# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module login: an access token for the scopes of products. Source: docs/api/authentication.md."""

from __future__ import annotations

import contextlib
import typing as t
from datetime import datetime, timezone

from .. import argument_spec, times
from .._http import deadline
from .._http.client import Client
from .._http.connection import connect
from .._products import registry
from ..errors import OptionError
from ..option import Option
from .base_module import CloudBackupModule


def login_options() -> tuple[Option, ...]:
    """Return the options of the module."""
    return (*argument_spec.CONNECTION, argument_spec.PRODUCTS, argument_spec.LOGIN_TIMEOUT)


def run(module: CloudBackupModule) -> dict[str, t.Any]:
    """Get a token for the scopes of the products, and return the module's result."""
    products = registry.named(module.params["products"])
    connection = connect(module.params, [product.target for product in products], module.warn, redact=module.redact)
    if connection.access_token is not None:
        raise OptionError("access_token", "cannot get another token; give a client secret or a certificate")
    for product in products:
        if product.scope_writes:
            module.warn(f"the scope {product.scope} also grants writing; {product.name} has no read-only scope")
        if product.scope_alone and len(products) > 1:
            module.warn(f"the vendor says that {product.scope} does not work together with other scopes")
    with contextlib.closing(Client(connection, 1, deadline.of_read(module.params))) as client:
        token = client.login(" ".join(product.scope for product in products))
    expires_at = datetime.fromtimestamp(int(token.expires_at), timezone.utc)
    return {"changed": False, "access_token": token.value, "expires_at": times.format_moment(expires_at)}
