# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run steps in concurrent lanes, stop all at the first failure, and print a summary."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tools import tree

# The last lines to print of a successful step; its log has all.
LINES_SHOWN = 12


@dataclass
class Step:
    """One command and its result."""

    name: str
    command: Sequence[str]
    env: dict[str, str] | None = None
    result: str = "not run"
    seconds: float = 0.0

    @property
    def log(self) -> Path:
        """Return the file with the complete output."""
        return tree.BUILD / "logs" / f"{re.sub(r'[^a-z0-9.]+', '-', self.name.lower())}.log"


@dataclass
class Suite:
    """Lanes of steps: each lane in order, all lanes concurrently."""

    lanes: list[list[Step]]
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopped: bool = False

    def run(self) -> bool:
        """Run all steps; print the output of each when it ends, and a table at the end."""
        started = time.monotonic()
        with ThreadPoolExecutor(max_workers=len(self.lanes)) as pool:
            futures = [pool.submit(self._run_lane, lane) for lane in self.lanes]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                self._stop()
                raise
        print(self._table(time.monotonic() - started), flush=True)
        return all(step.result == "ok" for lane in self.lanes for step in lane)

    def _run_lane(self, lane: list[Step]) -> None:
        for step in lane:
            if not self._run_step(step):
                self._stop()
                return

    def _run_step(self, step: Step) -> bool:
        step.log.parent.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        with step.log.open("wb") as log:
            process = self._launch(step, log.fileno())
            if process is None:
                return False
            code = process.wait()
        with self._lock:
            del self._running[step.name]
            step.seconds = time.monotonic() - started
            stopped = self._stopped and code != 0
            step.result = "ok" if code == 0 else "stopped" if stopped else "FAILED"
            print(output_of(step), flush=True)
        return code == 0

    def _launch(self, step: Step, log: int) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._stopped:
                return None
            process = subprocess.Popen(
                step.command,
                cwd=tree.ROOT,
                env=step.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A process group of its own, so that all its child processes stop with it.
                start_new_session=True,
            )
            self._running[step.name] = process
            return process

    def _stop(self) -> None:
        with self._lock:
            self._stopped = True
            for process in self._running.values():
                # Like Ctrl-C, so that a running sandbox shuts down.
                os.killpg(process.pid, signal.SIGINT)

    def _table(self, seconds: float) -> str:
        steps = [step for lane in self.lanes for step in lane]
        width = max(len(step.name) for step in steps)
        rows = [f"{step.name:{width}}  {step.result:8} {step.seconds:6.1f} s" for step in steps]
        return "\n".join(["", *rows, f"{'all (concurrently)':{width}}  {'':8} {seconds:6.1f} s"])


def output_of(step: Step) -> str:
    """Return the output to print of a finished step: its last lines, or everything if it failed."""
    if step.result == "stopped":
        # Its output is only the tracebacks of the interruption, which would hide the failure.
        return f"\n=== {step.name}: stopped"
    text = step.log.read_text(encoding="utf-8", errors="replace").rstrip()
    lines = text.splitlines()
    if step.result == "ok" and len(lines) > LINES_SHOWN:
        lines = [f"… (complete output: {step.log.relative_to(tree.ROOT)})", *lines[-LINES_SHOWN:]]
    return "\n".join([f"\n=== {step.name}: {step.result}, {step.seconds:.1f} s", *lines])
