# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tenant backs up, and how often: the recipe of its month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Fate = Literal["ordinary", "never", "last_failed", "stale", "running"]


@dataclass(frozen=True)
class Organization:
    id: str
    name: str


@dataclass(frozen=True)
class Plan:
    """A schedule: a run every so many hours, the last one so many hours before now."""

    service: int
    job_type: int
    every: float = 24.0
    last: float = 8.0
    minutes: float = 40.0
    objects: int = 1200
    organization: Organization = Organization("", "")
    module: str = ""
    level: int = 0
    operator: str = "System"
    data_source: int = 1
    fate: Fate = "ordinary"
    since_2025: bool = False
    until_2024: bool = False


CONTOSO: Final = Organization("5b3f0f0e-6a1c-4c57-9d53-0c7a2f6f1a01", "Contoso Production")
CONTOSO_TEST: Final = Organization("5b3f0f0e-6a1c-4c57-9d53-0c7a2f6f1a02", "Contoso Sandbox")
SALES: Final = Organization("00D5g000008XyZaEAK", "Contoso Sales")
SERVICE: Final = Organization("00D5g000008XyZbEAK", "Contoso Service")

_MODULES: Final = ((1, "Customer Engagement"), (2, "Power Platform"), (3, "Unified Operations"))

_M365: Final = (
    Plan(1, 1, every=6, last=2.5, minutes=35, objects=2400),
    Plan(2, 1, last=5, minutes=110, objects=8600),
    Plan(3, 1, last=6, minutes=95, objects=5200),
    Plan(4, 1, last=7, minutes=30, objects=640),
    Plan(7, 1, last=8, minutes=55, objects=910),
    Plan(8, 1, last=9, minutes=15, objects=75),
    Plan(9, 1, last=10, minutes=45, objects=1800),
    Plan(10, 1, last=11, minutes=10, objects=60, fate="never"),
    Plan(1, 2, every=77, last=31, minutes=12, objects=40, operator="helpdesk@contoso.com"),
    Plan(3, 2, every=101, last=52, minutes=8, objects=25, operator="helpdesk@contoso.com"),
    Plan(2, 3, every=168, last=70, minutes=60, objects=900, operator="legal@contoso.com"),
    Plan(2, 5, every=168, last=90, minutes=25, objects=3000),
    Plan(1, 5, every=168, last=92, minutes=25, objects=3000),
    Plan(1, 1, last=0.4, minutes=70, objects=2400, fate="running"),
)
_GOOGLE: Final = (
    Plan(1, 1, last=4, minutes=50),
    Plan(2, 1, last=5, minutes=80, fate="last_failed"),
    Plan(4, 1, last=6, minutes=20),
    Plan(8, 1, last=7, minutes=10),
    Plan(64, 1, last=8, minutes=65),
    Plan(4096, 1, last=9, minutes=30),
    Plan(1, 5, every=168, last=60, minutes=16),
    Plan(2, 2, every=90, last=33, minutes=9, operator="admin@contoso.com"),
    Plan(1, 2, every=120, last=44, minutes=7, operator="lena@contoso.com", data_source=2),
    Plan(1, 6, every=168, last=26, minutes=3, operator="admin@contoso.com"),
    Plan(1, 1, last=0.3, minutes=50, fate="running"),
    Plan(256, 1, last=10, minutes=12, since_2025=True),
)
_DYNAMICS: Final = (
    *(
        Plan(
            number,
            1,
            last=4 + 2 * number + shift,
            minutes=30 + 15 * number,
            objects=420,
            organization=organization,
            module=module,
        )
        for shift, organization in ((0, CONTOSO), (1, CONTOSO_TEST))
        for number, module in _MODULES
    ),
    Plan(1, 16, last=13, minutes=14, organization=CONTOSO, module=_MODULES[0][1]),
    Plan(1, 2, every=140, last=36, minutes=20, organization=CONTOSO, module=_MODULES[0][1]),
    Plan(1, 8, every=168, last=80, minutes=18, organization=CONTOSO, module=_MODULES[0][1]),
    Plan(1, 32, every=168, last=58, minutes=22, organization=CONTOSO, module=_MODULES[0][1]),
    Plan(1, 1, last=0.5, minutes=60, organization=CONTOSO, module=_MODULES[0][1], fate="running"),
)
_SALESFORCE: Final = (
    Plan(0, 1, last=5, minutes=45, objects=160_000, organization=SALES, level=1),
    Plan(0, 1, last=6, minutes=35, objects=90_000, organization=SERVICE, level=1),
    Plan(0, 17, every=4, last=1.5, minutes=4, objects=1100, organization=SALES, level=3),
    Plan(0, 20, last=9, minutes=6, objects=4000, organization=SALES, level=6),
    Plan(0, 13, every=168, last=28, minutes=50, objects=160_000, organization=SALES, level=2),
    Plan(0, 12, every=200, last=66, minutes=20, objects=12_000, organization=SERVICE, level=2),
    Plan(0, 3, every=150, last=40, minutes=11, objects=300, organization=SALES, level=3),
    Plan(0, 1, last=0.2, minutes=45, objects=160_000, organization=SALES, level=1, fate="running"),
)
_IAAS: Final = (
    Plan(1, 1, last=4, minutes=75, objects=48),
    Plan(2, 128, every=12, last=3, minutes=18, objects=5100),
    Plan(512, 20012, last=6, minutes=40, objects=12),
    Plan(32, 20000, last=120, minutes=25, objects=9, fate="stale", until_2024=True),
    Plan(16, 1024, last=7, minutes=90, objects=22_000),
    Plan(8, 1024, last=8, minutes=60, objects=14_000),
    Plan(256, 20009, last=9, minutes=30, objects=17),
    Plan(1024, 20014, last=10, minutes=15, objects=33),
    Plan(1, 16, every=24, last=11, minutes=3, objects=48),
    Plan(1, 2, every=130, last=37, minutes=28, objects=2),
    Plan(2, 256, every=110, last=48, minutes=6, objects=14),
    Plan(128, 64, every=168, last=75, minutes=12, objects=300),
    Plan(128, 8192, every=24, last=12, minutes=1, objects=1),
    Plan(1, 1, last=0.6, minutes=75, objects=48, fate="running"),
    Plan(24000, 80000, last=9, minutes=21, objects=6, since_2025=True),
    Plan(21000, 60010, last=10, minutes=55, objects=31, since_2025=True),
)
PLANS: Final[dict[str, tuple[Plan, ...]]] = {
    "m365": _M365,
    "google": _GOOGLE,
    "dynamics365": _DYNAMICS,
    "salesforce": _SALESFORCE,
    "iaas": _IAAS,
}
