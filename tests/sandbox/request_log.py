# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log requests and count them. Secrets and tokens are never logged."""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Final

_KEPT: Final = 200_000


@dataclass
class Entry:
    """One request."""

    method: str
    path: str
    product: str | None
    query: dict[str, str] = field(default_factory=dict)
    json: object = None
    client_id: str | None = None
    page: int | None = None
    status: int | None = None
    fault: str | None = None
    # Whether the request sent a cookie.
    cookie: bool = False
    request_id: str = ""
    started: float = field(default_factory=time.monotonic)
    finished: float | None = None


class RequestLog:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=_KEPT)
        self._requests = 0
        self._token_requests = 0
        self._in_flight: Counter[str] = Counter()
        self._most_in_flight: Counter[str] = Counter()

    def opened(self, entry: Entry) -> None:
        self.entries.append(entry)
        if entry.product == "token":
            self._token_requests += 1
        else:
            self._requests += 1
            self._enter("")

    def identified(self, entry: Entry, client_id: str) -> None:
        entry.client_id = client_id
        if entry.product != "token":
            self._enter(client_id)

    def closed(self, entry: Entry) -> None:
        entry.finished = time.monotonic()
        if entry.product == "token":
            return
        for name in ("", entry.client_id):
            # After a reset, requests may end that began before it.
            if name is not None and self._in_flight[name] > 0:
                self._in_flight[name] -= 1

    def stats(self) -> dict[str, object]:
        by_client = {name: most for name, most in self._most_in_flight.items() if name}
        return {
            "requests": self._requests,
            "token_requests": self._token_requests,
            "max_in_flight": {"overall": self._most_in_flight[""], "by_client": by_client},
        }

    def _enter(self, name: str) -> None:
        self._in_flight[name] += 1
        self._most_in_flight[name] = max(self._most_in_flight[name], self._in_flight[name])
