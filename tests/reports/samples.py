# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sample reports that every format has to render well."""

from __future__ import annotations

import typing as t

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.catalogue import CATALOGUE, NOT_SHOWN
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import default_products
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import sanitize
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.release import VERSION
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report import models

from .parts import (
    identity,
    moment,
    product,
    query,
    report,
    running,
    subject,
)

ORGANIZATION = ("00D5g000004wXyZEAU", "Contoso Sales")
OBJECT_GUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
# What a service or a user may send, for every place that has text of theirs.
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "'><svg/onload=alert(3)>",
    "</style></script><base href=//evil.example/>",
    "javascript:alert(4)",
    "=cmd|' /C calc'!A0",
    "{{ 7*7 }}",
    "{% raw %}",
    "{# comment #}",
    "@channel *bold* [link](https://evil.example) `code` | cell |",
    "\u202egnp.exe",
    "\x1b[31mred\x1b[0m\r\n",
    "&lt;b&gt; &amp;",
    "]]> --> <!--",
)


def no_jobs() -> models.Report:
    """Return a report on products that were read and have no job at all, without declared subjects."""
    return report([])


def all_green() -> models.Report:
    """Return a report in which everything is well."""
    subjects = [
        subject("m365", "exchange_online", objects=4210, seconds=5400),
        subject("m365", "onedrive_for_business", objects=3988, seconds=7200),
        subject("m365", "sharepoint_online", objects=960, seconds=4100),
        subject("m365", "teams", objects=412, seconds=1900),
        subject("google", "gmail", objects=1204),
        subject("google", "drive", objects=1204),
        subject("salesforce", None, organization=ORGANIZATION, objects=88, seconds=900),
    ]
    return report(subjects)


def unreadable() -> models.Report:
    """Return a report on products none of which could be read."""
    names = [each.name for each in default_products()]
    refused = (
        "The service refused the token request: HTTP 401: invalid_client: the client secret is wrong or has expired"
    )
    subjects = [
        subject(name, None, "?" * 31, state="unreadable", since_days=0, reasons=[f"could not be read: {refused}"])
        for name in names
    ]
    products = [
        product(name, subjects, readable=False, message=refused, request_id=f"0HN7{number}K2:0000000{number}")
        for number, name in enumerate(names)
    ]
    reading = models.Reading(complete=False, queries=[], version=VERSION)
    return report(subjects, products=products, reading=reading)


def mixed() -> models.Report:
    """Return a report with every state, change, kind of day, and section."""
    subjects = _mixed_subjects()
    by_name = {each.subject: each for each in subjects}
    names = ["m365", "google", "dynamics365", "salesforce", "iaas"]
    denied = "The service denied access: HTTP 403: the app has not the permission PlatformBackup.ReadWrite.All"
    products = [
        product(name, subjects, readable=False, message=denied, request_id="7c1b2a90-55d1-4c3e-9d7c-3f0f4a1b2c3d")
        if name == "iaas"
        else product(name, subjects)
        for name in names
    ]
    jobs = [
        running(by_name["m365 teams"], 9.2, typical=6600, stuck=True),
        running(by_name["google chat"], 0.4, typical=1500),
        running(by_name["google contacts"], None, typical=None, status="pending", job_id="GB-2026-11-21-0041"),
    ]
    return report(
        subjects,
        products=products,
        previous_at=moment(1),
        no_longer_seen=["google classroom"],
        running=jobs,
        compliance=_compliance(subjects),
        excluded=[
            models.Excluded(
                begin=moment(16.375),
                end=moment(14.375),
                reason="Migration to the new tenant, change CHG0041877",
                product="m365",
                services=["sharepoint_online", "teams"],
            ),
            models.Excluded(
                begin=moment(26.375), end=moment(25.375), reason="Public holiday", product=None, services=[]
            ),
        ],
        reading=models.Reading(
            complete=False,
            queries=[
                query("m365", pages=11, requests=14, retries=1, total_reported=1043, fetched=1043, elapsed_seconds=6.4),
                query("google", fetched=310, total_reported=310),
                query("dynamics365", fetched=62, total_reported=62, pages=1, requests=2),
                query("salesforce", api_revision=None, fetched=30, total_reported=None, duplicates=2),
                query(
                    "m365",
                    purpose="rules",
                    filters={"services": ["exchange_online", "teams"], "job_types": ["backup"]},
                    since=moment(7),
                    fetched=204,
                    total_reported=204,
                ),
            ],
            version=VERSION,
        ),
    )


def _mixed_subjects() -> list[models.Subject]:
    return [
        subject(
            "iaas",
            None,
            "?" * 31 + ">>",
            state="unreadable",
            since_days=0,
            change="new",
            reasons=[
                "could not be read: The service denied access: HTTP 403: the app has not the permission "
                "PlatformBackup.ReadWrite.All"
            ],
        ),
        subject(
            "m365",
            "power_bi",
            "." * 31,
            state="never_succeeded",
            since_days=30,
            reasons=["nightly: success: expected a success in the last 7d, found no job at all"],
        ),
        subject(
            "dynamics365",
            "sales",
            "." * 24 + "fffffff",
            state="never_succeeded",
            since_days=7,
            reasons=[
                "nightly: success: expected a success in the last 7d, found 7 failures (DB20261121020000000007, "
                "DB20261120020000000006, DB20261119020000000005)"
            ],
        ),
        subject(
            "m365",
            "onedrive_for_business",
            "g" * 12 + "w" + "g" * 13 + "mmm.m",
            state="stale",
            since_days=3.6,
            change="new",
            objects=3988,
            seconds=7200,
            reasons=[
                "nightly: max_age: expected a success in the last 24h, found 4d 10h ago (FB20261116220000000412)",
                "nightly: schedule: expected at most 0 of 30 expected runs missed, found 4 missed, the first at "
                "2026-11-17T21:00:00Z",
            ],
        ),
        subject(
            "google",
            "drive",
            "g" * 9 + "w" + "g" * 18 + "fff",
            state="failed",
            since_days=2.4,
            objects=1204,
            expected="a success in the last 4d",
            reasons=[
                "nightly: max_consecutive_failures: expected at most 2 in a row, found 3 (GB20261121010000000031, "
                "GB20261120010000000030, GB20261119010000000029)"
            ],
        ),
        subject(
            "salesforce",
            None,
            "g" * 30 + "w",
            state="warning",
            since_days=0.4,
            change="new",
            organization=ORGANIZATION,
            objects=88,
            seconds=900,
            expected="a success in the last 48h",
            reasons=["latest: the last run finished with exceptions: 12 objects failed (SB20261121030000000088)"],
        ),
        subject(
            "google",
            "calendar",
            "g" * 23 + "." * 8,
            state="no_result",
            since_days=7,
            expected=None,
            reasons=["nightly: window: expected a job in the last 7d, found none"],
        ),
        subject(
            "m365",
            "teams",
            "g" * 14 + "xxx" + "g" * 13 + ".",
            state="running",
            objects=412,
            seconds=6600,
            outliers=[
                models.Outlier(
                    job_id="FB20261121000000000077",
                    started_at=moment(1.44),
                    measure="duration",
                    value=23400,
                    typical=6600,
                    text="took 6h 30m, usually 1h 50m",
                )
            ],
        ),
        subject("google", "chat", objects=310, seconds=1500, state="running"),
        subject(
            "m365",
            "exchange_online",
            "?????ggxxgggggggggggfgggggggggg>>",
            objects=4210,
            seconds=5400,
            change="recovered",
            outliers=[
                models.Outlier(
                    job_id="FB20261108000000000413",
                    started_at=moment(12.44),
                    measure="objects",
                    value=1702,
                    typical=4228,
                    text="1,702 objects, usually 4,228",
                ),
                models.Outlier(
                    job_id="FB20261104000000000409",
                    started_at=moment(16.44),
                    measure="duration",
                    value=17280,
                    typical=5412,
                    text="took 4h 48m, usually 1h 30m",
                ),
            ],
        ),
        subject("m365", "sharepoint_online", "g" * 14 + "xxx" + "g" * 14, objects=960, seconds=4100),
        subject("google", "gmail", objects=1204),
        subject(
            "google",
            "contacts",
            "g.g.g.g.g.g.g.g.g.g.g.g.g.g.g.g",
            state="not_assessed",
            declared=False,
            judged_by=[],
            expected=None,
            objects=None,
            reasons=["It is seen, but not declared, and no rule judges it."],
        ),
    ]


def _compliance(subjects: t.Sequence[models.Subject]) -> models.Compliance:
    by_name = {each.subject: each for each in subjects}

    def result(name: str, status: t.Any, **more: t.Any) -> models.PolicyResult:
        values: dict[str, t.Any] = {
            **identity(by_name[name]),
            "policy": "daily",
            "status": status,
            "compliant_time_percent": 100.0,
            "longest_exposure_seconds": 90000,
            "breaches": 0,
            "breach_seconds": 0,
            "missed": 0,
            "expected_runs": 30,
            "reasons": [],
        }
        return models.PolicyResult(**{**values, **more})

    results = [
        result("m365 exchange_online", "compliant"),
        result(
            "m365 onedrive_for_business",
            "non_compliant",
            compliant_time_percent=88.1341,
            longest_exposure_seconds=381600,
            breaches=1,
            breach_seconds=307584,
            missed=4,
            reasons=[
                "rpo: expected an exposure of at most 26h in 100 % of the time, found 88.1341 %, 1 breach, the longest "
                "of 3d 13h from 2026-11-17T20:00:00Z"
            ],
        ),
        result("m365 sharepoint_online", "unknown", compliant_time_percent=99.2, reasons=["time: 5h are unknown"]),
        result("m365 teams", "not_applicable", compliant_time_percent=None, longest_exposure_seconds=None),
        result(
            "iaas",
            "unreadable",
            compliant_time_percent=None,
            longest_exposure_seconds=None,
            expected_runs=0,
            reasons=["could not be read: HTTP 403"],
        ),
    ]
    statuses = ("does not hold", "holds", "unknown", "not assessed", "not applicable")
    controls = [
        models.Control(
            framework=each.framework,
            control=each.control,
            title=each.title,
            statement=f"gives evidence for {each.framework} {each.control}",
            status=statuses[number % len(statuses)],
            reason=None,
        )
        for number, each in enumerate(CATALOGUE)
    ]
    unknown = [
        models.Control(framework=None, control=None, title=title, statement=None, status="not assessed", reason=reason)
        for title, reason in NOT_SHOWN
    ]
    return models.Compliance(
        compliant=False,
        since=moment(30),
        until=moment(0),
        time_zone="Europe/Berlin",
        counts={"subjects": 5, "compliant": 1, "non_compliant": 1, "unknown": 1, "not_applicable": 1, "unreadable": 1},
        results=results,
        controls=[*controls, *unknown],
    )


def large() -> models.Report:
    """Return a report with 40 subjects over 90 days, some of them bad."""
    histories = {
        3: "g" * 60 + "f" * 5 + "g" * 25,
        11: "g" * 80 + "w" * 10,
        17: "." * 30 + "g" * 50 + "mmmmmmmmmm",
        23: "gggggg." * 12 + "gggggg",
        31: "gwgf" * 22 + "gf",
    }
    late = ["nightly: max_age: expected a success in the last 24h, found 31h 12m ago"]
    states: dict[int, t.Any] = {11: "warning", 17: "stale", 31: "failed"}
    subjects = [
        subject(
            "dynamics365",
            f"module_{number:02d}",
            histories.get(number, "g" * 90),
            state=states.get(number, "ok"),
            since_days=3 if number in states else None,
            reasons=late if number in states else [],
            objects=100 * (number + 1),
            seconds=60 * (number + 3),
        )
        for number in range(40)
    ]
    return report(subjects, since=moment(90))


def long_names() -> models.Report:
    """Return a report with names of 200 characters, with and without spaces."""
    without_spaces = "Organisation" + "x" * 188
    with_spaces = ("The organisation for everything that has a long name " * 4)[:200]
    subjects = [
        subject(
            "salesforce",
            None,
            "g" * 28 + "fff",
            state="failed",
            since_days=2.4,
            change="new",
            organization=("00D" + "0" * 197, without_spaces),
            judged_by=["r" * 200],
            reasons=["nightly: max_consecutive_failures: " + "y" * 200],
            last_job_id="j" * 200,
        ),
        subject(
            "dynamics365",
            "s" * 200,
            organization=(OBJECT_GUID, with_spaces),
            expected="an exposure of at most 99999h",
        ),
        subject("dynamics365", with_spaces),
    ]
    return report(
        subjects,
        title="A report with a very long title " + "t" * 168,
        tenant="tenant" * 33,
        running=[running(subjects[1], 123456, stuck=True, job_id="k" * 200)],
        excluded=[
            models.Excluded(
                begin=moment(3), end=moment(2), reason="because " * 25, product="dynamics365", services=["s" * 200]
            )
        ],
    )


def right_to_left() -> models.Report:
    """Return a report with names in Arabic and Hebrew beside numbers and brackets."""
    arabic, hebrew = "شركة المثال (2026) للنسخ الاحتياطي", "ארגון לדוגמה: גיבוי [123]"
    subjects = [
        subject(
            "salesforce",
            None,
            "g" * 28 + "fff",
            state="failed",
            since_days=2.4,
            organization=("00D5g000004wXyZEAU", arabic),
            judged_by=["قاعدة 24"],
            reasons=["nightly: max_age: expected a success in the last 24h, found فشل 3 مرات (00D-1)"],
        ),
        subject("dynamics365", "מכירות 42", organization=(OBJECT_GUID, hebrew)),
        subject("dynamics365", "المبيعات"),
    ]
    return report(
        subjects,
        title="تقرير النسخ الاحتياطي (contoso)",
        tenant="شركة 7",
    )


def hostile() -> models.Report:
    """Return a report in which every text of the service or the user is hostile, sanitised as in every report."""
    texts = [sanitize(text) for text in HOSTILE]
    subjects = [
        subject(
            "dynamics365",
            text,
            "g" * 28 + "fff",
            state="failed",
            since_days=2.4,
            organization=(text, text),
            judged_by=[text],
            expected=text,
            reasons=[text, f"nightly: max_age: expected {text}, found {text} ({text})"],
            last_job_id=text,
            last_job_status=text,
            outliers=[
                models.Outlier(
                    job_id=text,
                    started_at=moment(3),
                    measure="duration",
                    value=9000,
                    typical=10,
                    text=text,
                )
            ],
        )
        for text in texts
    ]
    every = " ".join(texts)
    row = identity(subjects[0])
    return report(
        subjects,
        title=every,
        tenant=every,
        products=[product("dynamics365", subjects, readable=False, message=every, request_id=every)],
        running=[running(each, 30, stuck=True, job_id=each.service, status=each.service) for each in subjects],
        recovered=texts,
        no_longer_seen=texts,
        excluded=[models.Excluded(begin=moment(3), end=moment(2), reason=every, product=every, services=texts)],
        compliance=models.Compliance(
            compliant=False,
            since=moment(30),
            until=moment(0),
            time_zone="Europe/Berlin",
            counts={"subjects": 1, "non_compliant": 1},
            results=[
                models.PolicyResult(
                    **row,
                    policy=every,
                    status="non_compliant",
                    compliant_time_percent=1.5,
                    longest_exposure_seconds=90000,
                    breaches=1,
                    breach_seconds=1,
                    missed=1,
                    expected_runs=2,
                    reasons=texts,
                )
            ],
            controls=[
                models.Control(framework=every, control=every, title=every, statement=every, status=every, reason=every)
            ],
        ),
        reading=models.Reading(
            complete=False,
            queries=[query("dynamics365", filters={"services": texts, every: every}, api_revision=every)],
            version=VERSION,
        ),
    )


# By name, for parametrised tests.
SAMPLES: dict[str, t.Callable[[], models.Report]] = {
    each.__name__: each for each in (no_jobs, all_green, unreadable, mixed, large, long_names, right_to_left, hostile)
}
