# Every target runs the session of noxfile.py of the same name.
#   make demo         run the demo
#   make test         run the complete test suite
#   make help         list all targets

# The Python of the virtual environment: make test PYTHON=python3.12
PYTHON ?= python3
VENV := .venv
NOX := $(VENV)/bin/python -m nox -s

# The demo needs only a few packages; requirements-dev.txt pins the versions.
DEMO_PACKAGES := nox antsibull-nox ansible-core aiohttp joserfc
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check install --quiet
DEMO := $(VENV)/demo.stamp
DEV := $(VENV)/dev.stamp

.DEFAULT_GOAL := help
.PHONY: help demo test test-matrix test-matrix-full lint extra-checks imports typing units plays awx faults integration shipped sanity package sandbox docs generated changelog bench fleet screenshots clean format

help: ## list the targets
	@sed -n 's/^\([a-z -]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 16

demo: $(DEMO) ## check the backups of all products in a sandbox, and stop at those that are not good
	@$(NOX) demo
sandbox: $(DEMO) ## keep a sandbox running and print the environment variables that connect to it
	@$(NOX) sandbox
test: $(DEV) ## run the complete test suite
	@$(NOX) test
test-matrix: $(DEV) ## run the tests with the oldest, the newest and the next ansible-core
	@$(NOX) matrix
test-matrix-full: $(DEV) ## the same with every step, which takes an hour
	@$(NOX) matrix -- full
lint: $(DEV) ## check format and style
extra-checks: $(DEV) ## check for stray files, trailing whitespace, and modules missing in the action group
imports: $(DEV) ## check that no package imports a package above it
typing: $(DEV) ## check types
units: $(DEV) ## run the unit and functional tests, with coverage
plays: $(DEV) ## play playbooks with the actions, in the process of the controller and shipped
awx: $(DEV) ## apply the configuration for AWX to a stub of its API, and run its jobs with ansible-runner
faults: $(DEV) ## read from a service with random faults, and check the results
integration: $(DEV) ## run modules, lookups and roles against a sandbox, in the process of the controller
shipped: $(DEV) ## run most of them with every module shipped, as to a remote host
sanity: $(DEV) ## run ansible-test's sanity tests
package: $(DEV) ## build and install the tarball, and run the demo from it
docs: $(DEV) ## check the documentation
generated: $(DEV) ## check that the generated modules and documentation are current
changelog: $(DEV) ## turn the fragments into the changelog
bench: $(DEV) ## measure speed and memory, and write docs/benchmarks.md (half an hour)
screenshots: $(DEV) ## write the pictures of the report that README.md shows
fleet: $(DEV) ## run the gate for 1,000 tenants, and write the figures of docs/scale.md (minutes)
lint extra-checks imports typing units plays awx faults integration shipped sanity package docs generated changelog bench fleet screenshots:
	@$(NOX) $@

format: $(DEV) ## format every Python file
	@$(NOX) format

clean: ## remove everything that the commands created
	rm -rf $(VENV) .build .nox .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .ansible htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 10) else "Python 3.10 or later is needed: make PYTHON=python3.12 ...")'
	@echo "Creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

# A virtual environment with all tools has the packages of the demo as well.
$(DEMO): requirements.txt requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing the packages of the demo"
	@$(PIP) -r requirements.txt -c requirements-dev.txt $(DEMO_PACKAGES)
	@touch $@

$(DEV): requirements.txt requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing all tools"
	@$(PIP) -r requirements-dev.txt
	@touch $(DEMO) $@
