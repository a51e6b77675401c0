# Four ways in. `make run` shows the demonstration clinic; the other three are the tiers of proof.
# BIN may name another environment's programs: make check BIN=/path/to/venv/bin
BIN ?= .venv/bin
PY = $(BIN)/python
export BIN

.PHONY: run check test proof bench setup setup-test setup-proof lint types contracts fast databases core docs looks lock

run: setup  ## the demonstration clinic on 127.0.0.1, with its sign-ins printed
	@$(PY) -m openkap demo --serve

check: setup-test lint types contracts fast  ## about 2 minutes: before every commit

test: setup-test lint types contracts core databases  ## everything that must hold: at most 20 minutes on 2 cores

proof: setup-proof  ## long: mutation, fuzzing, faults, load; writes docs/proof.md
	@$(PY) scripts/proof.py

bench: setup-test  ## figures of time and queries; each says whether its demand was kept
	@$(PY) scripts/proof.py load

setup:
	@[ "$(BIN)" != .venv/bin ] || sh scripts/setup.sh run
setup-proof:
	@[ "$(BIN)" != .venv/bin ] || sh scripts/setup.sh proof
setup-test:
	@[ "$(BIN)" != .venv/bin ] || sh scripts/setup.sh test

lint:
	@echo "· Lint and format"
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
types:
	@echo "· Types"
	@$(BIN)/mypy --no-error-summary src
contracts:
	@echo "· Contracts between storeys"
	@mkdir -p var && PYTHONPATH=src $(BIN)/lint-imports --no-logo > var/contracts.txt 2>&1 || { cat var/contracts.txt; exit 1; }
fast:
	@echo "· Core, content, gateways and records on SQLite, with few generated examples; the pages are for make test"
	@OPENKAP_EXAMPLES=10 $(PY) -m pytest -n 2 -m "not journey and not long" --ignore tests/interfaces --ignore tests/journeys
core:
	@echo "· The core in an environment of its own, without Django"
	@sh scripts/core.sh
databases:
	@echo "· Tests on SQLite, journeys in Chromium (the core has been tested in its own environment)"
	@$(PY) -m pytest -n 2 --durations 15 --ignore tests/clinical --ignore tests/content
	@echo "· Tests on PostgreSQL (the demonstration is always on SQLite)"
	@$(PY) scripts/postgres.py $(PY) -m pytest -n 2 -m "not journey" tests/records tests/interfaces --ignore tests/interfaces/cli/test_demo.py
looks: setup-test  ## the pictures of docs/images, from a demonstration of their own
	@$(PY) scripts/looks.py
	@$(PY) scripts/programme_looks.py
docs:  ## the reference pages that are made from the program
	@PYTHONPATH=src $(PY) scripts/reference.py
lock:
	@sh scripts/lock.sh
