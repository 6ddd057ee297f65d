# `make help` lists the targets. The two a newcomer needs: `make site` and `make test`.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check
BOOK := $(VENV)/bin/jupyter-book
SITE := _build/html

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with make PYTHON=...")'
	$(PYTHON) -m venv --clear $(VENV)
	sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.txt
	$(PIP) --require-hashes -r $(VENV)/uv.txt && $(VENV)/bin/uv pip install --quiet --compile-bytecode --python $(RUN) --require-hashes -r requirements.lock || $(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: help site test serve check tidy uses verify bench lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /	/' | expand -t 10

site: $(VENV)/ready ## build the site into _build/html
	$(BOOK) build . -W --keep-going --quiet
	@echo "The site is in $(SITE); open $(SITE)/index.html"

test: check ## run all tests, the browser's too (finds or installs a Chromium)
	$(VENV)/bin/ruff check --quiet .
	$(VENV)/bin/ruff format --check --quiet .
	$(RUN) -m tests.browser
	$(RUN) -m pytest

serve: $(VENV)/ready ## build, serve and rebuild on save
	$(RUN) -m explainer.site.serve

check: $(VENV)/ready ## check the data only (seconds)
	@$(RUN) -m explainer check

tidy: $(VENV)/ready ## bring tables into canonical form after a spreadsheet had them
	@$(RUN) -m explainer tidy

uses: $(VENV)/ready ## which claims the pages use, and why the others are left to the ledger
	@$(RUN) -m explainer uses

verify: $(VENV)/ready ## hold the ledger against the originals: make verify SEEDS=folder
	@test -n "$(SEEDS)" || { echo "Say where the originals are: make verify SEEDS=folder"; exit 2; }
	@$(RUN) -m explainer verify "$(SEEDS)"

bench: check ## measure builds and pages
	$(RUN) -m bench.site
	$(RUN) -m bench.ledger

lock: ## pin every dependency anew, with hashes
	$(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install --quiet pip-tools
	grep -hv '^-e' requirements.txt requirements-dev.txt > $(VENV)-lock/direct.in; echo 'setuptools>=77' >> $(VENV)-lock/direct.in
	$(VENV)-lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file requirements.lock $(VENV)-lock/direct.in
	rm -r $(VENV)-lock

clean: ## remove what the build made; the environment stays
	rm -rf _build
