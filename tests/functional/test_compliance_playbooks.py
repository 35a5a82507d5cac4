# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks that judge a quarter and month by month, played against a sandbox with seven months of jobs."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
import typing as t
from pathlib import Path

import jinja2
import pytest

from functional.conftest import Sandboxes
from sandbox.control import Sandbox
from tools import environment, tree

COLLECTION = "avepoint.cloud_backup"
POLICIES = tree.ROOT / "playbooks/files/policies.yml"
TODAY = dt.datetime.now(dt.timezone.utc)


@pytest.fixture
def sandbox(sandboxes: Sandboxes) -> Sandbox:
    return sandboxes(days=220)


def play(sandbox: Sandbox, folder: Path, name: str, *arguments: str, fails: bool = False) -> str:
    """Return the output of a playbook of the collection, which has to succeed or fail."""
    command = [str(Path(sys.executable).with_name("ansible-playbook")), f"{COLLECTION}.{name}", f"-e@{POLICIES}"]
    variables = environment.variables(
        **sandbox.env(),
        ANSIBLE_COLLECTIONS_PATH=str(tree.link()),
        ANSIBLE_LOCALHOST_WARNING="0",
        ANSIBLE_SHOW_CUSTOM_STATS="1",
    )
    played = subprocess.run(
        [*command, *arguments], cwd=folder, env=variables, capture_output=True, text=True, timeout=240, check=False
    )
    assert (played.returncode != 0) == fails, played.stdout + played.stderr
    return played.stdout


def result(folder: Path) -> dict[str, t.Any]:
    """Return the result in a folder of evidence."""
    return t.cast("dict[str, t.Any]", json.loads((folder / "result.json").read_text(encoding="utf-8")))


def month(back: int) -> str:
    """Return a month so many months ago."""
    year, number = divmod(TODAY.year * 12 + TODAY.month - 1 - back, 12)
    return f"{year:04d}-{number + 1:02d}"


def test_a_period_is_judged_by_the_full_name_of_the_playbook(sandbox: Sandbox, tmp_path: Path) -> None:
    output = play(sandbox, tmp_path, "compliance", "-ecompliance_since=4w", f"-ecompliance_dest={tmp_path}/evidence")
    assert result(tmp_path / "evidence")["counts"]["subjects"] == 9
    assert re.search(r"evidence in \S+/evidence, SHA-256 of its manifest [0-9a-f]{64}", output)


def test_nothing_is_written_in_check_mode(sandbox: Sandbox, tmp_path: Path) -> None:
    output = play(sandbox, tmp_path, "compliance", f"-ecompliance_dest={tmp_path}/evidence", "--check")
    assert "SHA-256 of its manifest not written in check mode" in output
    assert not list(tmp_path.iterdir())


def test_the_last_quarter_is_judged(sandbox: Sandbox, tmp_path: Path) -> None:
    play(sandbox, tmp_path, "compliance_quarter", f"-ecompliance_root={tmp_path}")
    (folder,) = tmp_path.iterdir()
    first = 3 * ((TODAY.month - 1) // 3 + 4 * TODAY.year) - 3
    assert folder.name == f"{first // 12}-Q{first % 12 // 3 + 1}"
    judged = result(folder)
    assert judged["period"]["since"] == f"{first // 12}-{first % 12 + 1:02d}-01T00:00:00Z"
    assert judged["period"]["until"] == f"{(first + 3) // 12}-{(first + 3) % 12 + 1:02d}-01T00:00:00Z"
    assert judged["counts"]["subjects"] == 9
    assert judged["counts"]["unknown"] == 0


def test_another_quarter_can_be_named(sandbox: Sandbox, tmp_path: Path) -> None:
    """One that the service no longer has: what is not known is never compliant."""
    name = f"{TODAY.year - 2}-Q4"
    play(sandbox, tmp_path, "compliance_quarter", f"-ecompliance_root={tmp_path}", f"-ecompliance_quarter={name}")
    judged = result(tmp_path / name)
    assert judged["period"]["since"] == f"{TODAY.year - 2}-10-01T00:00:00Z"
    assert judged["period"]["until"] == f"{TODAY.year - 1}-01-01T00:00:00Z"
    assert judged["counts"]["compliant"] == 0


@pytest.mark.parametrize("blank", ["", " \r\n", None])
def test_blank_variables_count_as_not_given(sandbox: Sandbox, tmp_path: Path, blank: str | None) -> None:
    """The evidence of a period is written, and no other period is judged, although extra variables precede others."""
    names = ("since", "until", "dest", "time_zone", "exclusions", "enforce", "quarter", "months")
    given = {f"compliance_{name}": blank for name in names} | {"compliance_root": f"{tmp_path}\r\n"}
    play(sandbox, tmp_path, "compliance_quarter", f"-e{json.dumps(given)}")
    play(sandbox, tmp_path, "compliance_months", f"-e{json.dumps(given)}")
    *months, quarter = sorted(tmp_path.iterdir(), key=lambda folder: ("Q" in folder.name, folder.name))
    assert [folder.name for folder in months] == [month(3), month(2), month(1)]
    assert re.fullmatch(r"\d{4}-Q[1-4]", quarter.name)
    for folder in (quarter, *months):
        period = result(folder)["period"]
        first = f"{quarter.name[:4]}-{3 * int(quarter.name[-1]) - 2:02d}" if folder == quarter else folder.name
        assert period["since"] == f"{first}-01T00:00:00Z"
        assert period["until"].endswith("-01T00:00:00Z")


def test_months_are_judged_one_by_one_and_compared(sandbox: Sandbox, tmp_path: Path) -> None:
    output = play(sandbox, tmp_path, "compliance_months", f"-ecompliance_root={tmp_path}", "-ecompliance_months=2")
    months = [month(2), month(1)]
    assert sorted(folder.name for folder in tmp_path.iterdir()) == months
    for name, following in zip(months, [month(1), month(0)], strict=True):
        period = result(tmp_path / name)["period"]
        assert (period["since"], period["until"]) == (f"{name}-01T00:00:00Z", f"{following}-01T00:00:00Z")
    compared = output.partition("TASK [Compare the months]")[2]
    rows = re.findall(r"  (\d{4}-\d\d)  (\w+) +(-|[\d.]+ %)  (\d+ breach(?:es)?)", compared)
    assert [row[0] for row in rows] == months * 9
    judged = [result(tmp_path / name)["subjects"] for name in months]
    expected = [subjects[number]["status"] for number in range(9) for subjects in judged]
    assert [row[1] for row in rows] == expected
    broken = [len(subjects[number]["breaches"]) for number in range(9) for subjects in judged]
    assert [row[3] for row in rows] == ["1 breach" if number == 1 else f"{number} breaches" for number in broken]


@pytest.mark.parametrize(("number", "shown"), [(0, "0 breaches"), (1, "1 breach"), (2, "2 breaches")])
def test_breaches_are_counted_in_the_comparison(number: int, shown: str) -> None:
    row = {
        "policy": "p",
        "subject": "s",
        "status": "unknown",
        "compliant_time_percent": None,
        "breaches": [{}] * number,
    }
    template = (tree.ROOT / "playbooks/templates/compliance_months.txt.j2").read_text(encoding="utf-8")
    text = (
        jinja2.Environment(trim_blocks=True, autoescape=False)
        .from_string(template)
        .render(compliance_by_month=[{"month": "2026-07", "subjects": [row]}])
    )
    assert text.rstrip().endswith(f"  {shown}")


QUARTER = "compliance_quarter must be a year and one of Q1 to Q4, such as 2026-Q3"
MONTHS = "compliance_months must be a whole number from 1 to 99"
ROOT = "compliance_root must be the path of a folder, but it is not given"
WRONG: list[tuple[str, dict[str, t.Any], str]] = [
    ("quarter", {"compliance_quarter": "2026Q5"}, f"{QUARTER}, not '2026Q5'"),
    ("quarter", {"compliance_quarter": "2026-Q5"}, f"{QUARTER}, not '2026-Q5'"),
    ("quarter", {"compliance_quarter": "2026-Q1x"}, f"{QUARTER}, not '2026-Q1x'"),
    ("quarter", {"compliance_quarter": 2026}, f"{QUARTER}, not 2026"),
    ("months", {"compliance_months": 0}, f"{MONTHS}, not 0"),
    ("months", {"compliance_months": 100}, f"{MONTHS}, not 100"),
    ("months", {"compliance_months": "three"}, f"{MONTHS}, not 'three'"),
    ("quarter", {"compliance_root": " "}, ROOT),
    ("months", {"compliance_root": None}, ROOT),
    ("quarter", {}, ROOT),
    ("months", {}, ROOT),
]


@pytest.mark.parametrize(("name", "variables", "message"), WRONG, ids=[str(each[:2]) for each in WRONG])
def test_a_wrong_variable_is_named_with_what_is_expected(
    sandbox: Sandbox, tmp_path: Path, name: str, variables: dict[str, t.Any], message: str
) -> None:
    given = {"compliance_root": str(tmp_path), **variables} if variables else {}
    output = play(sandbox, tmp_path, f"compliance_{name}", f"-e{json.dumps(given)}", fails=True)
    assert message in output
    assert '"compliance_compliant": false' in output
    assert "TASK [avepoint.cloud_backup.compliance : Judge" not in output
    assert not list(tmp_path.iterdir())
