# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor: fetch pages that are known beforehand, side by side, and do as little else as Python lets one.

python lean.py PRODUCT --pages N --size N [--rounds N] [--unparsed]

Every page is only read by C(json.loads); with C(--unparsed) not even that, to see what the sandbox can do.
Speaks through http.client: on the clock it is as fast as urllib3.PoolManager and requests.Session, and it takes
less of the processor than either. Prints how many jobs came, and the seconds from the first request, the token's,
to the last page.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

# As many as the collection has under way at once, unless it is told another number.
THREADS = 8


@dataclass(frozen=True)
class Product:
    """What there is to know of a product: its scope, its address, and the names in its answer."""

    scope: str
    path: str
    rows: str
    job_id: str


PRODUCTS = {
    "m365": Product(
        "microsoft365backup.jobInfo.read.all",
        "/cloudbackup/jobs?StartTime=0&FinishTime=0&PageIndex={page}&PageSize={size}",
        "Jobs",
        "Id",
    ),
    "iaas": Product(
        "PlatformBackup.ReadWrite.All",
        "/backup/vm/jobs?PageNumber={page}&PageSize={size}",
        "jobs",
        "jobId",
    ),
}


def connect(url: str) -> HTTPConnection:
    """A connection that stays open."""
    return HTTPConnection(urlsplit(url).netloc)


def token(scope: str, variables: Mapping[str, str]) -> str:
    """Ask for an access token as the AVEPOINT_ variables say."""
    form = {
        "grant_type": "client_credentials",
        "client_id": variables["AVEPOINT_CLIENT_ID"],
        "client_secret": variables["AVEPOINT_CLIENT_SECRET"],
        "scope": scope,
    }
    connection = connect(variables["AVEPOINT_IDENTITY_URL"])
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/connect/token", urlencode(form), kind)
    return str(json.loads(connection.getresponse().read())["access_token"])


def fetch(product: Product, pages: Iterable[int], size: int, parsed: bool) -> int:
    """Fetch pages; gives how many jobs are in them."""
    headers = {"Authorization": f"Bearer {token(product.scope, os.environ)}"}
    left = iter(pages)

    def work(_thread: int) -> int:
        connection = connect(os.environ["AVEPOINT_API_URL"])
        jobs = 0
        # The next of a list's iterator is taken in one step: no lock is needed.
        for page in left:
            connection.request("GET", product.path.format(page=page, size=size), headers=headers)
            body = connection.getresponse().read()
            jobs += len(json.loads(body)[product.rows]) if parsed else body.count(b'"%s"' % product.job_id.encode())
        return jobs

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(work, range(THREADS)))


def main() -> None:
    """Fetch, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("product", choices=PRODUCTS)
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--rounds", type=int, default=1, help="fetch all of them so many times")
    parser.add_argument("--unparsed", action="store_true")
    given: Any = parser.parse_args()
    began = time.perf_counter()
    pages = list(range(given.pages)) * given.rounds
    jobs = fetch(PRODUCTS[given.product], pages, given.size, not given.unparsed)
    print(json.dumps({"jobs": jobs, "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main()
