# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until jobs have ended: look, decide, leave the service alone for a while, look again.

What is decided on what was seen are pure functions; the loop alone knows a clock. Source: the
interface's page on job_wait.
"""

from __future__ import annotations

import time
import typing as t
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import options, policy, question, times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.choice import Choice, choose
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.client import Client
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.connection import connect
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.deadline import Deadline
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.ending import finish
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.enumeration import Enumeration, nearest
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import (
    ApiError,
    CloudBackupError,
    IncompleteRead,
    OptionError,
    showable,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import Job, recency
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.options import Option
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.product import Product
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.query import Answer, Reader
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.question import Question
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.registry import PRODUCTS

LONGEST = timedelta(days=366)
# Before the start of a job that is waited for: no service has to agree on where a window begins.
MARGIN = timedelta(minutes=1)
# Data that moves cannot be proved whole now and then; data that never can will not get better.
MOST_UNPROVED = 3
MOST_LINES = 100
# So many jobs are told one by one, more are counted.
MOST_NAMED = 5

Outcome = t.Literal["finished", "failed", "timed_out", "never_appeared", "unreadable", "waiting"]
# The jobs waited for that were seen, as they were seen last, by their id.
Picture = t.Mapping[str, Job]
Ask = t.Callable[[Question], t.Sequence[Job]]


def wait_options() -> tuple[Option, ...]:
    """The options of the module."""
    filters = [option for option in options.FILTERS if option.name in ("services", "job_types")]
    reading = [option for option in options.READING if option.name not in ("limit", "read_timeout")]
    return (*options.CONNECTION, *options.WAITING, *filters, *_own_options(), *options.PATIENCE, *reading)


def _own_options() -> list[Option]:
    """The options that belong to some of the products, each once."""
    owners: dict[str, list[tuple[Product, Option]]] = {}
    for product in PRODUCTS.values():
        for option in product.options:
            owners.setdefault(option.name, []).append((product, option))
    return [_shared(owned) for owned in owners.values()]


def _shared(owned: list[tuple[Product, Option]]) -> Option:
    names = " and ".join(f"V({product.name})" for product, _option in owned)
    option = owned[0][1]
    otherwise = f" V({option.default}) if not given." if option.default is not None else ""
    # Without a default, so that it can be told whether it was given for a product that has none.
    return replace(option, default=None, description=(*option.description, f"For {names} alone.{otherwise}"))


@dataclass(frozen=True)
class Wish:
    """What is waited for, and for how long. With C(ids) all of them, without them the first run."""

    question: Question
    ids: tuple[str, ...]
    fail_on: Choice | None
    wait_timeout: float
    interval: float

    @property
    def product(self) -> Product:
        """The product that is asked."""
        return self.question.product


@dataclass
class Ending:
    """How a wait ended. C(why) is the message where it did not end well."""

    outcome: Outcome
    picture: Picture
    missing: list[str]
    timed_out: bool
    elapsed: float
    progress: list[str]
    why: str | None = None
    details: t.Mapping[str, t.Any] = field(default_factory=dict)

    def result(self) -> dict[str, t.Any]:
        """What the module returns."""
        told: dict[str, t.Any] = {
            **self.details,
            "changed": False,
            "outcome": self.outcome,
            "jobs": sorted(self.picture.values(), key=recency, reverse=True),
            "missing": self.missing,
            "timed_out": self.timed_out,
            "elapsed_seconds": round(self.elapsed, 3),
            "progress": self.progress,
        }
        return told if self.why is None else {**told, "failure": self.why}


class Watch:
    """The clocks and the pause between looks; the monotonic clock is set to 0 when it is made."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def elapsed(self) -> float:
        """Seconds since it was made."""
        return time.monotonic() - self.began

    def pause(self, seconds: float) -> None:
        """Do nothing for a while; ends at once when the process is interrupted."""
        time.sleep(max(0.0, seconds))

    def now(self) -> datetime:
        """The present."""
        return times.utc_now()


def wish(params: t.Mapping[str, t.Any], now: datetime) -> Wish:
    """What the options mean; OptionError for whatever is wrong with them."""
    product = _product(str(params["product"]))
    ids = _ids(params.get("job_ids"))
    after = str(params.get("started_after") or "").strip()
    if ids and after:
        raise OptionError("job_ids and started_after", "give one of them; a wait is for jobs by their IDs or for a run")
    if not ids and not after:
        raise OptionError("job_ids or started_after", "give one of them, so that it is known what to wait for")
    window = "since" if ids else "started_after"
    since = _moment(window, str(params[window]), now)
    if ids and since >= now:
        raise OptionError("since", f"{times.show(since)} is not before now")
    wait_timeout, interval = (_seconds(option, params) for option in ("wait_timeout", "interval"))
    fail_on = _fail_on(product, params.get("fail_on"))
    # The window is set anew for every look; what is asked here is to check all the rest.
    asked = {**params, **_own(product, params), "since": "24h", "until": None, "statuses": None}
    (found,) = question.ask([product], asked)
    return Wish(replace(found, since=since), ids, fail_on, wait_timeout, interval)


def _product(name: str) -> Product:
    product = PRODUCTS.get(name.strip().lower())
    if product is None:
        raise OptionError("product", f"{name!r} is not a product{nearest(name, PRODUCTS)}")
    return product


def _ids(given: t.Sequence[t.Any] | None) -> tuple[str, ...]:
    ids = tuple(dict.fromkeys(str(identity).strip() for identity in given or ()))
    if "" in ids:
        raise OptionError("job_ids", "one of them is empty")
    return ids


def _moment(option: str, text: str, now: datetime) -> datetime:
    try:
        return times.parse_moment(text, now)
    except ValueError as wrong:
        raise OptionError(option, str(wrong)) from None


def _seconds(option: str, params: t.Mapping[str, t.Any]) -> float:
    try:
        span = times.parse_span(str(params[option]))
    except ValueError as wrong:
        raise OptionError(option, str(wrong)) from None
    if not timedelta() < span <= LONGEST:
        raise OptionError(option, f"{params[option]!r} is not a duration above 0 and of at most {LONGEST.days}d")
    return span.total_seconds()


def _fail_on(product: Product, words: t.Sequence[str] | None) -> Choice | None:
    choice = choose("fail_on", [product], words, lambda one: one.statuses)[product.name]
    for word in choice.given if choice is not None else ():
        if {"pending", "running"} & {word.lower(), *(member.normal for member in product.statuses.choose(word))}:
            raise OptionError("fail_on", f"{word!r} is a status on the way to an end; leave it out")
    return choice


def _own(product: Product, params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The product's own options with their defaults; OptionError for one of another product."""
    own = {option.name: option for option in product.options}
    for option in _own_options():
        if params.get(option.name) not in (None, "") and option.name not in own:
            raise OptionError(option.name, f"is not known to {product.name}; leave it out")
    return {name: option.default if params.get(name) is None else params[name] for name, option in own.items()}


def missing(wanted: Wish, picture: Picture) -> list[str]:
    """The ids that were not seen so far."""
    return [identity for identity in wanted.ids if identity not in picture]


def look(wanted: Wish, picture: Picture, now: datetime) -> Question | None:
    """The narrowest question that tells what is still waited for; None where nothing can be there yet."""
    asked = _for_ids(wanted, picture) if wanted.ids else _for_run(wanted, picture)
    return replace(asked, until=now) if asked.since < now else None


def _for_ids(wanted: Wish, picture: Picture) -> Question:
    asked, unseen = wanted.question, missing(wanted, picture)
    running = [job for job in picture.values() if not job["finished"]]
    asked = asked if unseen else _since_start(asked, running)
    left = [*unseen, *(job["id"] for job in running)]
    asked = _just(asked, left)
    searchable = "search_text" in {option.name for option in asked.product.options}
    if searchable and len(left) == 1 and "search_text" not in asked.options:
        asked = replace(asked, options={**asked.options, "search_text": left[0]})
    return asked


def _for_run(wanted: Wish, picture: Picture) -> Question:
    asked = _since_start(wanted.question, list(picture.values()))
    for job in picture.values():
        if job["started_at"] is not None:
            product = asked.product
            services = _only(asked.services, "services", product, product.services, job["service"])
            job_types = _only(asked.job_types, "job_types", product, product.job_types, job["job_type_name"])
            asked = _just(replace(asked, services=services, job_types=job_types), [job["id"]])
    return asked


def _just(asked: Question, ids: t.Sequence[str]) -> Question:
    """The question for these jobs: it need not be proved that there are no others."""
    return replace(asked, ids=frozenset(ids), limit=len(ids)) if ids else asked


def _since_start(asked: Question, jobs: t.Sequence[Job]) -> Question:
    """The question since the first start of these jobs, if all of them have started."""
    starts = [job["started_at"] for job in jobs]
    told = [start for start in starts if start is not None]
    if not told or len(told) < len(starts):
        return asked
    return replace(asked, since=max(asked.since, times.parse_iso(min(told)) - MARGIN))


def _only(
    choice: Choice | None, option: str, product: Product, values: Enumeration | None, own: str | None
) -> Choice | None:
    """The job's own value of those that were asked for, which would each be asked for on its own."""
    if choice is None or values is None or own is None or not values.read(own):
        return choice
    return choose(option, [product], [own], lambda _one: values)[product.name]


def seen(wanted: Wish, picture: Picture, jobs: t.Sequence[Job]) -> Picture:
    """What is known after a look. What is not there any more stays as it was seen last."""
    if wanted.ids:
        return {**picture, **{job["id"]: job for job in jobs if job["id"] in wanted.ids}}
    if any(job["started_at"] is not None or job["finished"] for job in picture.values()):
        return {**picture, **{job["id"]: job for job in jobs if job["id"] in picture}}
    # One that has not started yet may be overtaken by another until it does.
    since = times.show(wanted.question.since)
    able = [job for job in jobs if job["started_at"] is None or job["started_at"] >= since]
    first = min(able, key=lambda job: (job["started_at"] is None, job["started_at"] or "", job["id"]), default=None)
    return picture if first is None else {first["id"]: first}


def failing(wanted: Wish, picture: Picture) -> list[Job]:
    """The jobs that fail the task."""
    choice = wanted.fail_on
    if choice is None:
        return []
    return [job for job in picture.values() if choice.has(wanted.product.statuses.read(job["status_raw"]))]


def decide(wanted: Wish, picture: Picture) -> Outcome | None:
    """How the wait ends with what was seen; None where it goes on."""
    if failing(wanted, picture):
        return "failed"
    ended = picture and not missing(wanted, picture) and all(job["finished"] for job in picture.values())
    return "finished" if ended else None


def late(picture: Picture, looked: bool) -> Outcome:
    """How the wait ends when its time is over."""
    if not looked:
        return "unreadable"
    return "timed_out" if any(not job["finished"] for job in picture.values()) else "never_appeared"


def told(jobs: t.Collection[Job], unseen: t.Sequence[str]) -> str:
    """What was seen, for a person: each job, or how many there are of each status."""
    each = [*map(_job, jobs), *map(_unseen, unseen)]
    if not each:
        return "no run seen"
    if len(each) <= MOST_NAMED:
        return ", ".join(each)
    counted = Counter(job["status"] for job in jobs)
    counted.update({"not seen": len(unseen)} if unseen else {})
    return ", ".join(f"{count} {status}" for status, count in counted.most_common())


def _unseen(identity: str) -> str:
    return f"{showable(identity, 80)} not seen"


def _job(job: Job) -> str:
    status = job["status"]
    if status == "unknown":
        status = f"unknown ({showable(job['status_raw'], 40)!r} is not understood)"
    return f"{showable(job['id'], 80)} {status}"


def reason(wanted: Wish, picture: Picture, outcome: Outcome, elapsed: float, trouble: CloudBackupError | None) -> str:
    """The message that the task fails with."""
    name = wanted.product.name
    unseen = missing(wanted, picture)
    if outcome == "failed":
        bad = failing(wanted, picture)
        rest = [job for job in picture.values() if job not in bad]
        others = f"; the others: {told(rest, unseen)}" if rest or unseen else ""
        return f"{name}: fail_on names what became of {_list(map(_job, bad))}{others}"
    after = f"after {_span(elapsed)}"
    doubt = f"; the last look failed: {trouble}" if trouble is not None else ""
    if outcome == "unreadable":
        return str(trouble) if trouble is not None else f"{name}: was not asked a single time {after}"
    if outcome == "timed_out":
        left = [job for job in picture.values() if not job["finished"]]
        return f"{name}: not ended {after}: {_list([*map(_job, left), *map(_unseen, unseen)])}{doubt}"
    since = times.show(wanted.question.since)
    if wanted.ids:
        ids = _list(showable(identity, 80) for identity in unseen)
        return f"{name}: never seen {after} among the jobs since {since}: {ids}{doubt}"
    return f"{name}: no run {_filters(wanted)}that started at {since} or later appeared {after}{doubt}"


def _filters(wanted: Wish) -> str:
    given = wanted.question.filters()
    values = {name: ", ".join(value) if isinstance(value, list) else value for name, value in given.items()}
    return f"with {'; '.join(f'{name} {showable(value, 80)}' for name, value in values.items())} " if values else ""


def _list(texts: t.Iterable[str]) -> str:
    every = list(texts)
    more = f" and {len(every) - MOST_NAMED} more" if len(every) > MOST_NAMED else ""
    return ", ".join(every[:MOST_NAMED]) + more


def _span(seconds: float) -> str:
    return policy.span(timedelta(seconds=seconds)) if seconds >= 1 else f"{seconds:.1f}s"


def lived_through(error: CloudBackupError, unproved: int) -> bool:
    """Whether another look may go better; C(unproved) looks in a row could not be proved whole."""
    if isinstance(error, IncompleteRead):
        return unproved < MOST_UNPROVED
    return isinstance(error, ApiError) and error.passing


def following(wanted: Wish, elapsed: float, error: CloudBackupError | None) -> float | None:
    """The moment of the next look, None where there is none: the last is when the time is over."""
    asked_for = getattr(error, "retry_after", None) or 0.0
    if elapsed >= wanted.wait_timeout or elapsed + asked_for > wanted.wait_timeout:
        return None
    return min(elapsed + max(wanted.interval, asked_for), wanted.wait_timeout)


class _Diary:
    """Keeps a line for each look that brought something new."""

    def __init__(self, log: t.Callable[[str], object]) -> None:
        self.lines: list[str] = []
        self._log = log
        self._last = ""

    def add(self, elapsed: float, text: str) -> None:
        """A line, unless it would say the same as the one before."""
        if text != self._last:
            self._last = text
            line = f"{_span(elapsed)}: {text}"
            self._log(line)
            self.lines = [*self.lines, line][-MOST_LINES:]


def follow(wanted: Wish, ask: Ask, watch: Watch, *, once: bool, log: t.Callable[[str], object]) -> Ending:
    """Look until there is an outcome; C(once) looks a single time."""
    picture: Picture = {}
    diary = _Diary(log)
    looked, unproved = False, 0

    def end(outcome: Outcome, error: CloudBackupError | None, over: bool = False) -> Ending:
        elapsed = watch.elapsed()
        good = outcome in ("finished", "waiting")
        why = None if good else reason(wanted, picture, outcome, elapsed, error)
        details = error.details if error is not None and not good else {}
        return Ending(outcome, picture, missing(wanted, picture), over, elapsed, diary.lines, why, details)

    while True:
        trouble: CloudBackupError | None = None
        try:
            asked = look(wanted, picture, watch.now())
            picture = seen(wanted, picture, ask(asked) if asked is not None else ())
            looked, unproved = True, 0
            diary.add(watch.elapsed(), told(picture.values(), missing(wanted, picture)))
        except OptionError:
            # What one generation of the API alone knows is found out only now.
            raise
        except CloudBackupError as error:
            trouble = error
            unproved += isinstance(error, IncompleteRead)
            diary.add(watch.elapsed(), f"could not be read: {error}")
            if once or not lived_through(error, unproved):
                return end("unreadable", error)
        outcome = decide(wanted, picture)
        if outcome is not None or once:
            return end(outcome or "waiting", None)
        moment = following(wanted, watch.elapsed(), trouble)
        if moment is None:
            return end(late(picture, looked), trouble, over=True)
        watch.pause(moment - watch.elapsed())


def _jobs(reader: Reader, asked: Question) -> list[Job]:
    # Failures are raised, unless they are to be reported.
    (answer,) = reader.read_each([asked], report=False)
    return t.cast(Answer, answer).jobs


def run(module: AnsibleModule) -> None:
    """The whole of the module."""

    def act() -> dict[str, t.Any]:
        watch = Watch()
        # A look that fails is one of many here: the next one is what tries again.
        connection = replace(connect(module.params), retries=0)
        wanted = wish(module.params, watch.now())
        until = Deadline(watch.began + wanted.wait_timeout + connection.timeout, "wait_timeout")
        with Reader(Client(connection, module.params["concurrency"], until)) as reader:
            ending = follow(wanted, lambda asked: _jobs(reader, asked), watch, once=module.check_mode, log=module.log)
        return ending.result()

    finish(module, act)
