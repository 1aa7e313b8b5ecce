# make site    set everything up and build the demonstration newspaper into _site/
# make test    set everything up and run every check
# make bench   compare build times with Hugo's (BENCH="--stories 1000" for a smaller corpus)
# make wheel   make the package that can be installed anywhere
PYTHON ?= python3
BIN := .venv/bin

.PHONY: site test bench wheel pictures clean

site: .venv/ready
	$(BIN)/newsprint build

test: .venv/ready-test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist worksteal

bench: .venv/ready-bench
	$(BIN)/python tests/benchmark/run.py $(BENCH)

wheel: .venv/ready
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

pictures: .venv/ready
	$(BIN)/python content/_pictures/draw.py

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/ready-test: .venv/ready
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

.venv/ready-bench: .venv/ready
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	touch $@

clean:
	rm -rf _site .newsprint dist build
