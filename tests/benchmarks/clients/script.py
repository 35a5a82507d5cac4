# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read page after page, as a simple script without the collection does.

python script.py

Uses the AVEPOINT_ variables, and prints the number of Microsoft 365 jobs.
"""

from __future__ import annotations

import json
import os
from typing import Any

import requests

SIZE = 100


def main() -> None:
    """Read all jobs."""
    session = requests.Session()
    form = {
        "grant_type": "client_credentials",
        "client_id": os.environ["AVEPOINT_CLIENT_ID"],
        "client_secret": os.environ["AVEPOINT_CLIENT_SECRET"],
        "scope": "microsoft365backup.jobInfo.read.all",
    }
    response = session.post(os.environ["AVEPOINT_IDENTITY_URL"] + "/connect/token", data=form, timeout=30)
    session.headers["Authorization"] = f"Bearer {response.json()['access_token']}"
    jobs: list[Any] = []
    total = 1
    while len(jobs) < total:
        query = {"StartTime": 0, "FinishTime": 0, "PageIndex": len(jobs) // SIZE, "PageSize": SIZE}
        response = session.get(os.environ["AVEPOINT_API_URL"] + "/cloudbackup/jobs", params=query, timeout=30)
        page = response.json()
        jobs += page["Jobs"]
        total = page["TotalCount"]
    print(json.dumps({"jobs": len(jobs)}))


if __name__ == "__main__":
    main()
