# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a job with ansible-runner as AWX does, without a container: in a private folder, in three stages.

From awx/main/tasks/jobs.py: BaseTask.run and the methods of RunJob; awx/main/tasks/receptor.py: AWXReceptorJob; and
awx/main/tasks/callback.py: RunnerCallback. The stages are those of a node that has the private folder itself. AWX
removes the folder after the job (AWX_CLEANUP_PATHS); here it stays, so that tests can search it.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

import ansible_runner
from ansible_runner import utils

from awx import extra_vars, job_environment
from awx.credential_type import Rendered, render
from awx.inventory import Inventory
from tools import environment, tree

# Folders that AWX fills before the job, with everything that the job needs: secrets are in the first.
ENV, PROJECT = "env", "project"
# Seconds: longer than any job.
TOO_LONG = 240


@dataclass(frozen=True)
class Credential:
    """A credential of a custom type."""

    type: dict[str, t.Any]
    values: dict[str, t.Any]


@dataclass(frozen=True)
class Vault:
    """A vault credential; the password is stored, or asked for at launch, which makes no difference to the job."""

    password: str
    id: str = ""

    @property
    def name(self) -> str:
        """Return the name of the password (RunJob.build_passwords)."""
        return f"vault_password.{self.id}" if self.id else "vault_password"

    @property
    def arguments(self) -> list[str]:
        """Return the options that make Ansible ask for the password (RunJob.build_args)."""
        return ["--vault-id", f"{self.id}@prompt"] if self.id else ["--ask-vault-pass"]

    @property
    def prompt(self) -> str:
        """Return the pattern of the question (RunJob.get_password_prompts)."""
        return rf"Vault password \({self.id}\):\s*?$" if self.id else r"Vault password:\s*?$"


@dataclass(frozen=True)
class Launch:
    """What a job is launched with. C(template) are the extra variables of its template, which may be templates."""

    playbook: str
    template: dict[str, t.Any] = field(default_factory=dict)
    variables: dict[str, t.Any] = field(default_factory=dict)
    inventory: Inventory = field(default_factory=Inventory)
    credentials: tuple[Credential, ...] = ()
    vaults: tuple[Vault, ...] = ()
    job_tags: str = ""
    forks: int = 0
    verbosity: int = 0
    use_fact_cache: bool = False


@dataclass
class Job:
    """A job that has ended, and what AWX stores of it: everything but the folder."""

    folder: Path
    number: int
    status: str = "unstarted"
    artifacts: dict[str, t.Any] = field(default_factory=dict)
    events: list[dict[str, t.Any]] = field(default_factory=list)
    # job_args, job_cwd, job_env
    process: dict[str, t.Any] = field(default_factory=dict)

    @property
    def output(self) -> str:
        """Return the output, which AWX puts together from the events."""
        return "\n".join(event["stdout"] for event in self.events if event.get("stdout"))

    @property
    def record(self) -> bytes:
        """Return everything that AWX stores."""
        return json.dumps([self.process, self.events, self.artifacts], ensure_ascii=False).encode()


def run(folder: Path, project: Path, launch: Launch, *, number: int = 1) -> Job:
    """Run a job in a new private folder, with a copy of the project."""
    # BaseTask.build_private_data_dir, build_project_dir
    folder.mkdir(mode=0o700)
    (folder / ENV).mkdir()
    (folder / PROJECT).symlink_to(project, target_is_directory=True)
    own = _environment(folder, number)
    rendered = [render(each.type["inputs"], each.type["injectors"], each.values, folder) for each in launch.credentials]
    _write_files(folder, launch, rendered, number)
    params = {
        "private_data_dir": str(folder),
        "ident": number,
        "playbook": launch.playbook,
        "inventory": str(launch.inventory.write(folder / "inventory")),
        "passwords": {vault.prompt: vault.password for vault in launch.vaults},
        # AWX_RUNNER_OMIT_ENV_FILES
        "suppress_env_files": True,
        "envvars": own | {name: value for each in rendered for name, value in each.env.items()},
        "fact_cache_type": "jsonfile" if launch.use_fact_cache else "",
    }
    safe = {name: value for each in rendered for name, value in each.safe_env.items()}
    return _process(folder, params, _work(folder, _transmit(params)), own, safe)


def _environment(folder: Path, number: int) -> dict[str, str]:
    """Return the variables that AWX sets itself (RunJob.build_env)."""
    return {
        "AWX_PRIVATE_DATA_DIR": str(folder),
        "AWX_HOST": "https://awx.example.com",
        "JOB_ID": str(number),
        "INVENTORY_ID": "1",
        "PROJECT_REVISION": "0" * 40,
        "MAX_EVENT_RES": "700000",
        "ANSIBLE_RETRY_FILES_ENABLED": "False",
        # The collections of the execution environment.
        "ANSIBLE_COLLECTIONS_PATH": str(tree.link()),
    }


def _write_files(folder: Path, launch: Launch, rendered: list[Rendered], number: int) -> None:
    """Write the files of the folder C(env) (BaseTask.write_args_file and others)."""
    arguments = ["-u", "root"]
    arguments += [argument for vault in launch.vaults for argument in vault.arguments]
    arguments += [f"--forks={launch.forks}"] if launch.forks else []
    arguments += ["-" + "v" * launch.verbosity] if launch.verbosity else []
    arguments += ["-t", launch.job_tags] if launch.job_tags else []
    arguments += [argument for each in rendered for argument in each.arguments]
    meta = {f"{prefix}_job_id": number for prefix in ("awx", "tower")}
    variables = {**launch.template, **launch.variables, **meta}
    # AWX_RUNNER_SUPPRESS_OUTPUT_FILE
    settings = {"job_timeout": 0, "suppress_ansible_output": True, "suppress_output_file": True}
    files = {
        "cmdline": utils.args2cmdline(*arguments),
        "extravars": extra_vars.dump(variables, launch.template),
        "settings": json.dumps(settings),
    }
    for name, text in files.items():
        path = folder / ENV / name
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")


def _transmit(params: dict[str, t.Any]) -> bytes:
    """Return what AWX sends to the node of the job."""
    sent = io.BytesIO()
    ansible_runner.interface.run(streamer="transmit", _output=sent, only_transmit_kwargs=True, **params)
    return sent.getvalue()


def _work(folder: Path, sent: bytes) -> bytes:
    """Run the job; return what the node sends back."""
    command = [str(Path(sys.executable).with_name("ansible-runner")), "worker", f"--private-data-dir={folder}"]
    variables = environment.variables()
    done = subprocess.run(command, env=variables, input=sent, stdout=subprocess.PIPE, timeout=TOO_LONG, check=False)
    return done.stdout


def _process(folder: Path, params: dict[str, t.Any], received: bytes, own: dict[str, str], safe: dict[str, str]) -> Job:
    """Return what AWX stores of what the node sent back; it writes no event into the folder."""
    job = Job(folder, params["ident"])

    def handle_status(data: dict[str, t.Any], runner_config: t.Any) -> None:
        job.status = data["status"]
        if job.status == "starting":
            env = job_environment.stored(runner_config.env, own, safe)
            job.process = {"job_args": runner_config.command, "job_cwd": runner_config.cwd, "job_env": env}

    def handle_event(event: dict[str, t.Any]) -> bool:
        job.events.append(event)
        job.artifacts = event.get("event_data", {}).get("artifact_data") or job.artifacts
        return False

    ansible_runner.interface.run(
        streamer="process",
        quiet=True,
        _input=io.BytesIO(received),
        event_handler=handle_event,
        status_handler=handle_status,
        **params,
    )
    return job
