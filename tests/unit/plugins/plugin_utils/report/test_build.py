# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports built from results: the state of each subject, and that nothing is lost or taken for good."""

from __future__ import annotations

import json
import random
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import CloudBackupError, OptionError
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.models import Report
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.states import PROBLEMS, STATES
from unit.plugins.jobs import ago, jobs, make

from .results import check, compliance, error, gate, only, policy, query, read, report, run, states, verdict

POLICIES = [{"name": "mail policy", "product": "google", "services": ["gmail", "drive"], "rpo": "26h"}]


@pytest.mark.parametrize(
    ("backups", "state"),
    [
        ([run(1)], "ok"),
        ([run(1, "failed"), run(2, hours=3)], "failed"),
        ([run(1, "stopped"), run(2, hours=3)], "failed"),
        ([run(1, "warning"), run(2, hours=3)], "warning"),
        ([run(1, "warning"), run(2, "failed", hours=3), run(3, hours=4)], "failed"),
        ([run(1, "skipped"), run(2, hours=3)], "ok"),
        ([run(1, "unknown"), run(2, hours=3)], "failed"),
        ([run(1, "running"), run(2, hours=3)], "running"),
        ([run(1, "running"), run(2, "failed", hours=3), run(3, hours=5)], "failed"),
        ([run(1, hours=50)], "stale"),
        ([run(1, "failed", hours=2), run(2, hours=50)], "stale"),
        ([run(1, "failed")], "never_succeeded"),
        ([run(1, "running")], "never_succeeded"),
        ([run(1, "warning")], "never_succeeded"),
        ([run(1, hours=-2)], "failed"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(job["status"] for job in value),
)
def test_state_by_the_latest_runs(backups: list[t.Any], state: str) -> None:
    subject = only(report(read(*backups)))
    assert subject.state == state
    assert (subject.reasons == []) is (state in ("ok", "running"))
    assert (subject.next_step == "") is (state == "ok")


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (verdict(), "ok"),
        (verdict(check("read")), "unreadable"),
        (verdict(check("max_age")), "stale"),
        (verdict(check("min_success_rate", job_ids=["job-9"])), "failed"),
        (verdict(check("max_failed_jobs", job_ids=["job-1"])), "warning"),
        (verdict(check("max_failed_jobs", job_ids=["job-1", "job-2"])), "failed"),
        (verdict(check("min_success_rate"), jobs_judged=0), "no_result"),
        (verdict(check("min_success_rate"), last_success_at=None), "never_succeeded"),
        (verdict(last_success_at=None), "never_succeeded"),
        (verdict(check("on_unknown", job_ids=["job-1"]), check("max_age")), "stale"),
    ],
)
def test_state_by_a_verdict(row: dict[str, t.Any], state: str) -> None:
    # The jobs alone would be a warning: the rule decides.
    jobs = [run(1, "warning"), run(2, "failed", hours=3)]
    if row["last_success_at"]:
        jobs.append(run(3, hours=4))
    assert only(report(read(*jobs), gate=gate(row))).state == state


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (policy(), "ok"),
        (policy("non_compliant"), "failed"),
        (policy("non_compliant", breaches=[{"until": None, "seconds": 5}]), "stale"),
        (policy("non_compliant", breaches=[{"until": ago(hours=3), "seconds": 5}]), "failed"),
        (policy("unknown"), "no_result"),
        (policy("not_applicable"), "not_assessed"),
    ],
)
def test_state_by_a_policy(row: dict[str, t.Any], state: str) -> None:
    made = report(read(run(1)), compliance=compliance(row))
    assert only(made).state == state
    assert made.compliance is not None
    assert made.compliance.results[0].status == row["status"]


def test_the_worst_verdict_is_the_state() -> None:
    good, bad = verdict(rule="good"), verdict(check("max_age"), rule="bad")
    made = report(read(run(1)), gate=gate(good, bad), compliance=compliance(policy("non_compliant")))
    subject = only(made)
    assert subject.state == "stale"
    assert subject.judged_by == ["good", "bad", "mail policy"]
    assert [reason.split(":")[0] for reason in subject.reasons] == ["bad", "mail policy"]


def test_a_product_that_could_not_be_read_is_unreadable_whatever_else_is_known() -> None:
    made = report(
        read(products=["salesforce"], errors=[error("google")]),
        gate=gate(verdict()),
        subjects=[{"product": "google", "services": ["drive"]}],
    )
    assert states(made) == {"google gmail": "unreadable", "google drive": "unreadable", "salesforce": "never_succeeded"}
    assert not made.reading.complete
    (google,) = [product for product in made.products if product.product == "google"]
    assert (google.readable, google.message, google.request_id) == (False, "HTTP 503", "req-1")


def test_a_product_without_subjects_is_one() -> None:
    made = report(read(run(1), products=["google", "iaas"], errors=[error("m365")]))
    assert states(made) == {"m365": "unreadable", "iaas": "never_succeeded", "google gmail": "ok"}


def test_what_is_declared_and_silent_is_never_succeeded() -> None:
    declared = [{"product": "google", "services": ["gmail", "Drive"]}]
    made = report(read(run(1)), subjects=declared)
    assert states(made) == {"google drive": "never_succeeded", "google gmail": "not_assessed"}
    (gmail,) = [subject for subject in made.subjects if subject.service == "gmail"]
    assert gmail.reasons == ["no rule or policy judges it"]
    assert gmail.declared


def test_what_is_seen_and_not_declared_is_undeclared() -> None:
    made = report(read(run(1), run(2, service="drive")), gate=gate(verdict()))
    (drive,) = [subject for subject in made.subjects if subject.service == "drive"]
    assert (drive.state, drive.declared) == ("not_assessed", False)
    assert made.counts.undeclared == 1
    assert report(read(run(1))).counts.undeclared == 0


def test_what_nobody_expects_may_have_ended() -> None:
    old, failed = run(2, service="drive", hours=100), run(3, "failed", service="drive", hours=99)
    assert states(report(read(run(1), old), gate=gate(verdict())))["google drive"] == "not_assessed"
    assert states(report(read(run(1), old, failed), gate=gate(verdict())))["google drive"] == "stale"
    declared = [{"product": "google", "services": ["drive"]}]
    assert states(report(read(run(1), old), gate=gate(verdict()), subjects=declared))["google drive"] == "stale"


def test_a_rule_for_the_whole_product_covers_its_services() -> None:
    made = report(read(run(1), run(2, "failed", service="drive")), gate=gate(verdict(service=None)))
    assert states(made) == {"google": "ok", "google gmail": "ok", "google drive": "never_succeeded"}
    assert all(subject.declared for subject in made.subjects)


def test_jobs_whose_service_is_not_known_are_not_lost_among_others() -> None:
    made = report(read(run(1), run(2, "failed", service=None), run(3, service=None, hours=9)))
    assert states(made) == {"google gmail": "ok", "google": "failed"}


def test_a_job_read_again_with_its_service_replaces_the_first() -> None:
    first = read(run(1, service=None, product="m365"), run(2, service=None, product="m365"), products=["m365"])
    second = read(run(1, service="teams", product="m365"), products=["m365"])
    assert states(report(first, more=second)) == {"m365 teams": "ok", "m365": "ok"}


def test_only_backups_count() -> None:
    made = report(read(run(1, job_type="restore"), run(2, "failed", hours=3)))
    assert only(made).state == "never_succeeded"
    assert only(made).jobs == 1


def test_a_job_of_an_unknown_type_is_no_success() -> None:
    subject = only(report(read(run(1, job_type=None))))
    assert subject.state == "never_succeeded"
    assert "read with job_types" in subject.reasons[-1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"complete": False}, "not all jobs were read, because the option limit was given"),
        ({"filters": {"statuses": ["succeeded"]}}, "only some of the jobs were read, because of the filter statuses"),
    ],
)
def test_some_of_the_jobs_are_not_taken_for_all(change: dict[str, t.Any], message: str) -> None:
    made = report({**read(run(1)), "queries": [query(**change)]})
    assert only(made).state == "unreadable"
    assert message in only(made).reasons[0]
    assert not made.reading.complete


def test_a_gate_that_could_not_read_is_not_complete() -> None:
    row = verdict(check("read"), last_success_at=None)
    assert not report(read(run(1)), gate=gate(row)).reading.complete
    assert report(read(run(1)), gate=gate(verdict())).reading.complete


def test_no_job_in_the_window_of_a_rule_is_no_result() -> None:
    none = {
        **check("min_success_rate"),
        "actual": "no jobs that ended since 2026-11-22T11:00:00Z, which on_no_jobs denies",
    }
    assert only(report(read(run(1)), gate=gate(verdict(none)))).state == "no_result"


def test_what_is_not_assessed_has_not_recovered() -> None:
    before = report(read(run(1, hours=120)))
    made = report(read(run(1, hours=120)), subjects=[{"product": "m365"}], previous=before.model_dump())
    assert {subject.subject: subject.change for subject in made.subjects} == {"google gmail": None, "m365": "new"}


def test_a_job_of_another_product_with_the_same_id_decides_nothing() -> None:
    jobs = [run(1, "failed"), run(2, hours=3), run(1, "warning", product="iaas")]
    made = report(read(*jobs), gate=gate(verdict(check("max_failed_jobs", job_ids=["job-1"]))))
    assert states(made)["google gmail"] == "failed"


def test_policies_that_were_not_judged_are_unreadable() -> None:
    made = report(read(run(1)), compliance={"msg": "google: HTTP 503", "changed": False}, policies=POLICIES)
    assert states(made) == {"google drive": "unreadable", "google gmail": "unreadable"}
    assert made.compliance is not None
    assert not made.compliance.compliant
    assert {row.reasons[0] for row in made.compliance.results} == {"google: HTTP 503"}
    assert not made.reading.complete
    left_out = report(read(errors=[error()], products=[]), policies=POLICIES)
    assert set(states(left_out).values()) == {"unreadable"}


@pytest.mark.parametrize("restored", [True, False])
def test_a_rule_or_policy_for_restores_says_nothing_of_backups(restored: bool) -> None:
    failed = [] if restored else [check("min_success_rate")]
    row = verdict(*failed, rule="restores", job_types=["restore"])
    found = policy("compliant" if restored else "non_compliant", job_types=["restore"])
    for more in ({"gate": gate(row)}, {"compliance": compliance(found)}):
        assert only(report(read(run(1, "failed")), **more)).state == "never_succeeded"
        assert only(report(read(run(1)), **more)).state == ("not_assessed" if restored else "failed")
        assert only(report(read(), **more)).state == "never_succeeded"


def test_every_subject_has_a_verdict() -> None:
    made = report(
        read(run(1), run(2, service="drive"), products=["google", "iaas"], errors=[error("m365")]),
        gate=gate(verdict()),
        compliance=compliance(policy(service="contacts")),
    )
    assert {row.subject for row in made.verdicts} == {subject.subject for subject in made.subjects}


def test_headlines() -> None:
    def headline(value: object, **more: t.Any) -> str:
        return report(value, **more).headline

    assert headline([]) == "No backup was found, and none is expected, so nothing is known"
    assert headline(read(products=[], errors=[error()])) == "Nothing could be read, so nothing is known of any backup"
    assert headline(read(run(1))) == "All is well: the last backup succeeded of the only subject"
    assert headline(read(run(1)), gate=gate(verdict())) == "All is well: what is judged holds for the only subject"
    both = read(run(1), run(2, service="drive"))
    assert headline(both) == "All is well: the last backup succeeded of all 2 subjects"
    assert headline(both, gate=gate(verdict())) == ("All is well: what is judged holds for 1 subject; 1 not assessed")
    assert headline(read(run(1, "failed"))) == "1 of 1 subject needs attention: 1 never succeeded"


def test_the_moment_is_that_of_the_latest_read() -> None:
    made = report({**read(run(1, hours=9)), "queries": [query(until=ago(hours=8))]}, now=None)
    assert made.generated_at == ago(hours=8)
    assert only(made).last_success_age_seconds == 1800


def test_days_are_those_of_the_time_zone() -> None:
    # 23:30 in UTC on 21 November is 22 November in Berlin.
    late = run(1, started_at="2026-11-21T23:30:00Z", finished_at="2026-11-21T23:40:00Z")
    days = {day.date: day.status for day in only(report(read(late), time_zone="Europe/Berlin")).days}
    assert days["2026-11-22"] == "good"
    assert days["2026-11-21"] == "none"
    assert len(days) == 31


def test_at_most_ninety_days_are_shown() -> None:
    assert len(only(report(read(run(1)), since="200d")).days) == 90


@pytest.mark.parametrize("status", ["failed", "running"])
def test_a_job_from_before_the_days_that_are_shown_is_on_none_of_them(status: str) -> None:
    found = only(report(read(run(1, status, hours=24 * 40), run(2))))
    assert (found.jobs, len(found.days)) == (2, 31)
    assert sum(day.succeeded + day.failed for day in found.days) == 1


def test_the_moment_is_not_that_until_which_rules_are_read() -> None:
    asked, ahead = ago(days=5), ago(days=4)
    read_then = {**read(run(1, hours=24 * 6)), "queries": [query(until=asked)]}
    made = report(read_then, gate={**gate(verdict()), "queries": [query(until=ahead)]}, now=None)
    assert (made.generated_at, made.until) == (asked, asked)


def test_a_policy_that_was_judged_for_one_service_only_is_unreadable_for_the_other() -> None:
    policies = [{"name": "mail policy", "product": "google", "services": ["gmail", "drive"], "rpo": "90h"}]
    made = report(read(run(1)), compliance=compliance(policy()), policies=policies)
    assert states(made) == {"google drive": "unreadable", "google gmail": "ok"}


def test_days_know_what_policies_know() -> None:
    row = policy(missed=[ago(days=3)], known_since=ago(days=10))
    excluded = {"from": ago(days=6), "until": ago(days=4), "reason": "works", "product": None, "services": []}
    made = report(read(run(1)), compliance=compliance(row, exclusions=[excluded]))
    days = {day.date: day.status for day in only(made).days}
    assert days["2026-11-19"] == "missed"
    assert days["2026-11-17"] == "excluded"
    assert days["2026-11-05"] == "unknown"
    assert [each.reason for each in made.excluded] == ["works"]


def test_without_jobs_the_days_are_those_of_the_policy() -> None:
    subject = only(report(compliance(policy())))
    assert [day.date for day in subject.days] == ["2026-11-21"]
    assert subject.state == "ok"


def test_the_earlier_report_tells_what_is_new_and_what_is_over() -> None:
    bad, good = run(1, "failed"), run(2, hours=3)
    before = report(read(bad, good, run(3, service="drive"), run(4, service="contacts")))
    after = read(run(5, hours=1), good, run(6, "failed", service="drive"), run(7, service="drive", hours=5))
    made = report(after, previous=before.model_dump(mode="json"))
    changes = {subject.subject: subject.change for subject in made.subjects}
    assert changes == {"google drive": "new", "google gmail": "recovered"}
    assert (made.recovered, made.no_longer_seen) == (["google gmail"], ["google contacts"])
    assert made.problems_changed
    assert (made.counts.new, made.counts.recovered) == (1, 1)
    again = report(after, previous=json.dumps(made.model_dump(mode="json")))
    assert not again.problems_changed
    assert [subject.change for subject in again.subjects] == [None, None]


def test_a_problem_does_not_vanish_with_its_last_job() -> None:
    before = report(read(run(1), run(2, service="drive", hours=200), run(3, service="contacts"))).model_dump()
    made = report(read(run(1)), previous=before)
    assert states(made) == {"google gmail": "ok", "google drive": "never_succeeded"}
    assert made.no_longer_seen == ["google contacts"]
    # Nobody expects it, as they say.
    declared = report(read(run(1)), previous=before, subjects=[{"product": "google", "services": ["gmail"]}])
    assert "google drive" not in states(declared)
    assert "google drive" in declared.no_longer_seen


def test_the_subjects_of_a_product_that_cannot_be_read_stay() -> None:
    before = report(read(run(1), run(2, "failed", service="drive"), run(3, service="drive", hours=5)))
    unread = report(read(products=[], errors=[error()]), previous=before.model_dump())
    assert states(unread) == {"google gmail": "unreadable", "google drive": "unreadable"}
    assert unread.no_longer_seen == []
    after = report(
        read(run(1), run(2, "failed", service="drive"), run(3, service="drive", hours=5)), previous=unread.model_dump()
    )
    assert states(after) == {"google gmail": "ok", "google drive": "failed"}


def test_a_product_that_can_be_read_again_is_not_kept() -> None:
    before = report(read(products=["iaas"], errors=[error()])).model_dump()
    assert states(report(read(run(1)), previous=before)) == {"google gmail": "ok"}
    assert states(report(read(run(1, product="iaas", service="vm"), products=["iaas"]), previous=before)) == {
        "iaas vm": "ok"
    }


def test_since_when_is_kept_from_the_earlier_report() -> None:
    before = report(read(run(1, "failed", hours=20), run(2, hours=30)))
    after = read(run(3, "failed", hours=2), run(2, hours=30))
    assert only(report(after)).state_since == ago(hours=2)
    assert only(report(after, previous=before.model_dump(mode="json"))).state_since == ago(hours=20)


def test_text_of_the_service_is_one_visible_line() -> None:
    hostile = "a\x1b[31m\n\u202eb"
    made = report(read(run(1, organization_id=hostile, organization_name=hostile), errors=[error("m365", hostile)]))
    assert not any(sign in json.dumps(made.model_dump(), ensure_ascii=False) for sign in ("\x1b", "\\u001b", "\u202e"))


@pytest.mark.parametrize(
    ("value", "options", "message"),
    [
        ("text", {}, "a list of jobs, or a result of job_info, job_gate or job_compliance is expected, not a string"),
        (None, {}, "is expected, not null"),
        ({"a": 1}, {}, "is expected, and this mapping is none"),
        ({"dest": "/x", "summary": {}}, {}, "read them without dest"),
        ([{"id": "1"}], {}, "item 1 of the list: a job is expected, but this has no"),
        ({"verdicts": [{}]}, {}, "the value: verdicts: item 1 is not as the module returns it: it has no checks"),
        (
            {"verdicts": [verdict({"check": "x", "passed": False})]},
            {},
            "verdicts: checks: item 2 is not as the module",
        ),
        (
            {"verdicts": [verdict(check("x"), passed=True)]},
            {},
            "verdicts: item 1 is not as the module returns it: passed",
        ),
        ({"verdicts": [verdict(passed="false")]}, {}, "passed contradicts its checks"),
        (compliance(policy(checks=[check("rpo")])), {}, "its status contradicts its checks or breaches"),
        (compliance(policy(), compliant=False), {}, "the value: compliant contradicts its subjects"),
        ([], {"compliance": {"msg": "HTTP 503"}}, "policies: is needed to show what was not judged: HTTP 503"),
        (compliance(policy(breaches=[{"until": None}])), {}, "its status contradicts its checks or breaches"),
        ({**read(run(1)), "failed": True, "msg": "boom"}, {}, "the value: the module failed: boom"),
        (
            [run(1, duration_seconds=float("nan"))],
            {},
            "the job job-1 cannot be reported: duration_seconds is no figure",
        ),
        ([run(1, counts={"failed": 10**400, "successful": 1})], {}, "failed is no figure"),
        (
            {**read(run(1)), "queries": [query(filters=3)]},
            {},
            "a result is not as its module returns it: Query: filters",
        ),
        (compliance(policy(runs={})), {}, "a result is not as its module returns it: KeyError: 'expected'"),
        ([], {"gate": []}, "gate: a result of job_gate is expected, not a list"),
        ([], {"compliance": {"a": 1}}, "compliance: a result of job_compliance is expected, not a dictionary"),
        ([], {"subjects": [{"service": "x"}]}, "subjects: subject 1: product is missing"),
        ([], {"subjects": [{"product": "x"}]}, "subjects: subject 1: product: 'x' is not a product"),
        ([], {"time_zone": "Mars"}, "time_zone: 'Mars' is not a time zone"),
        ([], {"previous": {"a": 1}}, "previous: the JSON of an earlier report is expected"),
        ([], {"since": "1h", "until": "2h"}, "since: 2026-11-22T11:00:00Z is not before 2026-11-22T10:00:00Z"),
        ([run(1), run(1, "failed")], {}, "the list has two different ends of the job job-1 of google"),
    ],
)
def test_what_no_report_can_be_made_from(value: object, options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(CloudBackupError, match=r".*") as caught:
        report(value, **options)
    assert message in str(caught.value)


def test_a_report_of_another_format_is_no_earlier_report() -> None:
    with pytest.raises(OptionError, match="previous: this report has another format than 1"):
        report([], previous={**report([]).model_dump(mode="json"), "format": 2})


@settings(max_examples=150, deadline=None)
@given(st.lists(jobs(), max_size=12, unique_by=lambda job: (job["product"], job["id"])), st.randoms())
def test_any_jobs_make_a_valid_report_in_any_order(some: list[t.Any], chance: random.Random) -> None:
    made = report(read(*some))
    shuffled = [*some]
    chance.shuffle(shuffled)
    assert report(read(*shuffled)) == made
    assert Report.model_validate(made.model_dump(mode="json")) == made
    assert [STATES.index(subject.state) for subject in made.subjects] == sorted(
        STATES.index(subject.state) for subject in made.subjects
    )
    assert made.counts.problems == sum(subject.state in PROBLEMS for subject in made.subjects)
    backups = [job for job in some if job["job_type"] in ("backup", None)]
    assert sum(subject.jobs for subject in made.subjects) == sum(job["job_type"] == "backup" for job in backups)
    for subject in made.subjects:
        if subject.state in ("ok", "running"):
            own = [job for job in backups if (job["product"], job["service"]) == (subject.product, subject.service)]
            assert any(job["ok"] for job in own)


def test_a_list_of_jobs_is_enough() -> None:
    assert only(report([make()])).state == "ok"
