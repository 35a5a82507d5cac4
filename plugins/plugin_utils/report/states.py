# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of a subject in a report: their order, their meaning, and what to do about each."""

from __future__ import annotations

import typing as t

State = t.Literal[
    "unreadable",
    "never_succeeded",
    "stale",
    "failed",
    "warning",
    "no_result",
    "running",
    "ok",
    "not_assessed",
]
# Worst first.
STATES: tuple[State, ...] = t.get_args(State)
# What needs a person.
PROBLEMS: tuple[State, ...] = STATES[: STATES.index("running")]


class Meaning(t.NamedTuple):
    """What a state is called, what it means, and what to do about it."""

    title: str
    description: str
    next_step: str


MEANINGS: dict[State, Meaning] = {
    "unreadable": Meaning(
        "unreadable",
        "The product could not be read, so nothing is known of its backups.",
        "Find out why the product could not be read, from the message and its request ID, and run the report again.",
    ),
    "never_succeeded": Meaning(
        "never succeeded",
        "No success is among all jobs that were read, or there are no jobs at all.",
        "Check that a backup is configured and enabled for it, run it, and wait for its first success.",
    ),
    "stale": Meaning(
        "stale",
        "The last success is older than allowed.",
        "Find out why the runs after the last success did not succeed or did not start, and run the backup again.",
    ),
    "failed": Meaning(
        "failed",
        "The last run failed, or a rule or policy does not hold.",
        "Read the reasons and the errors of the job, remove the cause, and run the backup again.",
    ),
    "warning": Meaning(
        "warning",
        "The last run finished with exceptions, so data is missing.",
        "Look at the job's errors, and decide whether the data that is missing matters.",
    ),
    "no_result": Meaning(
        "no result",
        "Successes are known, but no job ended in the window that is judged.",
        "Check that the schedule is still enabled, and that runs start.",
    ),
    "running": Meaning("running", "A job is running, and nothing is wrong so far.", "Wait for the end of the job."),
    "ok": Meaning("ok", "Everything that is judged holds.", ""),
    "not_assessed": Meaning(
        "not assessed",
        "No rule or policy judges it.",
        "Write a rule or a policy for it, or leave it out of the subjects that are expected.",
    ),
}


def worst(states: t.Iterable[State]) -> State:
    """Return the worst of states; C(not_assessed) for none."""
    return min(states, key=STATES.index, default="not_assessed")
