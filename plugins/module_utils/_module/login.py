# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An access token for the scopes of products. Source: the contract's page on where and who."""

from __future__ import annotations

import typing as t
from datetime import datetime, timezone

from .. import argument_spec, times
from .._http import deadline
from .._http.client import Client
from .._http.connection import connect
from .._products import registry
from ..errors import OptionError
from ..option import Option
from .base import run_module
from .base_module import CloudBackupModule


def login_options() -> tuple[Option, ...]:
    """The options of the module."""
    return (*argument_spec.CONNECTION, argument_spec.PRODUCTS, argument_spec.LOGIN_TIMEOUT)


def run(module: CloudBackupModule) -> None:
    """The whole of the module."""

    def act() -> dict[str, t.Any]:
        asked = registry.named(module.params["products"])
        connection = connect(module.params, [product.target for product in asked], module.warn, redact=module.redact)
        if connection.access_token is not None:
            raise OptionError("access_token", "cannot be used to get another one; give a secret or a certificate")
        for product in asked:
            if product.scope_writes:
                module.warn(f"the scope {product.scope} also grants writing; {product.name} has none that only reads")
            if product.scope_alone and len(asked) > 1:
                module.warn(f"the vendor says that {product.scope} does not work together with other scopes")
        client = Client(connection, 1, deadline.of_read(module.params))
        token = client.login(" ".join(product.scope for product in asked))
        expires_at = datetime.fromtimestamp(int(token.expires_at), timezone.utc)
        return {"changed": False, "access_token": token.value, "expires_at": times.show(expires_at)}

    run_module(module, act)
