# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of options, from which argument specs, lookup options and documentation are made.

The options of a single product are in the file of that product.
"""

from __future__ import annotations

import typing as t

from . import environment_variables, environments
from .option import Option

CONNECTION = (
    Option(
        "api_url",
        (
            "The address of the API, such as V(https://graph-us.avepointonlineservices.com), without a path. A path is "
            "needed only if a gateway of your own serves the API below one.",
            "Taken from O(environment) and O(data_center) if not given.",
            "Plain V(http://) is accepted for loopback addresses only.",
        ),
        env="AVEPOINT_API_URL",
    ),
    Option(
        "data_center",
        (
            "The tenant's data centre as in the host name of the API, such as V(us) for US East.",
            "Without it, the host without a data centre is used, which partners and some tenants need.",
            *environments.describe_data_centers(),
        ),
        env="AVEPOINT_DATA_CENTER",
    ),
    Option(
        "environment",
        (
            "The AvePoint Online Services environment that the tenant belongs to.",
            "It determines where tokens are issued and where the API is, unless O(identity_url) and O(api_url) do.",
            *environments.describe_hosts(),
        ),
        default="commercial",
        choices=tuple(environments.ENVIRONMENTS),
        env="AVEPOINT_ENVIRONMENT",
    ),
    Option(
        "identity_url",
        (
            "The address of the token service; tokens are requested at C(/connect/token) below it.",
            "Taken from O(environment) if not given. Plain V(http://) is accepted for loopback addresses only.",
        ),
        env="AVEPOINT_IDENTITY_URL",
    ),
    Option(
        "client_id",
        ("The client ID of the app that is registered in AvePoint Online Services.",),
        env="AVEPOINT_CLIENT_ID",
    ),
    Option(
        "client_secret",
        (
            "The client secret of the app.",
            "Give one of O(client_secret), O(certificate_path) and O(access_token). One that is given as an option "
            "takes precedence over those of another kind in the environment.",
            "Blank text counts as not given, here as in every option of the connection and in its variable.",
        ),
        env="AVEPOINT_CLIENT_SECRET",
        no_log=True,
    ),
    Option(
        "certificate_path",
        (
            "A file with the app's certificate and its private key, as PEM (both in one file) or PFX.",
            "The key must be an RSA key. The file is read on the host where the task runs.",
            "A file that is empty counts as not given.",
        ),
        type="path",
        env="AVEPOINT_CERTIFICATE_PATH",
    ),
    Option(
        "certificate_password",
        ("The password of the private key or of the PFX file, if it has one.",),
        env="AVEPOINT_CERTIFICATE_PASSWORD",
        no_log=True,
    ),
    Option(
        "access_token",
        ("A token obtained elsewhere, such as from M(avepoint.cloud_backup.login). It is not renewed.",),
        env="AVEPOINT_ACCESS_TOKEN",
        no_log=True,
    ),
    Option(
        "validate_certs",
        ("Whether the certificates of the services are verified. Leave this on.",),
        type="bool",
        default=True,
        env="AVEPOINT_VALIDATE_CERTS",
    ),
    Option(
        "ca_path",
        ("A file or folder with CA certificates to verify the services with, instead of those of the system.",),
        type="path",
        env="AVEPOINT_CA_PATH",
    ),
    Option(
        "proxy",
        (
            "The URL of a proxy for all requests. Without it, the usual proxy variables apply.",
            "It is removed from all output, since it can contain a password.",
        ),
        env="AVEPOINT_PROXY",
        no_log=True,
    ),
    Option(
        "timeout",
        ("How many seconds one request may take, from the connection to the last byte.",),
        type="float",
        default=30,
        env="AVEPOINT_TIMEOUT",
    ),
    Option(
        "retries",
        (
            "How often a request is repeated after a temporary failure: a timeout, a broken connection, an incomplete "
            "response, 408, 429 and 5xx.",
            "The waits grow with each repetition and are never shorter than the C(Retry-After) of the service.",
        ),
        type="int",
        default=5,
        env="AVEPOINT_RETRIES",
    ),
    Option(
        "api_revision",
        (
            "The version of the job APIs to use. V(auto) tries that of 2024 first, and that of 2025 where the service "
            "does not have the first. A product without API versions of these names is not affected.",
            "The addresses where a product's API was served before are tried last.",
        ),
        default="auto",
        choices=("auto", "2024", "2025"),
        env="AVEPOINT_API_REVISION",
    ),
)

PRODUCTS = Option(
    "products",
    ("The products to read.",),
    type="list",
    elements="str",
)
ON_ERROR = Option(
    "on_error",
    (
        "What to do when a product cannot be read.",
        "V(fail) fails the task. V(report) puts the product into RV(errors) and returns the jobs of the others; "
        "a playbook that makes decisions on the result must then check RV(errors) too.",
        "With V(report) and O(dest), the file is replaced only if every product was read. Otherwise it stays as it "
        "was, or is not created, and a warning says so.",
    ),
    default="fail",
    choices=("fail", "report"),
)

FILTERS = (
    Option(
        "since",
        (
            "The beginning of the window of time: a duration back from now (V(90m), V(24h), V(7d), V(2w)), an ISO 8601 "
            "date or time (UTC if it names no offset), or epoch seconds.",
        ),
        default="24h",
    ),
    Option(
        "until",
        (
            "The end of the window of time, in the same format as O(since). It is exclusive: a job that starts then is "
            "not returned.",
            "A date without a time means the end of that day in UTC, so V(2026-11-21) includes the entire day.",
            "If not given, all jobs until now are returned.",
        ),
    ),
    Option(
        "job_types",
        (
            "Only jobs of these types: normalised names, the vendor's names, or the vendor's numbers.",
            "A normalised name stands for every type of the product that it covers.",
        ),
        type="list",
        elements="str",
    ),
    Option(
        "services",
        (
            "Only jobs of these services: normalised names, the vendor's names, or the vendor's numbers.",
            "V(all), alone, stands for every service, so that each job has its service. A product that reports the "
            "service of a job only where it is requested is read one service at a time then, without the jobs of "
            "services that its API no longer accepts, or that this collection does not know.",
        ),
        type="list",
        elements="str",
    ),
    Option(
        "statuses",
        (
            "Only jobs with these statuses: normalised names, the vendor's names, or the vendor's numbers.",
            "A job with an unknown status is returned only for V(unknown); there is a warning about it in any case.",
        ),
        type="list",
        elements="str",
    ),
)
READING = (
    Option(
        "limit",
        ("Return at most this many jobs, the newest. C(complete) is V(false) then if there may be more.",),
        type="int",
    ),
    Option(
        "page_size",
        ("How many jobs to request in one page. A service that returns fewer without notice is read completely too.",),
        type="int",
        default=100,
    ),
    Option(
        "concurrency",
        ("The number of concurrent requests of the task.",),
        type="int",
        default=8,
    ),
    Option(
        "read_timeout",
        (
            "How long the read may take in total, such as V(90s), V(30m) or V(2h), including repeated requests.",
            "A read that is not finished by then fails; it does not return a part.",
        ),
        default="30m",
    ),
    Option(
        "include_raw",
        ("Whether each job has the data that the service sent for it, as C(raw).",),
        type="bool",
        default=False,
    ),
)
QUERY = FILTERS + READING
LOGIN_TIMEOUT = Option(
    "read_timeout",
    ("How long the login may take in total, such as V(90s), V(30m) or V(2h), including repeated requests.",),
    default="30m",
)
DEST = Option(
    "dest",
    (
        "Write the jobs to this file, one JSON object a line, instead of returning them.",
        "The file is replaced in one step, after the read is proved to be complete. It is written on the host where "
        "the task runs.",
        "In check mode nothing is written.",
    ),
    type="path",
)
DEST_ATTRIBUTES = (
    Option(
        "mode",
        (
            "The permissions of O(dest), as octal text (V('0640'), with quotes) or symbolic (V(u=rw,g=r)).",
            "Without it, a new file has V('0600'), whatever the umask, and an existing file keeps its permissions.",
        ),
        type="raw",
    ),
    Option(
        "owner",
        ("The name or number of the user who owns O(dest). Without it, an existing file keeps its owner.",),
    ),
    Option(
        "group",
        ("The name or number of the group that owns O(dest). Without it, an existing file keeps its group.",),
    ),
)
# A file, with its attributes as file modules have them.
FILE = (DEST, *DEST_ATTRIBUTES)
RULES = Option(
    "rules",
    (
        "The rules, a list of mappings, or JSON or YAML text of such a list. Every subject of every rule has to pass.",
        "Each service and each organisation that a rule names is a subject of its own; otherwise the product is one "
        "subject.",
    ),
    # ansible-core would split text at its commas for a list.
    type="raw",
    required=True,
)
AS_OF = Option(
    "as_of",
    (
        "Judge as of this moment in the past: a duration back from now (V(90m), V(24h), V(7d), V(2w)), an ISO 8601 "
        "date or time (UTC if it names no offset), or epoch seconds. Without it, the backups are judged as of now.",
        "Jobs that started later are ignored, and one that ended later counts as running.",
    ),
)
EXCLUSIONS = Option(
    "exclusions",
    (
        "Spans of time that are not judged, such as maintenance windows: a list of mappings, or JSON or YAML text of "
        "such a list.",
        "Checks that count jobs leave out those that started inside one. A success inside one still protects.",
    ),
    # ansible-core would split text at its commas for a list.
    type="raw",
)
COMPLIANCE = (
    Option(
        "policies",
        (
            "The policies, a list of mappings, or JSON or YAML text of such a list.",
            "Required unless O(evidence) is given.",
            "Each service and each organisation that a policy names is a subject of its own; otherwise the product is "
            "one subject.",
        ),
        # ansible-core would split text at its commas for a list.
        type="raw",
    ),
    Option(
        "since",
        (
            "The beginning of the period: a duration back from now (V(30d), V(13w)), an ISO 8601 date or time, or "
            "epoch seconds. A date, and a time without an offset, is one of O(time_zone).",
        ),
        default="30d",
    ),
    Option(
        "until",
        (
            "The end of the period, in the same format as O(since), exclusive. A date without a time means the end of "
            "that day. If not given, the period ends now.",
            "What lies in the future is not judged.",
        ),
    ),
    Option(
        "time_zone",
        (
            "The time zone in which days begin and schedules run, by its name in the IANA database, such as "
            "V(Europe/Berlin). It is also that of dates and of times without an offset.",
        ),
        default="UTC",
    ),
    EXCLUSIONS,
    Option(
        "enforce",
        ("Whether the task fails unless everything is compliant. With V(false) it only returns the result.",),
        type="bool",
        default=False,
    ),
    Option(
        "dest",
        (
            "Write the evidence into this folder: the jobs, the policies, the result, the reads, the population of "
            "runs, and a manifest with the SHA-256 of each file. Only the user who runs the task can read it.",
            "It is written completely or not at all. An existing folder is replaced only if it is empty or verifies as "
            "evidence. It is written on the host where the task runs. In check mode nothing is written.",
        ),
        type="path",
    ),
    Option(
        "evidence",
        (
            "Judge the evidence in this folder, which an earlier run wrote, instead of asking the service; no "
            "connection is needed.",
            "The files are verified, the jobs are judged again, and the result is compared byte for byte. Any "
            "difference, missing or additional file fails the task.",
            "O(policies), O(exclusions), O(since), O(until), O(time_zone) and O(dest) cannot be given with it: the "
            "evidence has its own.",
        ),
        type="path",
    ),
)
ENFORCE = Option(
    "enforce",
    ("Whether the task fails unless every subject passed. With V(false) it only returns the verdicts.",),
    type="bool",
    default=True,
)

WAITING = (
    Option(
        "product",
        ("The product whose jobs to wait for.",),
        required=True,
    ),
    Option(
        "job_ids",
        (
            "Wait until all jobs with these IDs have ended. Give either this or O(started_after).",
            "O(services), O(job_types) and the product's own options limit the jobs that are searched.",
        ),
        type="list",
        elements="str",
    ),
    Option(
        "started_after",
        (
            "Wait until the first run has ended that matches the filters and started at this time or later. The run "
            "need not exist yet.",
            "A duration before now (V(10m), V(24h)), an ISO 8601 date or time (UTC if it has no offset), or epoch "
            "seconds. Fractions of a second are ignored.",
        ),
    ),
    Option(
        "since",
        (
            "How far back O(job_ids) are searched, written like O(started_after), with which it has no effect.",
            "When all of them have been seen, they are read only since their start.",
        ),
        default="7d",
    ),
)
WAIT_LIMITS = (
    Option(
        "wait_timeout",
        (
            "How long to wait in total, such as V(90s), V(45m) or V(2h). The task takes no longer than this plus the "
            "O(timeout) of one request.",
        ),
        default="1h",
    ),
    Option(
        "interval",
        (
            "The time between two reads, such as V(30s) or V(5m); longer if the service requires it with "
            "C(Retry-After). Only the last read is earlier, when O(wait_timeout) ends.",
        ),
        default="30s",
    ),
    Option(
        "fail_on",
        (
            "The statuses that fail the task: normalised names, the vendor's names, or the vendor's numbers.",
            "The task fails as soon as any of the jobs has one of them, and the message names all jobs.",
            "Every final status ends the wait, listed or not, including a warning. V(paused) and V(unknown) are not "
            "final: the wait goes on for such a job unless the status is listed.",
        ),
        type="list",
        elements="str",
        default=["failed", "stopped"],
    ),
)


def argument_spec(options: t.Iterable[Option]) -> dict[str, dict[str, t.Any]]:
    """Return the argument spec of a module with these options."""
    return {option.name: _spec(option) for option in options}


def _spec(option: Option) -> dict[str, t.Any]:
    spec: dict[str, t.Any] = {"type": option.type}
    if option.elements is not None:
        spec["elements"] = option.elements
    if option.choices is not None:
        spec["choices"] = list(option.choices)
    if option.default is not None:
        spec["default"] = option.default
    if option.no_log is not None:
        spec["no_log"] = option.no_log
    if option.required:
        spec["required"] = True
    if option.env is not None:
        spec["fallback"] = (environment_variables.fallback, [option.env, option.type, *(option.choices or ())])
    return spec
