# Every target makes the environment it needs. `make help` lists them.

VENV := .venv
BIN := $(VENV)/bin
PYTEST = $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder
DATA := .answerable
LOCK_TOOL := .lock
UV := uv==0.13.9

PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input

# The tests start some hundred processes. Where a machine's setting keeps bytecode from being written, each of them
# would compile all modules anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test test-scenes test-all from-npm check bench bench-against soak lock clean
.DELETE_ON_ERROR:

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.run ## Start a whole service centre with a sample month, and stay up
	$(BIN)/answerable up --demo --data $(DATA)

# The order of the files is that of tests/conftest.py.
test: $(VENV)/.dev ## Run the tests of every day (ARGS="tests/streams -k handover" runs some)
	$(PYTEST) -m "not whole and not browser" $(ARGS)

# What is played in a browser in every build; the whole day and every command take longer, and are in test-all.
SCENES = tests/e2e/test_sealed_key.py tests/e2e/test_survey.py tests/e2e/test_forms.py tests/e2e/test_drafts.py \
	tests/e2e/test_console.py

test-scenes: $(VENV)/.dev ## Play some scenes in a browser
	$(PYTEST) $(SCENES) $(ARGS)

test-all: $(VENV)/.dev ## Run every test: those of every day, the scenes, kills, and the pages of the documentation
	$(PYTEST) $(ARGS)

from-npm: ## Install what some tests need from npm: an identity provider, and axe-core
	npm ci --ignore-scripts --no-audit --no-fund --prefix tests

check: $(VENV)/.dev ## Check format, lint, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.dev ## Print the benchmark table
	$(BIN)/python -m tests.benchmarks $(ARGS)

bench-against: $(VENV)/.dev ## Compare single commands with another tree's (TREE=../before, made by git worktree add)
	$(BIN)/python -m tests.benchmarks.against $(TREE) $(ARGS)

# Tests that can do more ask tests/soak.py how much; a hung one ends its process after the time given here.
soak: $(VENV)/.dev ## Run the long forms of the tests that kill and rebuild (SOAK_KILLS=100 kills more often)
	ANSWERABLE_SOAK=1 $(PYTEST) -o faulthandler_timeout=1800 -rP --durations=20 \
		$$(grep -rl --include='test_*.py' 'tests\.soak' tests) $(ARGS)

lock: $(LOCK_TOOL)/.made ## Pin every dependency with hashes again (UPGRADE=1 takes newer releases)
	$(call compile,requirements/dev.txt,--all-extras --group dev --group build)
	$(call compile,requirements/run.txt,--extra postgresql --extra tracing --group build --constraint requirements/dev.txt)

clean: ## Remove the environment, caches and builds (the data in .answerable stays)
	rm -rf $(VENV) $(LOCK_TOOL) dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find shared services tests -type d -name __pycache__ -prune -exec rm -rf {} +

# --universal: one file for Linux, macOS and every supported Python, with the hashes of all files of a release.
# The first run of the two is the larger set; the second is held to its versions.
compile = $(LOCK_TOOL)/bin/uv pip compile pyproject.toml --no-config --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) $(2) --output-file $(1)

# The first python3 on the path may be too old, or lack venv; then another name is tried.
find_python = for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
		then echo $$python; exit 0; fi; \
	done; \
	echo "Answerable needs Python 3.11 or newer with venv (on Debian: apt-get install python3 python3-venv)." >&2; \
	exit 1

$(VENV)/.made:
	@echo "making $(VENV)"
	@python=$$($(find_python)) && $$python -m venv --clear $(VENV)
	@touch $@

$(LOCK_TOOL)/.made: Makefile
	@python=$$($(find_python)) && $$python -m venv --clear $(LOCK_TOOL)
	@$(LOCK_TOOL)/bin/python -m pip install -qq --disable-pip-version-check $(UV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.txt pyproject.toml
	@echo "installing requirements/run.txt into $(VENV)"
	@$(PIP_INSTALL) --require-hashes -r requirements/run.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# Everything in run.txt is in dev.txt too, so this stamps both.
$(VENV)/.dev: $(VENV)/.made requirements/dev.txt pyproject.toml
	@echo "installing requirements/dev.txt into $(VENV)"
	@$(PIP_INSTALL) --require-hashes -r requirements/dev.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $(VENV)/.run $@
