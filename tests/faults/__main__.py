# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the modules under faults: they return exactly the jobs of the server, or fail with a reason.

python tests/faults [--plans 300] [--seed 1 | --seed random]    run a number of plans of a series
python tests/faults --plan SEED                                 run one plan again, and show its requests

Each plan is a task against a sandbox with random faults, derived from its seed alone. A silent loss, a
duplicate, a wrong status, a traceback or a hang fails the run, and prints the plan.
"""

from __future__ import annotations

import argparse
import multiprocessing
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError, as_completed
from contextlib import ExitStack, contextmanager
from pathlib import Path

if not __package__:
    # Run as a folder, Python puts the folder itself on the path; the imports need its parent.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from pebble import ProcessExpired, ProcessPool

from faults.assessment import FAILURES, Assessment
from faults.plan import Plan, Server, make_plan
from faults.report import Tally
from faults.worker import PLAN_TIMEOUT, Record, prepare, run_plan
from sandbox.control import Sandbox

# Plans mostly wait, so more of them run than there are cores.
WORKERS = 5
SERIES = 1_000_000


@contextmanager
def sandboxes(plans: Sequence[Plan]) -> Iterator[dict[Server, str]]:
    """Start one sandbox for each kind of server in the plans; yield their addresses."""
    with ExitStack() as stack:
        servers = list(dict.fromkeys(plan.server for plan in plans))
        with ThreadPoolExecutor(4) as pool:
            started = list(pool.map(lambda server: Sandbox.start(**server.settings()), servers))
        for sandbox in started:
            stack.enter_context(sandbox)
        yield {server: sandbox.url for server, sandbox in zip(servers, started, strict=True)}


def results(plans: Sequence[Plan], workers: int, keep_log: bool = False) -> Iterator[tuple[Plan, Record]]:
    """Run each plan in a process of its own, which is killed if it hangs; yield the results as they arrive."""
    # Not forked: a worker must not inherit threads and locks.
    context = multiprocessing.get_context("spawn")
    with (
        sandboxes(plans) as urls,
        tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as folder,
        ProcessPool(workers, context=context, initializer=prepare) as pool,
    ):
        try:
            futures: dict[Future[Record], Plan] = {
                pool.schedule(
                    run_plan, args=[plan, urls[plan.server], Path(folder), keep_log], timeout=PLAN_TIMEOUT
                ): plan
                for plan in plans
            }
            for future in as_completed(futures):
                try:
                    record = future.result()
                except TimeoutError:
                    record = Record(Assessment("hang", f"it did not end after {PLAN_TIMEOUT:g} s"), PLAN_TIMEOUT)
                except ProcessExpired as error:
                    record = Record(Assessment("unclear", f"its process died: {error}"), 0.0)
                yield futures[future], record
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call]  # pebble has no types for it
            raise


def run(plans: Sequence[Plan], workers: int) -> int:
    """Run all plans and print the report; return 0 if every result is correct."""
    began = time.monotonic()
    tally = Tally()
    for number, (plan, record) in enumerate(results(plans, workers), 1):
        tally.add(plan, record)
        if record.assessment.end in FAILURES or number % 50 == 0:
            print(f"{number} of {len(plans)} done, plan {plan.seed}: {record.assessment.end}", flush=True)
    print(tally.text(time.monotonic() - began), flush=True)
    return 0 if tally.conclusive and not tally.wrong else 1


def replay(seed: int) -> int:
    """Run one plan again, and print its requests and responses."""
    plan = make_plan(seed)
    print(plan.to_json())
    ((_plan, record),) = results([plan], 1, keep_log=True)
    began = record.log[0]["started"] if record.log else 0.0
    for entry in record.log:
        query = entry["json"] or {name: text for name, text in entry["query"].items() if "Time" not in name}
        fault = f" <- {entry['fault']}" if entry["fault"] else ""
        print(
            f"{entry['started'] - began:7.3f} {entry['product'] or '-':12} page {entry['page'] or 0:<3}"
            f" {entry['status'] or '-'} {query}{fault}"
        )
    print(f"{record.assessment.end} after {record.seconds:.1f} s: {record.assessment.reason}")
    return 1 if record.assessment.end in FAILURES else 0


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=300)
    parser.add_argument("--seed", default="1", help="the series: a number, or the word random")
    parser.add_argument("--plan", type=int, metavar="SEED", help="run this plan again")
    parser.add_argument("--workers", type=int, default=WORKERS)
    given = parser.parse_args()
    if given.plan is not None:
        return replay(given.plan)
    series = secrets.randbelow(SERIES) if given.seed == "random" else int(given.seed)
    print(f"{given.plans} plans of the series --seed {series}", flush=True)
    return run([make_plan(series * SERIES + number) for number in range(given.plans)], given.workers)


if __name__ == "__main__":
    sys.exit(main())
