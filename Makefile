# Every target is one line over a session of noxfile.py, where what it does is written.
#   make demo         see the collection at work
#   make test         run the whole default suite
#   make help         list the rest

# The Python to build on: make test PYTHON=python3.12
PYTHON ?= python3
VENV := .venv
NOX := $(VENV)/bin/python -m nox -s

# The demo needs a few packages only; the versions of all are in requirements-dev.txt.
DEMO_PACKAGES := nox ansible-core aiohttp joserfc
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check install --quiet
DEMO := $(VENV)/demo.stamp
DEV := $(VENV)/dev.stamp

.DEFAULT_GOAL := help
.PHONY: help demo test test-matrix lint imports typing units faults integration sanity package sandbox docs generated changelog bench fleet clean format

help: ## list the targets
	@sed -n 's/^\([a-z -]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 16

demo: $(DEMO) ## judge the backups of all five products in a sandbox, and stop where they are not good
	@$(NOX) demo
sandbox: $(DEMO) ## keep the sandbox up and print the variables that reach it
	@$(NOX) sandbox
test: $(DEV) ## run the whole default suite
	@$(NOX) test
test-matrix: $(DEV) ## run the tests with the oldest and the newest ansible-core
	@$(NOX) matrix
lint: $(DEV) ## check format and style
imports: $(DEV) ## check that imports go one way
typing: $(DEV) ## check types
units: $(DEV) ## run the unit tests, with coverage
faults: $(DEV) ## read from a service with random faults, and see that the answers are right
integration: $(DEV) ## run the modules and lookups against a sandbox
sanity: $(DEV) ## run ansible-test's sanity tests
package: $(DEV) ## build and install the tarball, and play the demo from it
docs: $(DEV) ## check the documentation
generated: $(DEV) ## check that the generated documentation is current
changelog: $(DEV) ## write the fragments into the changelog
bench: $(DEV) ## measure speed and memory, and write docs/benchmarks.md; takes long
fleet: $(DEV) ## judge 200 tenants in slices, and write the figures of docs/scale.md; takes minutes
lint imports typing units faults integration sanity package docs generated changelog bench fleet:
	@$(NOX) $@

format: $(DEV) ## write every Python file as the formatter has it
	@$(NOX) format

clean: ## remove all that the commands made
	rm -rf $(VENV) .build .nox .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .ansible htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 10) else "Python 3.10 or later is needed: make PYTHON=python3.12 ...")'
	@echo "Laying $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

# A virtual environment that has all the tools has the demo's packages too.
$(DEMO): requirements.txt requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing what the demo needs"
	@$(PIP) -r requirements.txt -c requirements-dev.txt $(DEMO_PACKAGES)
	@touch $@

$(DEV): requirements.txt requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing every tool"
	@$(PIP) -r requirements-dev.txt
	@touch $(DEMO) $@
