# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetch a known number of pages concurrently, and do nothing else: the lower bound for every client.

python lean.py PRODUCT --pages N --size N [--rounds N] [--unparsed]

Every page is only parsed with json.loads, and not even that with --unparsed, to measure the sandbox. http.client
is as fast as urllib3.PoolManager and requests.Session, and needs less CPU time. Prints the number of jobs, and the
seconds from the token request to the last page.
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

# The default concurrency of the collection.
THREADS = 8


@dataclass(frozen=True)
class Product:
    """A product: its scope, its path, and the field names of its response."""

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
    """Return a connection that is kept open."""
    return HTTPConnection(urlsplit(url).netloc)


def token(scope: str, variables: Mapping[str, str]) -> str:
    """Request an access token with the AVEPOINT_ variables."""
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
    """Fetch pages, and return the number of jobs in them."""
    headers = {"Authorization": f"Bearer {token(product.scope, os.environ)}"}
    left = iter(pages)

    def work(_thread: int) -> int:
        connection = connect(os.environ["AVEPOINT_API_URL"])
        jobs = 0
        # next() on the iterator of a list is atomic, so no lock is needed.
        for page in left:
            connection.request("GET", product.path.format(page=page, size=size), headers=headers)
            body = connection.getresponse().read()
            jobs += len(json.loads(body)[product.rows]) if parsed else body.count(b'"%s"' % product.job_id.encode())
        return jobs

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(work, range(THREADS)))


def main() -> None:
    """Fetch all pages, and print the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("product", choices=PRODUCTS)
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--rounds", type=int, default=1, help="how often to fetch all pages")
    parser.add_argument("--unparsed", action="store_true")
    given: Any = parser.parse_args()
    began = time.perf_counter()
    pages = list(range(given.pages)) * given.rounds
    jobs = fetch(PRODUCTS[given.product], pages, given.size, not given.unparsed)
    print(json.dumps({"jobs": jobs, "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main()
