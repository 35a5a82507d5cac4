# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are removed from results and output the same way, from jobs too."""

from __future__ import annotations

import contextlib
import re
import socket
import typing as t

from functional.action.arguments import RULES, task
from functional.action.play import WAYS, Case, Cases, Stage
from functional.helpers import Hostile
from functional.unsafe_text import Service, sample

DAY = {"since": "2020-01-01", "until": "2020-02-01"}


def test_no_log(stage: Stage) -> None:
    cases: Cases = {
        "task": Case(task("m365_job_info", {"no_log": True}, limit=1)),
        "failing": Case(task("m365_job_info", {"no_log": True}, since="never"), failed=True),
        "loop": Case(task("m365_job_info", {"no_log": True, "loop": [1, "x"]}, limit="{{ item }}"), failed=True),
        "switched_off": Case(task("m365_job_info", {"no_log": False}, limit=1)),
        "token": Case(task("login", {"no_log": True})),
        "shown_token": Case(task("login")),
        "warning": Case(task("m365_job_info", {"no_log": True}, validate_certs=False, limit=1)),
    }
    both = stage.play(cases, "-vvv").check(output=False)
    for way in WAYS:
        output = both.output(way)
        assert stage.tenant.secret not in output
        assert output.count("censored") == both.output("shipped").count("censored") > 0
    assert len(both.value("task")["jobs"]) == 1


def test_secrets_in_jobs(stage: Stage) -> None:
    tenant = stage.tenant
    moments = {"start": "2020-01-05T00:00:00Z", "finish": "2020-01-05T00:10:00Z"}
    for product in ("google", "iaas"):
        tenant.clear_jobs(product)
        tenant.put(product, message=f"the secret is {tenant.secret}!", **moments)
        tenant.put(product, message="nothing to hide", **moments)
    cases: Cases = {
        "returned": Case(task("iaas_job_info", **DAY, include_raw=True)),
        "of_several": Case(task("job_info", **DAY, products=["iaas", "google"], include_raw=True)),
        "with_no_log": Case(task("iaas_job_info", {"no_log": True}, **DAY)),
        "written": Case(task("iaas_job_info", dest="./jobs.jsonl", **DAY)),
        "gate": Case(
            task("job_gate", rules=[{**RULES[0], "name": tenant.secret, "product": "iaas", "window": "3650d"}])
        ),
        "wait": Case(task("job_wait", product="iaas", started_after="2020-01-01")),
        # Each part of a secret with a length that occurs in texts of jobs.
        "short": Case(task("iaas_job_info", client_id="", client_secret="", access_token="hide", **DAY), failed=True),
    }
    both = stage.play(cases, "-v").check()
    assert tenant.secret not in both.output("in process")
    here, shipped = ((stage.folder_of(way) / "jobs.jsonl").read_text(encoding="utf-8") for way in WAYS)
    assert here == shipped


class Pages(Service):
    """A responder whose second page is empty."""

    def __call__(self, connection: socket.socket, request: str) -> None:
        super().__call__(connection, re.sub("PageIndex=[1-9]", "skip=1", request))


# Each is a client secret, and contained in a job as text, as a part of text, as a key, or as a part of another value.
SECRETS = ("4711", "0.25", "-4711", "True", "rue", "None", "null", "☃", "Größe", "key", "secret", "e")
EXTRA: dict[str, t.Any] = {
    "numbers": {"count": 4711, "ratio": 0.25, "negative": -4711, "longer": 14711, "large": 10**30, "exponent": 1e300},
    "words": {"yes": True, "no": False, "nothing": None},
    "secret-4711": "key",
    "list": ["4711", 4711, ["x4711y"]],
    "Größe": "☃",
}
# Keys with a meaning for ansible-core.
INTERNAL: dict[str, t.Any] = {
    "unsafe": {"__ansible_unsafe": "{{ 1 + 1 }}"},
    "vault": {"__ansible_vault": "$ANSIBLE_VAULT;1.1;AES256\n61"},
    "type": {"__ansible_type": "TrustedAsTemplate", "value": "{{ 1 + 1 }}"},
    "private": {"_ansible_parsed": False, "_ansible_no_log": True},
    "facts": {"ansible_facts": {"a": 1}, "invocation": "x", "warnings": ["w"], "exception": "e"},
}


@contextlib.contextmanager
def hosting(row: dict[str, t.Any]) -> t.Iterator[str]:
    """Return the address of a service with one job."""
    service = Pages()
    service.rows(row)
    with Hostile(service).up() as server:
        yield server.url


def read(secret: str, url: str) -> Case:
    address = {"api_url": url, "identity_url": url, "client_id": "me", "client_secret": secret}
    window = {"since": "90d", "until": "{{ omit }}"}
    # Whether a key is an error depends on the version of ansible-core.
    return Case(task("m365_job_info", **address, **window, include_raw=True, api_revision="2024"), failed=None)


def test_secrets_of_all_kinds_in_jobs(stage: Stage) -> None:
    """A service that accepts every secret shows what is removed from jobs."""
    row = sample(stage.tenant, "m365", "2024")
    with hosting({**row, "extra": EXTRA}) as url:
        cases = {f"secret_{number}": read(secret, url) for number, secret in enumerate(SECRETS)}
        # Such secrets are removed from the texts by which values of this run are recognised, too.
        both = stage.play({**cases, "not_contained": read("not-contained", url)}, "-v").check(output=False)
    assert both.value("not_contained")["jobs"][0]["raw"]["extra"] == EXTRA
    for way in WAYS:
        # From ansible-core 2.22 on, the registered result is not masked, but all that is displayed.
        assert '"count": 4711' not in both.output(way).partition("TASK [secret_1]")[0]


def test_keys_with_a_meaning_for_core(stage: Stage) -> None:
    row = sample(stage.tenant, "m365", "2024")
    with contextlib.ExitStack() as stack:
        urls = {name: stack.enter_context(hosting({**row, "extra": value})) for name, value in INTERNAL.items()}
        both = stage.play({f"key_{name}": read("not-contained", url) for name, url in urls.items()}, "-v").check()
    assert both.value("key_facts")["jobs"][0]["raw"]["extra"] == INTERNAL["facts"]
