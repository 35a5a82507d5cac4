# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters of reports in a play: the same text as from Python, and nothing in it is ever a template."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.csv_table import to_csv
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.junit import to_junit
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.markdown import to_markdown
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.openmetrics import to_openmetrics
from reports import samples
from tools import environment, tree
from unit.plugins.jobs import make

EXPRESSION = "{{ 7 * 7 }} {% if nothing %} {# comment #} {{ lookup('ansible.builtin.pipe', 'touch executed') }}"
REPORT = samples.hostile().model_copy(update={"title": EXPRESSION, "tenant": EXPRESSION, "headline": EXPRESSION})
JOB = make(message=EXPRESSION, operator="=" + EXPRESSION, errors=[{"message": EXPRESSION, "count": -5}])
# By expression of the play: what Python gives for the same value.
EXPECTED = {
    "report | avepoint.cloud_backup.to_csv": to_csv(REPORT),
    "report | avepoint.cloud_backup.to_csv('days', bom=true)": to_csv(REPORT, "days", bom=True),
    "jobs | avepoint.cloud_backup.to_csv": to_csv([JOB]),
    "{'jobs': jobs} | avepoint.cloud_backup.to_csv(table='jobs')": to_csv([JOB]),
    "report | avepoint.cloud_backup.to_junit": to_junit(REPORT),
    "report | avepoint.cloud_backup.to_openmetrics": to_openmetrics(REPORT),
    "report | avepoint.cloud_backup.to_openmetrics(textfile=true)": to_openmetrics(REPORT, textfile=True),
    "report | avepoint.cloud_backup.to_markdown": to_markdown(REPORT),
}


def play(folder: Path, *tasks: dict[str, object]) -> subprocess.CompletedProcess[str]:
    """Play tasks in a folder with the files of the report and of the jobs."""
    (folder / "report.json").write_text(REPORT.model_dump_json(), encoding="utf-8")
    (folder / "jobs.json").write_text(json.dumps([JOB]), encoding="utf-8")
    values = {
        name: f"{{{{ lookup('ansible.builtin.file', '{name}.json') | from_json }}}}" for name in ("report", "jobs")
    }
    playbook = [{"hosts": "localhost", "gather_facts": False, "vars": values, "tasks": tasks}]
    (folder / "play.json").write_text(json.dumps(playbook), encoding="utf-8")
    return subprocess.run(
        [str(Path(sys.executable).with_name("ansible-playbook")), "play.json"],
        cwd=folder,
        env=environment.variables(ANSIBLE_COLLECTIONS_PATH=str(tree.link()), ANSIBLE_LOCALHOST_WARNING="0"),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_text_is_the_same_and_never_a_template(tmp_path: Path) -> None:
    tasks: list[dict[str, object]] = []
    for number, expression in enumerate(EXPECTED):
        tasks += [
            {"set_fact": {"made": f"{{{{ {expression} }}}}"}},
            # The fact is used in other templates, where text that is a template would be evaluated.
            {"set_fact": {"kept": "{{ made }}"}},
            {"copy": {"content": "{{ {'text': kept} | to_json }}", "dest": f"{{{{ playbook_dir }}}}/{number}.json"}},
        ]
    played = play(tmp_path, *tasks)
    assert played.returncode == 0, played.stdout + played.stderr
    for number, (expression, expected) in enumerate(EXPECTED.items()):
        assert json.loads((tmp_path / f"{number}.json").read_text(encoding="utf-8"))["text"] == expected, expression
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("report | avepoint.cloud_backup.to_csv('jobs')", "a report holds no jobs"),
        ("7 | avepoint.cloud_backup.to_junit", "a report, a list of jobs, or a result of job_info"),
        (
            "(report | combine({'state': 'fine'})) | avepoint.cloud_backup.to_markdown",
            "this is not a valid report: state",
        ),
        ("nothing | avepoint.cloud_backup.to_openmetrics", "'nothing' is undefined"),
    ],
)
def test_a_wrong_value_is_one_sentence(tmp_path: Path, expression: str, message: str) -> None:
    played = play(tmp_path, {"debug": {"msg": f"{{{{ {expression} }}}}"}})
    assert played.returncode == 2
    assert message in " ".join((played.stdout + played.stderr).split())
    assert "Traceback" not in played.stdout + played.stderr
