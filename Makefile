# One command a job. `make run` sets up, loads the shipped data and serves; `make test` sets up and tests everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA ?= data

.PHONY: messages run test test-real test-engines lint bench wheel clean

$(VENV)/run.stamp: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/test.stamp: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[reasoning]" --group dev
	touch $@ $(VENV)/run.stamp

run: $(VENV)/run.stamp
	exec $(BIN)/goldenthread demo --data $(DATA) --port $(PORT)

test: $(VENV)/test.stamp chromium lint
	$(BIN)/python -m pytest -m "not (real or engines or browser or alone)" -n auto --dist loadfile
	$(BIN)/python -m pytest -m "alone and not (real or engines or browser)"
	$(BIN)/python -m pytest -m "browser and not (real or engines)"

# The store contract and the service on Debian's Virtuoso, installed where this user may.
test-engines: $(VENV)/test.stamp
	@command -v virtuoso-t >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	      virtuoso-opensource-7 >/dev/null; \
	  else echo "These tests need Virtuoso. Run: sudo apt-get install -y virtuoso-opensource-7"; exit 1; fi; }
	$(BIN)/python -m pytest -m engines

# Real files of others, beside the project; fails where the folder is missing.
test-real: $(VENV)/test.stamp
	@test -d ../shared/data || { echo "make test-real needs the folder ../shared/data"; exit 1; }
	$(BIN)/python -m pytest -m real

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The browser tests drive Debian's chromium: installed where this user may, else the one command to run is told.
.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-core >/dev/null; \
	  else echo "The browser tests need chromium. Run: sudo apt-get install -y chromium fonts-noto-core"; exit 1; fi; }

# The catalogue template that translators begin with, made again from the templates and the words.
messages: $(VENV)/test.stamp
	$(BIN)/python -m goldenthread.api.extraction

bench: $(VENV)/test.stamp
	$(BIN)/python -m bench

wheel: $(VENV)/test.stamp
	$(BIN)/python -m build --wheel --outdir dist .

clean:
	rm -rf $(VENV) build dist *.egg-info
