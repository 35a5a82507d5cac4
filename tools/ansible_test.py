# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ansible-test on a copy of the collection, with the current Python and ansible-core.

python -m tools.ansible_test sanity|integration|shipped [arguments of ansible-test …]
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from tools import environment, tree, ways

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
# What is left out when modules are shipped: each of these targets takes a minute or two, and others ship its modules.
NOT_SHIPPED = [f"--exclude={target}" for target in ("fleet", "role_gate", "role_remediate", "role_report")]
# The line that ansible-test prints before a sanity test or an integration target.
TEST_STARTS = re.compile(r"Running (sanity test|\S+ integration test) ")


def sanity(arguments: list[str]) -> int:
    """Run the sanity tests in virtual environments of ansible-test."""
    return run("sanity", "--venv", *arguments, collection=copy("sanity"))


def integration(arguments: list[str]) -> int:
    """Run the integration targets, with modules in the process of the controller."""
    return targets(arguments, copy("integration"), shipped=False)


def shipped(arguments: list[str]) -> int:
    """Run the integration targets, with every module shipped to its target."""
    return targets(arguments, copy("shipped"), shipped=True)


def targets(arguments: list[str], collection: Path, *, shipped: bool) -> int:
    """Run the integration targets against a sandbox of each API version."""
    # Imported here, because only the integration tests need the web server.
    sys.path.insert(0, str(tree.ROOT / "tests"))
    from sandbox.control import Sandbox

    tests = collection / "tests" / "integration"
    if not any(tests.glob("targets/*/tasks")):
        print("There is no integration target to run.", file=sys.stderr)
        return 1
    record = ways.configure(collection, shipped=shipped)
    with Sandbox.start() as sandbox, Sandbox.start(revision="2025") as of_2025:
        # ansible-test passes no environment variables on, but reads this file.
        settings = integration_config(sandbox.url, sandbox.env(), of_2025.url)
        (tests / "integration_config.yml").write_text(settings, encoding="utf-8")
        selected = arguments or (NOT_SHIPPED if shipped else [])
        code = run("integration", "--local", *selected, collection=collection)
    # With arguments, only some targets are run, and not every module need be in them.
    expected = set() if arguments else ways.actions(collection)
    return code or check_ways(record, shipped=shipped, expected=expected)


def check_ways(record: Path, *, shipped: bool, expected: set[str]) -> int:
    """Print which ways the modules took; return 1 if one took another than that of the run."""
    lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    problems = ways.check(lines, shipped=shipped, expected=expected)
    print("\n".join([ways.summary(lines), *(f"WRONG: {problem}" for problem in problems)]), flush=True)
    return int(bool(problems))


def integration_config(url: str, env: dict[str, str], url_2025: str) -> str:
    """Return the variables of the targets: the sandbox as environment variables and as module options.

    The other sandbox is the same tenant with API version 2025.
    """
    options = {
        name.removeprefix("AVEPOINT_").lower(): value for name, value in env.items() if name.startswith("AVEPOINT_")
    }
    variables = {
        "sandbox_url": url,
        "sandbox_2025_url": url_2025,
        "sandbox_env": env,
        "sandbox_connection": options,
        "sandbox_products": products(),
    }
    # JSON is YAML too.
    return json.dumps(variables, indent=2) + "\n"


def products() -> list[dict[str, object]]:
    """Return each product with the API version that a sandbox of each year has."""
    sys.path.insert(0, str(tree.link()))
    from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS

    return [
        {
            "name": product.name,
            "is_backup": product.is_backup,
            "versions": {
                revision: product.api_versions.get(revision, product.versions[0]).names[0]
                for revision in ("2024", "2025")
            },
        }
        for product in PRODUCTS.values()
    ]


def copy(name: str) -> Path:
    """Return a copy of the collection for this pair of Python and ansible-core."""
    return tree.copy(f"{name}-py{PYTHON}-core{version('ansible-core')}")


def run(command: str, *arguments: str, collection: Path) -> int:
    """Run ansible-test and return its exit code; it is a failure if no test was run."""
    line = ["ansible-test", command, *arguments, "--python", PYTHON, "--color", "no"]
    core = version("ansible-core")
    print(f"+ {' '.join(line)} (ansible-core {core}, Python {PYTHON})", flush=True)
    line[0] = str(Path(sys.executable).with_name("ansible-test"))
    tests = 0
    with subprocess.Popen(
        line,
        cwd=collection,
        # ansible-test sets PYTHONPATH itself, and warns about an existing one.
        env=environment.variables(PYTHONPATH=""),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for output in process.stdout or ():
            tests += bool(TEST_STARTS.match(output))
            print(output, end="", flush=True)
    print(f"ansible-test {command}: {tests} tests run, exit code {process.returncode}", flush=True)
    # "All targets skipped" is only a warning of ansible-test.
    return process.returncode or int(tests == 0)


def main(arguments: list[str]) -> int:
    """Run the command of the arguments."""
    commands = {"sanity": sanity, "integration": integration, "shipped": shipped}
    return commands[arguments[0]](arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
