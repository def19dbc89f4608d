# One entry for each thing that is done often. `make help` lists them.
#
# `make demo` has an environment of its own, .venv-demo, with what the main job needs and no more; everything else runs in
# .venv. Both need only Python 3.11+ with its venv module: packages come from requirements-demo.lock and
# requirements.lock, every one checked against its hash. `make demo PYTHON=python3.13` takes another Python.

PYTHON ?= python3
VENV   := .venv
DEMO   := .venv-demo
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
READY  := $(VENV)/.ready
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help demo first-minute image test lint types docs docs-check site lock bench torture fuzz pictures wheel clean

help:  ## list what make can do
	@grep -E '^[a-z-]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:[^#]*## /\t/' | expand -t 14

# $(call environment,FOLDER): an empty environment, or a word on what is missing for one.
define environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "ogpscrape needs Python 3.11 or newer; '$(PYTHON)' is not. Try: make PYTHON=python3.13" >&2; exit 1; }
	@echo "Setting up $(1) (once; needs the network) ..." >&2
	@test -x $(1)/bin/python || $(PYTHON) -m venv $(1) || \
		{ echo "Python's venv module is missing; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
endef

# Made again whenever the lock or the project's metadata changes.
$(READY): requirements.lock pyproject.toml
	$(call environment,$(VENV))
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEMO)/.ready: requirements-demo.lock pyproject.toml
	$(call environment,$(DEMO))
	@$(DEMO)/bin/python -m pip --disable-pip-version-check --quiet --quiet install --no-compile \
		--require-hashes --requirement requirements-demo.lock
	@touch $@

demo: $(DEMO)/.ready  ## set up what the main job needs, then read the sample pages and show the result
	@PYTHONPATH=src $(DEMO)/bin/python docs/demo.py

test: $(READY)  ## set up the rest, then run the tests
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile $(ARGS)

lint: $(READY)  ## ruff: rules and format; hadolint for the Dockerfile, where there is one for this machine
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@if test -x $(BIN)/hadolint; then $(BIN)/hadolint Dockerfile; \
		else echo "no hadolint for this machine: tests/docs/test_dockerfile.py alone looks at the Dockerfile" >&2; fi

types: $(READY)  ## mypy, strict
	@$(BIN)/mypy

first-minute: $(READY)  ## do what the README says under "The first minute", from an empty folder
	@$(BIN)/python -m tests.docs.first_minute

image: $(READY)  ## build the Dockerfile with docker or podman, where one can be used, and run it as a timer would
	@$(BIN)/python -m tests.docs.image

docs: $(READY)  ## write the generated pages of docs/ again
	@$(BIN)/python docs/generate.py

docs-check: $(READY)  ## fail when a generated page of docs/ is stale
	@$(BIN)/python docs/generate.py --check

site: $(READY)  ## build docs/ as a site into site/; fails for a link that leads nowhere
	@$(BIN)/python -m mkdocs build --strict --quiet

pictures: $(READY)  ## make the README's pictures again from the samples; needs Chromium
	@$(BIN)/python docs/pictures.py

bench: $(READY)  ## measure the figures that the README quotes
	@$(BIN)/python -m benchmarks

torture: $(READY)  ## kill 500 runs of sync at random moments and compare what they leave
	@$(BIN)/python -m tests.dataset $(ARGS)

fuzz: $(READY)  ## read random pages for SECONDS=600 and print those that are wrong in silence
	@$(BIN)/python -m tests.reading --seconds $(or $(SECONDS),600)

wheel: $(READY)  ## build the wheel into dist/
	@rm -rf dist
	@$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

COMPILE = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	$(if $(filter undefined,$(origin UPGRADE)),--upgrade,$(UPGRADE)) --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links --quiet

lock: $(READY)  ## write both locks again (UPGRADE= keeps what fits)
	@$(PIP) install uv
	@$(COMPILE) --all-extras --output-file requirements.lock
	@$(COMPILE) --constraint requirements.lock --output-file requirements-demo.lock
	@! grep -nE '://|--(extra-)?index-url|--find-links' requirements.lock requirements-demo.lock

clean:  ## remove what was set up and built
	rm -rf $(VENV) $(DEMO) dist build site .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
