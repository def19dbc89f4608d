# One entry for each thing that is done often. `make help` lists them.
#
# Everything runs in .venv, which needs only Python 3.11+ with its venv module: packages come from requirements.lock,
# every one checked against its hash. `make demo PYTHON=python3.13` takes another Python.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test lint types docs docs-check lock bench torture pictures wheel clean

help:  ## list what make can do
	@grep -E '^[a-z-]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:[^#]*## /\t/' | expand -t 14

# Made again whenever the lock or the project's metadata changes.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "ogpscrape needs Python 3.11 or newer; '$(PYTHON)' is not. Try: make PYTHON=python3.13" >&2; exit 1; }
	@echo "Setting up $(VENV) (once; needs the network) ..." >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ echo "Python's venv module is missing; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)  ## set up, then read the sample pages and show the result
	@$(BIN)/python -m ogpscrape --version
	@$(BIN)/python docs/demo.py

test: $(READY)  ## set up, then run the tests
	@$(BIN)/python -m pytest $(ARGS)

lint: $(READY)  ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)  ## mypy, strict
	@$(BIN)/mypy

docs: $(READY)  ## write the generated pages of docs/ again
	@$(BIN)/python docs/generate.py

docs-check: $(READY)  ## fail when a generated page of docs/ is stale
	@$(BIN)/python docs/generate.py --check

pictures: $(READY)  ## make the README's pictures again from the samples; needs Chromium
	@$(BIN)/python docs/pictures.py

bench: $(READY)  ## measure the figures that the README quotes
	@$(BIN)/python -m benchmarks

torture: $(READY)  ## kill 500 runs of sync at random moments and compare what they leave
	@$(BIN)/python -m tests.dataset $(ARGS)

wheel: $(READY)  ## build the wheel into dist/
	@rm -rf dist
	@$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

lock: $(READY)  ## write requirements.lock again (UPGRADE= keeps what fits)
	@$(PIP) install uv
	@$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		$(if $(filter undefined,$(origin UPGRADE)),--upgrade,$(UPGRADE)) --no-annotate --no-header \
		--no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock
	@! grep -nE '://|--(extra-)?index-url|--find-links' requirements.lock

clean:  ## remove what was set up and built
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
