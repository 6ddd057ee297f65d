# `make help` lists the targets. The two a newcomer needs: `make site` and `make test`.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PYTHON ?= python3
VENV := .venv
# Programs of the environment are given to its Python: they name it by a path, which a moved folder no longer has.
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check
UV := $(RUN) -m uv pip
BOOK := $(RUN) $(VENV)/bin/jupyter-book
SITE := _build/html
PORT ?= 8000
JUPYTERLAB := jupyterlab==4.6.6
LAB_SETTINGS := $(VENV)/share/jupyter/lab/settings

# What the lock names; only a change of the lock installs it anew. A build compiles what it imports, a small part of
# all; only where PYTHONDONTWRITEBYTECODE is set would each build do so again, so there all is compiled at once.
$(VENV)/locked: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with make PYTHON=...")'
	test -x $(RUN) || $(PYTHON) -m venv --clear $(VENV)
	sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.txt
	$(PIP) --require-hashes -r $(VENV)/uv.txt && $(UV) install --quiet $(if $(PYTHONDONTWRITEBYTECODE),--compile-bytecode) --python $(RUN) --require-hashes -r requirements.lock || $(PIP) --require-hashes -r requirements.lock
	@touch $@

# And our own package, which is used where it lies: in a clone that was moved it is installed again.
$(VENV)/ready: $(VENV)/locked pyproject.toml
	$(UV) install --quiet --python $(RUN) --no-deps --no-build-isolation -e . || $(PIP) --no-deps --no-build-isolation -e .
	@echo "$(CURDIR)" > $@
ifneq ($(shell cat $(VENV)/ready 2>/dev/null),$(CURDIR))
.PHONY: $(VENV)/ready
endif

# An environment keeps the Python it was made with.
ifeq ($(origin PYTHON)$(wildcard $(RUN)),command line$(RUN))
VERSION := -c 'import sys; print(*sys.version_info[:3])'
ifneq ($(shell $(PYTHON) $(VERSION)),$(shell $(RUN) $(VERSION)))
$(error $(VENV) was made with another Python than $(PYTHON); remove it, and it is made anew)
endif
endif

.PHONY: help site book release style lint test quick serve lab newest check tidy uses fresh verify bench lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /	/' | expand -t 10

site: $(VENV)/ready ## build the site into _build/html
	@$(RUN) -m explainer contents
	$(BOOK) build . -W --keep-going --quiet
	@echo "The site is in $(SITE); open $(SITE)/index.html"

book: site ## the whole site as one HTML file, as EPUB and as PDF, into _build/book (needs a Chromium)
	@$(RUN) -m explainer.site.book

release: $(VENV)/ready ## test the book and gather a release in _build/release: SITE_URL=https://example.org/book/ make release
	@$(RUN) -m explainer.site.release ready
	$(MAKE) test
	$(MAKE) book
	@$(RUN) -m explainer.site.release

style: $(VENV)/ready ## style of the code
	$(RUN) -m ruff check --quiet .
	$(RUN) -m ruff format --check --quiet .

lint: style ## style and types of the code
	$(RUN) -m mypy --no-error-summary

test: check lint ## run all tests, the browser's too (finds or installs a Chromium)
	$(RUN) -m tests.browser
	$(RUN) -m pytest

quick: check style ## the tests without a built book or a browser, and without the types (half a minute)
	$(RUN) -m pytest -m "not slow" --numprocesses=logical --dist=worksteal --ignore=tests/book/site

serve: $(VENV)/ready ## build, serve and rebuild on save (PORT=8000)
	$(RUN) -m explainer.site.serve --port $(PORT)

lab: $(VENV)/ready ## open the chapters as notebooks in JupyterLab
	$(UV) install --quiet --python $(RUN) $(JUPYTERLAB) || $(PIP) $(JUPYTERLAB)
	@mkdir -p $(LAB_SETTINGS) && cp explainer/notebook/lab.json $(LAB_SETTINGS)/overrides.json
	$(RUN) -m jupyterlab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/book

newest: $(VENV)/ready ## build with the newest Sphinx alone, into _build/newest
	$(RUN) -m explainer.site.newest

check: $(VENV)/ready ## check the data only (seconds)
	@$(RUN) -m explainer check

tidy: $(VENV)/ready ## bring tables into canonical form after a spreadsheet had them
	@$(RUN) -m explainer tidy

uses: $(VENV)/ready ## which claims the pages use, and why the others are left to the ledger
	@$(RUN) -m explainer uses

fresh: $(VENV)/ready ## what has grown old since the newest check, and is to be looked up again
	@$(RUN) -m explainer fresh

verify: $(VENV)/ready ## hold the ledger against the originals: make verify SEEDS=folder
	@test -n "$(SEEDS)" || { echo "Say where the originals are: make verify SEEDS=folder"; exit 2; }
	@$(RUN) -m explainer verify "$(SEEDS)"

bench: check ## measure builds and pages
	$(RUN) -m bench.site
	$(RUN) -m bench.ledger

lock: $(VENV)/ready ## pin every dependency anew, with hashes, for all systems and Pythons
	grep -hv '^-e' requirements.txt requirements-dev.txt | $(UV) compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --output-file requirements.lock -

clean: ## remove what the build made; the environment stays
	rm -rf _build
