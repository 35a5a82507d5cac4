# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs of the shipped templates run with nothing but the rendered credential, and write no secret down."""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

from awx import job, secret_search
from awx.credential_rendering import HIDDEN
from functional.awx.conftest import PRODUCT, Controller

# Answers to surveys are text.
PASSED = f"- {{name: mail, product: {PRODUCT}, max_age: 24h}}"
FAILED = f"- {{name: mail, product: {PRODUCT}, max_age: 1m}}"
# ansible-runner writes the environment of a job into this file, always. AWX removes it with the private folder, and
# with it env/, in which AWX writes what the job needs.
COMMAND = "artifacts/{number}/command"
# The lines of a private key.
KEY_LINE = re.compile(r"^[A-Za-z0-9+/=]{40,}$", re.MULTILINE)


def assert_secrets_unwritten(done: job.Job, *secrets: str) -> None:
    """Assert that no secret is in what AWX stores of a job, and in one file alone, which AWX removes."""
    assert secret_search.found_in(done.record, secrets) == []
    assert secret_search.files_with(done.folder, secrets, besides=[job.ENV]) == [COMMAND.format(number=done.number)]


def certificate(controller: Controller) -> tuple[str, str, list[str]]:
    """Return the certificate with its encrypted key, its password, and what is secret of both."""
    files = controller.tenant.sandbox.certificates
    pem = Path(files.pem_encrypted).read_text(encoding="utf-8")
    key = pem[pem.index("-----BEGIN ENCRYPTED PRIVATE KEY-----") :].partition("-----END")[0]
    return pem, files.password, [files.password, *KEY_LINE.findall(key)]


def test_a_gate_passes_with_a_client_secret(controller: Controller) -> None:
    secret = controller.tenant.secret
    credential = controller.credential(client_secret=secret)
    done = controller.launch("AvePoint gate", {"gate_rules": PASSED}, credentials=(credential,))
    assert done.status == "successful", done.output
    assert done.artifacts == {
        "gate_passed": True,
        "gate_counts": {"subjects": 1, "passed": 1, "failed": 0},
        "gate_failed_subjects": [],
    }
    assert_secrets_unwritten(done, secret)


def test_a_failed_gate_is_a_failed_job_with_statistics(controller: Controller) -> None:
    pem, password, secrets = certificate(controller)
    credential = controller.credential(certificate_path=pem, certificate_password=password)
    done = controller.launch("AvePoint gate", {"gate_rules": FAILED}, credentials=(credential,), use_fact_cache=True)
    assert done.status == "failed", done.output
    assert done.artifacts["gate_passed"] is False
    assert done.artifacts["gate_counts"] == {"subjects": 1, "passed": 0, "failed": 1}
    (subject,) = done.artifacts["gate_failed_subjects"]
    assert (subject["rule"], subject["product"]) == ("mail", PRODUCT)
    assert_secrets_unwritten(done, *secrets)


def test_a_wrong_secret_fails_the_job_and_is_not_written(controller: Controller) -> None:
    secret = 'wr"öng/+&% {{ 7 * 7 }} \\secret'
    credential = controller.credential(client_secret=secret)
    done = controller.launch("AvePoint gate", {"gate_rules": PASSED}, credentials=(credential,))
    assert done.status == "failed"
    assert "client_secret" in done.output
    assert done.artifacts["gate_passed"] is False
    assert_secrets_unwritten(done, secret)


def test_a_report(controller: Controller) -> None:
    pem, password, secrets = certificate(controller)
    credential = controller.credential(certificate_path=pem, certificate_password=password)
    folder = controller.folder / "report"
    answers = {
        "report_dest": str(folder),
        "report_products": [PRODUCT],
        "report_rules": FAILED,
        "report_formats": ["html", "json", "markdown"],
    }
    done = controller.launch("AvePoint report", answers, credentials=(credential,))
    assert done.status == "successful", done.output
    assert done.artifacts["report_headline"] != "The report was not made"
    assert len(done.artifacts["report_problems"]) == 1
    assert len(list(folder.iterdir())) >= 3
    assert_secrets_unwritten(done, *secrets)
    assert secret_search.files_with(folder, secrets) == []


def test_compliance(controller: Controller) -> None:
    secret = controller.tenant.secret
    credential = controller.credential(client_secret=secret)
    folder = controller.folder / "evidence"
    policies = f"[{{name: mail, product: {PRODUCT}, rpo: 26h}}]"
    answers = {"compliance_policies": policies, "compliance_since": "30m", "compliance_dest": str(folder)}
    done = controller.launch("AvePoint compliance", answers, credentials=(credential,))
    assert done.status == "successful", done.output
    assert done.artifacts["compliance_compliant"] is True, done.artifacts
    assert done.artifacts["compliance_counts"]["subjects"] == 1
    assert_secrets_unwritten(done, secret)
    assert secret_search.files_with(folder, [secret]) == []


def test_what_awx_stores_of_the_environment(controller: Controller) -> None:
    secret = controller.tenant.secret
    credential = controller.credential(client_secret=secret)
    done = controller.launch("AvePoint gate", {"gate_rules": "[]"}, credentials=(credential,))
    stored: dict[str, t.Any] = done.process["job_env"]
    assert stored["AVEPOINT_CLIENT_SECRET"] == HIDDEN
    # No secret of the type, so it is shown, although its name has API.
    assert stored["AVEPOINT_API_URL"] == controller.tenant.sandbox.api_url
    # Empty, and so not stored as a secret: it is not hidden.
    assert stored["AVEPOINT_ACCESS_TOKEN"] == ""
    assert Path(stored["AVEPOINT_CERTIFICATE_PATH"]).read_bytes() == b""
