# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the reader is right under faults: jobs that are just the server's, or a failure that says why.

python tests/faults [--plans 300] [--seed 1 | --seed random]    as many plans, of a series
python tests/faults --plan SEED                                 one plan again, with its requests

Each plan is a task against a sandbox with random faults, made from its seed alone. A silent loss, a
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
    # Run as a folder: Python put the folder itself on the path, its parent is what is needed.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from pebble import ProcessExpired, ProcessPool

from faults.plan import Plan, Server, make
from faults.report import Tally
from faults.verdict import FAULTS, Verdict
from faults.worker import PATIENCE, Record, play, prepare
from sandbox.control import Sandbox

# Plans mostly wait: more of them than there are cores.
WORKERS = 5
SERIES = 1_000_000


@contextmanager
def sandboxes(plans: Sequence[Plan]) -> Iterator[dict[Server, str]]:
    """One sandbox for each kind of service that the plans want; its address."""
    with ExitStack() as stack:
        servers = list(dict.fromkeys(plan.server for plan in plans))
        with ThreadPoolExecutor(4) as pool:
            started = list(pool.map(lambda server: Sandbox.start(**server.settings()), servers))
        for sandbox in started:
            stack.enter_context(sandbox)
        yield {server: sandbox.url for server, sandbox in zip(servers, started, strict=True)}


def played(plans: Sequence[Plan], workers: int, keep_log: bool = False) -> Iterator[tuple[Plan, Record]]:
    """Play the plans in processes of their own, which are ended where they hang."""
    # Not forked: threads and locks of this process are nothing for a worker.
    context = multiprocessing.get_context("spawn")
    with (
        sandboxes(plans) as urls,
        tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as folder,
        ProcessPool(workers, context=context, initializer=prepare) as pool,
    ):
        try:
            futures: dict[Future[Record], Plan] = {
                pool.schedule(play, args=[plan, urls[plan.server], Path(folder), keep_log], timeout=PATIENCE): plan
                for plan in plans
            }
            for future in as_completed(futures):
                try:
                    record = future.result()
                except TimeoutError:
                    record = Record(Verdict("hang", f"it has not ended after {PATIENCE:g} s"), PATIENCE)
                except ProcessExpired as error:
                    record = Record(Verdict("unclear", f"its process died: {error}"), 0.0)
                yield futures[future], record
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call]  # pebble tells no types of it
            raise


def run(plans: Sequence[Plan], workers: int) -> int:
    """Play all, and report; 0 if the reader is right."""
    began = time.monotonic()
    tally = Tally()
    for number, (plan, record) in enumerate(played(plans, workers), 1):
        tally.add(plan, record)
        if record.verdict.end in FAULTS or number % 50 == 0:
            print(f"{number} of {len(plans)} played, plan {plan.seed}: {record.verdict.end}", flush=True)
    print(tally.shown(time.monotonic() - began), flush=True)
    return 0 if tally.proves and not tally.wrong else 1


def replay(seed: int) -> int:
    """Play one plan again, and show what was asked and answered."""
    plan = make(seed)
    print(plan.shown())
    ((_plan, record),) = played([plan], 1, keep_log=True)
    began = record.log[0]["started"] if record.log else 0.0
    for entry in record.log:
        asked = entry["json"] or {name: text for name, text in entry["query"].items() if "Time" not in name}
        fault = f" <- {entry['fault']}" if entry["fault"] else ""
        print(
            f"{entry['started'] - began:7.3f} {entry['product'] or '-':12} page {entry['page'] or 0:<3}"
            f" {entry['status'] or '-'} {asked}{fault}"
        )
    print(f"{record.verdict.end} after {record.seconds:.1f} s: {record.verdict.reason}")
    return 1 if record.verdict.end in FAULTS else 0


def main() -> int:
    """Read the command line and do as it says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=300)
    parser.add_argument("--seed", default="1", help="the series: a number, or the word random")
    parser.add_argument("--plan", type=int, metavar="SEED", help="play this one again")
    parser.add_argument("--workers", type=int, default=WORKERS)
    given = parser.parse_args()
    if given.plan is not None:
        return replay(given.plan)
    series = secrets.randbelow(SERIES) if given.seed == "random" else int(given.seed)
    print(f"{given.plans} plans of the series --seed {series}", flush=True)
    return run([make(series * SERIES + number) for number in range(given.plans)], given.workers)


if __name__ == "__main__":
    sys.exit(main())
