# The workbook's two commands are `make run` and `make test`; the rest are their parts.
PYTHON ?= python3
VENV   ?= .venv
# A browser test waits a third of its time for others: on two processors, three files at a time keep both busy.
WORKERS ?= 3
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PICTURES := outputs/pictures
MODULES := node_modules/.package-lock.json
NPM    := PATH="$(abspath $(BIN)):$$PATH" npm

# Set, each of the many processes that tests start would compile the workbook anew, and each worker the tests.
export PYTHONDONTWRITEBYTECODE =

.PHONY: run lab test quick coverage docs pictures pages form types floors scripts lock browser postgresql proxy node widgets bench clean

run: $(READY)  ## prepare James's report and open the workbook
	$(BIN)/nmt report james
	$(BIN)/nmt serve

lab: $(READY)  ## open JupyterLab on the notebooks that teach the library
	$(BIN)/nmt lab

test: $(READY)  ## everything CI runs; the documentation gets the pictures that these tests take
	$(MAKE) --jobs=3 --output-sync=target form browser postgresql proxy
	rm -rf $(PICTURES)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
	$(MAKE) pages

quick: form  ## what needs no browser, no served process and no more than a few seconds
	$(BIN)/python -m pytest -n logical --dist worksteal -m "not browser and not service and not slow"

coverage: $(READY) browser postgresql proxy node  ## which part of each floor the tests reach, into docs/coverage.md
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --cov --cov-report json:outputs/coverage.json
	$(BIN)/python scripts/coverage_by_floor.py outputs/coverage.json

docs: pictures pages  ## the documentation, into outputs/docs

pictures: $(READY) browser  ## the screens as they are now, taken by the browser tests
	rm -rf $(PICTURES)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m picture

pages: $(READY)  ## the documentation's pages, with the pictures that there are; every link is checked
	$(BIN)/sphinx-build --jobs 2 --fail-on-warning --keep-going --quiet --fresh-env -d outputs/.doctrees docs outputs/docs
	$(BIN)/python scripts/check_links.py outputs/docs

form: types floors scripts  ## form, types, floors, and nothing that nobody uses

types: $(READY)
	$(BIN)/mypy

floors: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/python scripts/find_unused.py

scripts: $(READY) node
	$(NPM) test

# uv installs at once what takes pip a minute; pip reads settings of an index that uv does not, so it has the last word.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.version_info >= (3, 11) or sys.exit('Python 3.11 or newer is needed; set PYTHON=python3.11')"
	$(PYTHON) -m venv $(VENV)
	awk '/^[a-z]/ {is_uv = /^uv==/} is_uv' requirements.lock > $(VENV)/uv.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r $(VENV)/uv.lock
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/uv pip install --quiet --no-deps --require-hashes -r requirements.lock \
		|| $(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $(READY)

browser: $(READY)  ## a Chromium for the browser tests and for PDF, Firefox and WebKit for tests, where there is none
	$(BIN)/python -m scripts.bring_browser

postgresql: $(READY)  ## a PostgreSQL for the store's tests, where there is none
	$(BIN)/python -m scripts.bring_postgresql

proxy: $(READY)  ## an nginx for the test of a clinic's installation, where there is none
	$(BIN)/python -m scripts.bring_proxy

node: $(MODULES)  ## the tools of the widgets' scripts; node itself is a package of Python's

$(MODULES): package.json package-lock.json $(READY)
	$(NPM) ci
	touch $(MODULES)

widgets: node  ## after a change in a script or a message: the types of messages, and the bundles
	$(BIN)/python scripts/write_types.py
	$(NPM) run build

lock:  ## after a change in pyproject.toml; names, versions and hashes only
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements.lock
	$(BIN)/python scripts/pin_environment.py

bench: $(READY)
	$(BIN)/nmt bench

clean:
	rm -rf $(VENV) node_modules outputs/* outputs/.doctrees build dist
	git clean --quiet --force -d -X docs
