# One command for each job; people and CI call the same ones. `make help` lists them.
#
# Everything is installed into .venv and nowhere else. The first target that needs it sets it up;
# it is set up anew when pyproject.toml or constraints.txt change.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python that is new enough. Name another one: make PYTHON=/path/to/python3 test
PYTHON ?= $(shell for each in python3 python3.11 python3.12 python3.13 python3.14 python; do \
	$$each -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$each && break; done)
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
EDITOR := $(VENV)/node/.ready
PIP := $(RUN) -m pip --disable-pip-version-check install --quiet --no-user -c constraints.txt

# More arguments for pytest: make test ARGS="-k rename -x"
ARGS ?=

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(READY) ## the whole story on a small reseller: plan, apply, drift, healed
	@sh examples/demo.sh

test: $(EDITOR) ## all tests; RECONCILER_TEST_ALL=1 makes the exhaustive ones whole
	@$(RUN) -m pytest -n 2 --dist worksteal $(ARGS)
	@test -n "$$RECONCILER_TEST_ALL" || \
		echo "Left out: most pairs of the exhaustive tests, most of HTTP on PostgreSQL. RECONCILER_TEST_ALL=1 make test runs all."
	@$(RUN) -c 'import sys, tests.browser.chromium as it; sys.exit(not it.program())' || \
		echo "Left out: the HTML report in a browser. It needs Chromium: on Debian, apt-get install chromium."
	@test -e $(EDITOR) || \
		echo "Left out: the editor session. It needs node and npm, and their packages from the network."
	@$(RUN) -c 'import sys, tests.postgresql; sys.exit(not tests.postgresql.programs())' || \
		echo "Left out: the tests on PostgreSQL. They need its server: on Debian, apt-get install postgresql."

check: $(READY) ## lint, format, types, architecture, generated files
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m mypy
	@$(RUN) -m pytest -q tests/test_architecture.py tests/test_project.py tests/test_reference.py tests/spec/test_schema.py

coverage: $(READY) ## every branch of the core and of the file reader must be tested by its own tests
	@$(RUN) -m coverage erase
	@$(RUN) -m coverage run -m pytest -q tests/core tests/spec
	@$(RUN) -m coverage combine -q
	@$(RUN) -m coverage report --include='reconciler/core/*,reconciler/spec/*' --fail-under=100

sabotage: $(READY) ## break the code on purpose, one line at a time: a test must notice
	@$(RUN) tests/sabotage/run.py $(ARGS)

torture: $(READY) ## a million applies with faults on the way; fewer: ARGS="--count 10000"
	@$(RUN) -m tests.worlds.torture $(ARGS)

bench: $(READY) ## measure, in about an hour; one benchmark: ARGS=plan-1m, all names: ARGS=--list
	@$(RUN) benchmarks/run.py $(ARGS)

worst: $(READY) ## measure how long it takes to refuse the worst files
	@$(RUN) benchmarks/worst.py

schemas: $(READY) ## write schemas/ anew from the documents
	@$(RUN) schemas/make.py

docs: schemas ## write schemas/ and the generated pages of docs/ anew
	@$(RUN) docs/make.py
	@$(RUN) docs/reference/make.py

format: $(READY) ## put the code into shape
	@$(RUN) -m ruff check --fix
	@$(RUN) -m ruff format

clean: ## remove everything that these commands have made
	rm -rf $(VENV) .reconciler .hypothesis .mypy_cache .pytest_cache .ruff_cache htmlcov
	rm -f .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The build backend goes first and is used without isolation, so that it is pinned like the rest.
$(READY): pyproject.toml constraints.txt
	@$(if $(PYTHON),$(PYTHON) -c '$(NEW_ENOUGH)',false) || { \
		echo "Python 3.11 or newer is needed: install it, or name it by make PYTHON=/path/to/python3." >&2; \
		exit 1; }
	@echo "Setting up $(VENV) (once, about a minute) ..." >&2
	@$(PYTHON) -m venv $(VENV) || { \
		echo "Python could not make a virtual environment. On Debian: apt-get install python3-venv." >&2; \
		exit 1; }
	@$(PIP) hatchling editables
	@$(PIP) --no-build-isolation --editable '.[dev]'
	@touch $@

# The language server that the tests open files with. Without node and npm there is none.
$(EDITOR): tests/editor/package-lock.json | $(READY)
	@rm -rf $(@D) && mkdir -p $(@D) && cp tests/editor/package*.json $(@D)
	@! command -v npm >/dev/null || npm ci --prefix $(@D) --cache $(@D)/cache --ignore-scripts \
		--no-audit --no-fund --silent && rm -rf $(@D)/cache && touch $@ || true

.PHONY: help demo test check coverage sabotage torture bench worst schemas docs format clean
