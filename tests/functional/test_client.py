# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that a client does not send."""

from __future__ import annotations

import threading
import time
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.client import Client, ReadStats
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.connection import connect
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.request import Request
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.transport import Response, Transport
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.argument_spec import CONNECTION
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import ApiError


def test_a_delayed_request_is_not_sent_after_the_read_has_ended(
    clean_environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits after a 429, and would be sent for a read that has ended."""
    sent: list[str] = []
    responses = iter([Response(429, {"retry-after": "1"}, b"{}")])

    def send(_http: Transport, method: str, _url: str, **_what: t.Any) -> Response:
        sent.append(method)
        return next(responses)

    monkeypatch.setattr(Transport, "send", send)
    given = {option.name: option.default for option in CONNECTION}
    params = {**given, "api_url": "https://api.test", "access_token": "a-token", "retries": 0}
    client = Client(connect(params, [PRODUCTS["m365"].target], lambda _warning: None), 2)
    meter, request, product = ReadStats(), Request("GET", "/jobs"), PRODUCTS["m365"]
    with pytest.raises(ApiError, match="429"):
        client.fetch_page(product.target, request, meter)
    failures: list[str] = []

    def fetch() -> None:
        try:
            client.fetch_page(product.target, request, meter)
        except ApiError as error:
            failures.append(str(error))

    waiting = threading.Thread(target=fetch)
    waiting.start()
    time.sleep(0.2)
    meter.over = True
    waiting.join(10)
    assert (sent, len(failures)) == (["GET"], 1)
    assert "the read has ended" in failures[0]
