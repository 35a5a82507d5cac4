# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module finds in the process, and that nothing of it is left."""

from __future__ import annotations

import gc
import linecache
import locale
import logging
import os
import signal
import sys
import threading
import time
import typing as t
import warnings
from pathlib import Path

import pytest
from ansible.module_utils import basic
from ansible.module_utils.common import warnings as ansible_warnings

from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils import process_state

# Python 3.12 starts with some frozen objects; a module freezes all.
FROZEN = 1000
ARGUMENTS = b'{"ANSIBLE_MODULE_ARGS": {}}'


def state() -> dict[str, t.Any]:
    """Return the state of this process."""
    umask = os.umask(0)
    os.umask(umask)
    return {
        "environ": dict(os.environ),
        "folder": os.getcwd(),
        "umask": umask,
        "locale": locale.setlocale(locale.LC_ALL),
        "gc": (gc.get_threshold(), gc.get_freeze_count() > FROZEN),
        "warnings": list(warnings.filters),
        "logging": logging.root.manager.disable,
        "arguments": (getattr(basic, "_ANSIBLE_ARGS", None), getattr(basic, "_ANSIBLE_PROFILE", None)),
        "ansible warnings": (ansible_warnings._global_warnings, ansible_warnings._global_deprecations),
        "output": (sys.stdout, sys.stderr),
        "threads": {thread.name for thread in threading.enumerate()},
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in ("_ANSIBLE_ARGS", "_ANSIBLE_PROFILE"):
        monkeypatch.setattr(basic, name, getattr(basic, name, None), raising=False)
    # Other tests run modules without this.
    gc.unfreeze()
    monkeypatch.setenv("KEPT", "old")
    monkeypatch.setenv("REMOVED", "old")
    monkeypatch.setenv("CHANGED", "old")
    return str(tmp_path)


def disturb() -> None:
    """Change everything that a module could change."""
    os.environ["CHANGED"] = "new"
    os.environ["ADDED"] = "new"
    os.environ.pop("REMOVED", None)
    os.chdir("/")
    os.umask(0o177)
    locale.setlocale(locale.LC_ALL, "C")
    gc.freeze()
    gc.set_threshold(50_000)
    warnings.simplefilter("ignore")
    logging.disable(logging.DEBUG)
    basic._ANSIBLE_ARGS = b"changed"
    ansible_warnings._global_warnings = ["changed"]


def test_a_module_finds_its_own_state(folder: str, tmp_path: Path) -> None:
    with process_state.separate(ARGUMENTS, {"ADDED": "x", "CHANGED": ""}, folder):
        assert {name: os.environ.get(name) for name in ("KEPT", "ADDED", "CHANGED")} == {
            "KEPT": "old",
            "ADDED": "x",
            "CHANGED": "",
        }
        assert Path.cwd() == tmp_path.resolve()
        assert basic._ANSIBLE_ARGS == ARGUMENTS
        assert not ansible_warnings._global_warnings
        assert not ansible_warnings._global_deprecations


@pytest.mark.parametrize("error", [None, ValueError, SystemExit, KeyboardInterrupt])
def test_everything_is_restored(folder: str, error: type[BaseException] | None) -> None:
    before = state()
    ended: type[BaseException] | None = None
    try:
        with process_state.separate(ARGUMENTS, {"ADDED": "x"}, folder):
            disturb()
            if error is not None:
                raise error
    except BaseException as raised:
        ended = type(raised)
    assert ended is error
    assert state() == before


def test_everything_is_restored_where_the_state_cannot_be_set(folder: str) -> None:
    before = state()
    with pytest.raises(FileNotFoundError), process_state.separate(ARGUMENTS, {"ADDED": "x"}, folder + "/missing"):
        raise AssertionError("not reached")
    assert state() == before


class Alarm(BaseException):
    """As ansible-core raises it at the end of a task's timeout."""


def test_an_alarm_at_any_moment_leaves_nothing(folder: str) -> None:
    """It is raised at each line of the file in turn, as a signal can interrupt each."""
    before = state()
    interrupted = 0
    for number in range(500):
        left = number

        def trace(frame: t.Any, event: str, _argument: object) -> t.Any:
            nonlocal left
            if frame.f_code.co_filename != process_state.__file__:
                return None
            # Python handles signals after calls, and not at these words.
            if event == "line" and linecache.getline(process_state.__file__, frame.f_lineno).strip() != "try:":
                left -= 1
                if left == 0:
                    raise Alarm
            return trace

        umask = os.umask(0o077)
        os.umask(umask)
        sys.settrace(trace)
        try:
            with process_state.separate(ARGUMENTS, {"ADDED": "x"}, folder):
                sys.settrace(None)
                disturb()
                sys.settrace(trace)
                sys._getframe().f_trace = None
        except Alarm:
            interrupted += 1
        finally:
            sys.settrace(None)
            # Read by setting it: the only state that an alarm within one line can leave stricter.
            os.umask(umask)
        assert state() == before, f"interrupted at line {number}"
        if left > 0:
            break
    assert interrupted > 30
    assert left > 0


def test_output_and_logs_are_dropped(folder: str, capfd: pytest.CaptureFixture[str]) -> None:
    with process_state.separate(ARGUMENTS, {}, folder):
        print("to the output")
        print("to the errors", file=sys.stderr)
        logging.getLogger("urllib3").warning("a log")
    assert capfd.readouterr() == ("", "")


def test_threads_are_waited_for(folder: str) -> None:
    end = threading.Event()
    ended: list[str] = []

    def work() -> None:
        end.wait(5)
        time.sleep(0.2)
        ended.append("ended")

    with process_state.separate(ARGUMENTS, {}, folder):
        threading.Thread(target=work, daemon=True).start()
        end.set()
    assert ended == ["ended"]


def test_threads_that_do_not_end_are_left_after_a_while(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All together have that time, not each of them."""
    monkeypatch.setattr(process_state, "THREADS_END", 0.3)
    end = threading.Event()
    began = time.monotonic()
    with process_state.separate(ARGUMENTS, {}, folder):
        threads = [threading.Thread(target=end.wait, daemon=True) for _number in range(20)]
        for thread in threads:
            thread.start()
    assert time.monotonic() - began < 3
    end.set()
    for thread in threads:
        thread.join(5)


def test_other_threads_are_not_waited_for(folder: str) -> None:
    end = threading.Event()
    other = threading.Thread(target=end.wait, daemon=True)
    other.start()
    began = time.monotonic()
    with process_state.separate(ARGUMENTS, {}, folder):
        pass
    assert time.monotonic() - began < process_state.THREADS_END
    end.set()
    other.join(5)


def test_an_alarm_ends_the_wait_for_threads(folder: str) -> None:
    def sound(_number: int, _frame: object) -> None:
        raise Alarm

    before = state()
    end = threading.Event()
    handler = signal.signal(signal.SIGALRM, sound)
    try:
        began = time.monotonic()
        thread = threading.Thread(target=end.wait, daemon=True)

        def start() -> None:
            thread.start()
            signal.setitimer(signal.ITIMER_REAL, 0.2)

        with pytest.raises(Alarm), process_state.separate(ARGUMENTS, {"ADDED": "x"}, folder):
            start()
        assert time.monotonic() - began < process_state.THREADS_END
    finally:
        signal.signal(signal.SIGALRM, handler)
        end.set()
    # An interrupted join takes the thread for ended.
    while thread in threading.enumerate() and time.monotonic() - began < process_state.THREADS_END:
        time.sleep(0.02)
    assert state() == before
