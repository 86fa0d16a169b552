# Everything a person does with this checkout. `make run` and `make test` need only Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PO := bls_tui/locale/it/LC_MESSAGES/bls.po

.PHONY: help run poller setup test lint bench fuzz messages clean

help:  ## what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: setup  ## set up and open the workbench on this machine
	@$(BIN)/bls

poller: setup  ## set up and poll without a screen
	@$(BIN)/bls poller

setup: $(STAMP)  ## make the virtual environment with pinned packages

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "bls needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3 setup" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "this Python cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

test: setup  ## run the tests (servers that are missing are skipped, and named)
	@$(BIN)/python -m pytest -n 6 --dist worksteal

lint: setup  ## ruff, mypy --strict and the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup  ## measure the budgets of the design; prints ratios
	@$(BIN)/python -m tests.scale

fuzz: setup  ## damaged mails and SNMP answers; FUZZ="--target mail --count 100000" says which, how many
	@$(BIN)/python -m tests.fuzz $(FUZZ)

messages: setup  ## collect new strings into the Italian catalogue and compile it
	@$(BIN)/pybabel -q extract -k _ -k ngettext:1,2 --no-location --sort-output -o $(VENV)/bls.pot bls_tui
	@$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap -i $(VENV)/bls.pot -o $(PO) -l it
	@$(BIN)/pybabel -q compile -i $(PO) -o $(PO:.po=.mo)

clean:  ## remove the virtual environment and caches
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
