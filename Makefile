# Everything starts here. `make run` opens the dashboard, `make test` tests it.
# Needs nothing but make and Python 3.11 or newer.

PYTHON ?= python3
PORT   ?= 8501
SHARED ?= ../shared/data
VENV   := .venv
BIN    := $(VENV)/bin
MONITOR := $(BIN)/python -m monitor

.PHONY: help run test check ingest demo evaluate bench train screenshots clean

help:  ## list what can be made
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 20

run: $(VENV)/.app  ## poll the feeds, score, and open the dashboard (PORT=8501)
	@$(MONITOR) ingest || $(MONITOR) demo --if-empty
	@echo "Dashboard: http://127.0.0.1:$(PORT)  (stop with Ctrl-C)"
	@$(BIN)/python -m streamlit run dashboard.py --server.port $(PORT)

ingest: $(VENV)/.app  ## poll the feeds that are due, and score what is new
	@$(MONITOR) ingest

demo: $(VENV)/.app  ## load the demonstration set
	@$(MONITOR) demo

test: $(VENV)/.dev $(VENV)/.s3  ## run all tests, one process a core; the browser tests need a Chromium
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

evaluate: $(VENV)/.app  ## the table of accuracy, on the sets in SHARED or else on our own
	@$(BIN)/python -m benchmarks.evaluate --shared $(SHARED)

check: $(VENV)/.dev  ## formatter, linter and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

screenshots: $(VENV)/.dev  ## take the pictures of docs/screens anew
	@$(BIN)/python -m tests.browser.screenshots docs/screens

train: $(VENV)/.train  ## train the models anew from SHARED (hours; goes on where it was stopped)
	@$(BIN)/python -m training.judge_train --shared $(SHARED) --work var/train
	@$(BIN)/python -m training.tagger --shared $(SHARED) --work var/train
	@$(BIN)/python -m training.slim_tagger --shared $(SHARED) --work var/train
	@$(BIN)/python -m training.export_tagger --shared $(SHARED) --work var/train

# Made of drawn numbers; STORE and ROWS may be given. Takes some minutes, and a Chromium.
STORE ?= var/bench-store
ROWS  ?= 1000000
bench: $(VENV)/.dev  ## measure speed and memory (benchmarks/README.md; ROWS=1000000)
	@$(BIN)/python -m benchmarks.store_speed $(STORE) --rows $(ROWS)
	@$(BIN)/python -m benchmarks.memory
	@$(BIN)/python -m benchmarks.pages $(STORE) --name made

clean:  ## remove the virtual environment; collected data stays
	rm -rf $(VENV)

$(VENV)/.app: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Stancewatch needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the app needs into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.app
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(VENV)/.train: requirements-train.txt $(VENV)/.app
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-train.txt
	@touch $@

$(VENV)/.s3: requirements-s3.txt $(VENV)/.dev
	@$(PYTHON) -m venv $(VENV)/s3-server
	@$(VENV)/s3-server/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-s3.txt
	@touch $@
