# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a running sandbox."""

from __future__ import annotations

import itertools
import json
import random
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from . import times
from .certificates import PASSWORD, ClientCertificate, ServerCertificate
from .dataset import Setting, month_of
from .faults import RuleBook
from .identity import Identity, secret_of
from .products.base import Stamp
from .request_log import RequestLog
from .settings import Settings
from .store import JobList, Store
from .synthetic import Synthetic, SyntheticSegment

DEFAULT_CLIENT = "sandbox"


@dataclass(frozen=True)
class Address:
    """The address of the sandbox, and the credentials of a client."""

    url: str
    certificate: ClientCertificate
    ca: Path | None

    def as_dict(self) -> dict[str, str | None]:
        return {
            "url": self.url,
            "api_url": self.url,
            "identity_url": self.url,
            "client_id": DEFAULT_CLIENT,
            "client_secret": secret_of(DEFAULT_CLIENT),
            "certificate_pem": str(self.certificate.pem),
            "certificate_pem_encrypted": str(self.certificate.pem_encrypted),
            "certificate_pfx": str(self.certificate.pfx),
            "certificate_pfx_nopass": str(self.certificate.pfx_nopass),
            "certificate_password": PASSWORD,
            "ca_path": None if self.ca is None else str(self.ca),
        }

    def as_exports(self) -> str:
        """Return export lines for a shell."""
        variables = {
            "AVEPOINT_API_URL": self.url,
            "AVEPOINT_IDENTITY_URL": self.url,
            "AVEPOINT_CLIENT_ID": DEFAULT_CLIENT,
            "AVEPOINT_CLIENT_SECRET": secret_of(DEFAULT_CLIENT),
        }
        if self.ca is not None:
            variables["AVEPOINT_CA_PATH"] = str(self.ca)
        return "\n".join(f"export {name}={json.dumps(text)}" for name, text in variables.items())


class State:
    def __init__(
        self,
        settings: Settings,
        certificate: ClientCertificate,
        server: ServerCertificate | None = None,
    ) -> None:
        self.settings = settings
        self.certificate = certificate
        self.ca = None if server is None else server.ca
        self.identity = Identity(certificate.certificate, settings.token_lifetime)
        self.faults = RuleBook()
        self.request_log = RequestLog()
        self._stores: dict[tuple[str, str], Store] = {}
        self._serial = itertools.count(1)
        self._instance = secrets.token_hex(6).upper()

    def address(self, url: str) -> Address:
        return Address(url, self.certificate, self.ca)

    def store(self, client_id: str, product: str) -> Store:
        """Return the jobs of a tenant's product, created on first use."""
        key = (client_id, product)
        if key not in self._stores:
            settings = self.settings
            setting = Setting(settings.seed, client_id, settings.now, settings.days)
            count = settings.jobs.get(product)
            if count is not None:
                segment = SyntheticSegment(Synthetic(product, count, setting), 0, count)
                self._stores[key] = Store([segment])
            else:
                jobs = month_of(product, setting, settings.revisions[product])
                self._stores[key] = Store([JobList(jobs)])
        return self._stores[key]

    def stamp(self) -> Stamp:
        return Stamp(
            request_id=f"0HN{self._instance}:{next(self._serial):08d}",
            trace_id=f"00-{random.getrandbits(128):032x}-{random.getrandbits(64):016x}-00",
            timestamp=times.to_iso(time.time_ns() // 1000, digits=6),
        )
