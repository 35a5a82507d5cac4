# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of AWX surveys: text with the line ends of browsers, words for booleans, blank text where none was given."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import typing as t
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from functional.helpers import Tenant
from tools import environment, tree

BLANKS = ["", " \r\n"]
EXPRESSION = "{{ 7 * 7 }}"
GOOD = "---\r\n- name: 'mail {{ 7 * 7 }}'\r\n  product: google\r\n  max_age:\t900h\t\r\n\r\n"
BAD = '[\r\n\t{"name": "none", "product": "google", "services": ["drive"], "max_age": "1s"}\r\n]\r\n'
POLICIES = "---\r\n- name: mail\r\n  product: google\r\n  rpo: 900h\r\n"


class Dumper(yaml.SafeDumper):
    """Writes text as AWX writes variables: not as templates."""


Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("!unsafe", text, style='"'))


@dataclass
class Played:
    """What a playbook printed, and its statistics."""

    code: int
    output: str

    @property
    def statistics(self) -> dict[str, t.Any]:
        return dict(json.loads(re.findall(r"RUN: (\{.*\})", self.output)[-1]))


@dataclass
class Stage:
    """A folder to play the playbooks of the collection in."""

    tenant: Tenant
    folder: Path

    def play(self, name: str, answers: dict[str, t.Any], *arguments: str) -> Played:
        """Play with the answers of a survey."""
        answered = self.folder / "answers.yml"
        answered.write_text(yaml.dump(answers, Dumper=Dumper), encoding="utf-8")
        variables = environment.variables(
            **self.tenant.sandbox.env(self.tenant.client_id),
            ANSIBLE_COLLECTIONS_PATH=str(tree.link()),
            ANSIBLE_LOCALHOST_WARNING="0",
            ANSIBLE_SHOW_CUSTOM_STATS="1",
        )
        played = subprocess.run(
            [
                str(Path(sys.executable).with_name("ansible-playbook")),
                f"avepoint.cloud_backup.{name}",
                f"-e@{answered}",
                *arguments,
            ],
            cwd=self.folder,
            env=variables,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        output = played.stdout + played.stderr
        assert "Traceback" not in output
        return Played(played.returncode, output)


@pytest.fixture
def stage(tenant: Tenant, tmp_path: Path) -> Stage:
    return Stage(tenant, tmp_path)


@pytest.mark.parametrize("blank", BLANKS)
def test_a_gate_with_blank_answers_is_enforced(stage: Stage, blank: str) -> None:
    blanks = dict.fromkeys(("gate_enforce", "gate_as_of", "gate_exclusions"), blank)
    passed = stage.play("gate", {"gate_rules": GOOD, **blanks})
    assert (passed.code, passed.statistics["gate_passed"]) == (0, True)
    assert f"mail {EXPRESSION}" in passed.output
    failed = stage.play("gate", {"gate_rules": BAD, **blanks})
    assert (failed.code, failed.statistics["gate_passed"]) == (2, False)
    assert failed.statistics["gate_counts"]["subjects"] == 1
    reported = stage.play("gate", {"gate_rules": BAD, **blanks, "gate_enforce": "false"})
    assert (reported.code, reported.statistics) == (0, failed.statistics)


@pytest.mark.parametrize(
    ("name", "answers", "says", "statistic"),
    [
        ("gate", {"gate_rules": ""}, "gate_rules must be a list of rules, .* but it is not given", "gate_passed"),
        ("gate", {"gate_rules": "- a: 1\r\n b: 2"}, "gate_rules: .*, line 2, column 2", "gate_passed"),
        ("gate", {"gate_rules": "- a: 1\r\n\tb: 2"}, "gate_rules: .* a tab .*, line 2, column 1", "gate_passed"),
        ("gate", {"gate_rules": "- a: {{ b }}"}, "gate_rules: .*, line 1, column 7", "gate_passed"),
        ("gate", {"gate_rules": "- a: !unsafe b"}, "gate_rules: .*'!unsafe', line 1", "gate_passed"),
        ("gate", {"gate_rules": GOOD, "gate_exclusions": "- 1"}, "gate_exclusions must be .* item 1 is", "gate_passed"),
        ("gate", {"gate_rules": GOOD, "gate_enforce": "maybe"}, "gate_enforce must be true or false", "gate_passed"),
        ("compliance", {"compliance_policies": "{"}, "compliance_policies: .*, line 1", "compliance_compliant"),
        ("remediate", {"gate_rules": "[}"}, "gate_rules: .*, line 1, column 2", "gate_passed"),
        ("fleet", {"fleet_results": " "}, "fleet_results must be the path of a folder, but it is not", "fleet_passed"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_passes(
    stage: Stage, name: str, answers: dict[str, t.Any], says: str, statistic: str
) -> None:
    played = stage.play(name, answers)
    assert played.code == 2
    assert re.search(says, played.output)
    assert played.statistics[statistic] is False


@pytest.mark.parametrize("blank", BLANKS)
def test_compliance_with_blank_answers(stage: Stage, blank: str) -> None:
    names = ("since", "until", "time_zone", "exclusions", "dest", "enforce")
    blanks = {f"compliance_{name}": blank for name in names}
    played = stage.play("compliance", {"compliance_policies": POLICIES, **blanks})
    assert played.code == 0
    assert played.statistics["compliance_counts"]["subjects"] == 1


@pytest.mark.parametrize("blank", BLANKS)
def test_a_report_with_blank_answers(stage: Stage, blank: str) -> None:
    names = ("since", "until", "subjects", "previous", "time_zone", "title", "tenant", "template", "formats")
    answers: dict[str, t.Any] = {f"report_{name}": blank for name in names}
    answers |= {"report_rules": GOOD, "report_policies": POLICIES, "report_products": ["google"]}
    played = stage.play("report", {**answers, "report_dest": f"{stage.folder}/report\r\n"})
    assert played.code == 0
    report = json.loads((stage.folder / "report/report.json").read_text(encoding="utf-8"))
    assert (report["title"], report["tenant"]) == ("Backup report", "default")
    assert f"mail {EXPRESSION}" in json.dumps(report["verdicts"])


@pytest.mark.parametrize("blank", BLANKS)
def test_remediation_with_blank_answers(stage: Stage, blank: str) -> None:
    names = ("since", "verdicts", "jobs", "limit", "dry_run", "ticket_fields", "ticket_token", "chat_url")
    answers = {"gate_rules": BAD, **{f"remediate_{name}": blank for name in names}}
    told = stage.folder / "tell.yml"
    told.write_text('- ansible.builtin.debug: {msg: "about {{ verdict.rule }}"}\n', encoding="utf-8")
    played = stage.play("remediate", {**answers, "remediate_tasks_file": "tell.yml\r\n"})
    assert (played.code, played.statistics["gate_passed"]) == (0, False)
    assert "about none" in played.output
    assert "Remediated 1 of 1." in played.output
    for example, variable in (("chat", "remediate_chat_url"), ("ticket", "remediate_ticket_url")):
        sent = stage.play("remediate", {**answers, "remediate_tasks_file": f"examples/{example}.yml", variable: blank})
        assert sent.code == 2
        assert f"{variable} must be text, but it is not given" in sent.output


@pytest.mark.parametrize("blank", BLANKS)
def test_a_fleet_with_blank_answers(stage: Stage, blank: str) -> None:
    options = stage.tenant.connection()
    connection = "---\r\n" + "".join(f"{name}: {value}\r\n" for name, value in options.items())
    hosts = {
        "good": {"fleet_connection": connection, "fleet_rules": GOOD},
        "unread": {"fleet_connection": blank, "fleet_rules": GOOD},
        "broken": {"fleet_connection": f"{connection}client_secret:\tx\r\n y: hushed", "fleet_rules": blank},
    }
    inventory = stage.folder / "inventory.yml"
    inventory.write_text(yaml.dump({"all": {"hosts": hosts}}), encoding="utf-8")
    blanks = {f"fleet_{name}": blank for name in ("tenants", "run", "worst", "enforce")}
    played = stage.play("fleet", {"fleet_results": str(stage.folder / "results"), **blanks}, f"-i{inventory}")
    assert played.code == 2
    counts = {"tenants": 3, "missing": 0, "unread": 2, "failed": 0, "passed": 1}
    assert (played.statistics["fleet_passed"], played.statistics["fleet_counts"]) == (False, counts)
    (run,) = (stage.folder / "results").iterdir()
    assert re.fullmatch(r"\d{8}T\d{6}Z", run.name)
    assert played.statistics["fleet_run"] == run.name
    assert "fleet_connection must be a mapping, or JSON or YAML text of one, but it is not given" in played.output
    assert re.search(r"fleet_connection: .*, line \d+", played.output)
    assert "hushed" not in played.output
