# make site    set everything up and build the demonstration newspaper into _site/
# make check   set everything up and run lint, types and every test that needs no browser, server or long time
# make test    set everything up and run every check
# make test-latest  the same with the newest release of every library, whatever constraints.txt says
# make constraints  write down in constraints.txt the versions that are newest now
# make bench   compare build times with Hugo's (BENCH="--stories 1000" for a smaller corpus)
# make bench-pictures  compare the making of pictures with Hugo's, sharp's and pyvips' (needs Node);
#                      with BENCH="--unchanged 20000", measure what so many pictures add to an unchanged site
# make words   gather the theme's messages into the catalogues of templates/words/ (docs/translate.md)
# make modules  write docs/modules.md and the picture in generator/README.md from the code
# make lighthouse   weigh the front page and a story of _site/ with Lighthouse (needs Node and Chromium)
# make screenshots  take the README's pictures of the newspaper (needs Chromium)
# make bench-serve  compare the preview with Hugo's
# make bench-deploy  time deploys to a folder and to an S3 server of this machine
# make wheel   make the package that can be installed anywhere
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
CONSTRAINTS ?= --constraint constraints.txt
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check $(CONSTRAINTS) --editable
PYTEST := $(BIN)/pytest -n auto --dist worksteal --durations 15

.PHONY: site lint check test test-latest constraints bench bench-serve bench-pictures bench-deploy wheel pictures words \
	modules lighthouse screenshots clean

site: $(VENV)/ready
	$(BIN)/newsprint build

lint: $(VENV)/ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy

check: lint
	$(PYTEST) -m "not browser and not servers and not slow"

test: lint
	$(PYTEST)

test-latest:
	$(MAKE) test VENV=.venv-latest CONSTRAINTS=

constraints:
	rm -rf .venv-latest
	$(MAKE) .venv-latest/ready-all VENV=.venv-latest CONSTRAINTS=
	head -n 2 constraints.txt > constraints.new
	.venv-latest/bin/pip freeze --exclude-editable | sort --ignore-case >> constraints.new
	mv constraints.new constraints.txt

bench: $(VENV)/ready-bench
	$(BIN)/python tests/benchmark/run.py $(BENCH)

bench-serve: $(VENV)/ready-bench
	$(BIN)/python tests/benchmark/serving.py $(BENCH)

bench-pictures: $(VENV)/ready-bench
	$(BIN)/python tests/benchmark/pictures.py $(BENCH)

bench-deploy: $(VENV)/ready-test
	$(BIN)/python tests/benchmark/deploying.py $(BENCH)

wheel: $(VENV)/ready
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

pictures: $(VENV)/ready
	$(BIN)/python content/_pictures/draw.py
	$(BIN)/python content/_pictures/icons.py

words: $(VENV)/ready
	mkdir -p .newsprint
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --add-location file --sort-by-file \
		--project Newsprint --output-file .newsprint/words.pot templates
	for file in templates/words/*.po; do \
		$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 100 \
			--locale "$$(basename "$$file" .po)" --input-file .newsprint/words.pot --output-file "$$file" || exit 1; \
	done

modules: $(VENV)/ready-test
	$(BIN)/python tests/architecture.py
	$(BIN)/python tests/tables.py

lighthouse: site
	npm install --prefix tests/web --no-package-lock --ignore-scripts --no-audit --no-fund --silent
	node tests/web/lighthouse.mjs _site

screenshots: $(VENV)/ready-screenshots
	$(BIN)/python tests/web/screenshots.py docs

$(BIN)/pip:
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready: pyproject.toml constraints.txt | $(BIN)/pip
	$(INSTALL) .
	touch $@

$(VENV)/ready-test: pyproject.toml constraints.txt | $(BIN)/pip
	$(INSTALL) '.[test]'
	touch $(VENV)/ready $@

$(VENV)/ready-bench: pyproject.toml constraints.txt | $(BIN)/pip
	$(INSTALL) '.[bench]'
	touch $(VENV)/ready $@

$(VENV)/ready-screenshots: pyproject.toml constraints.txt | $(BIN)/pip
	$(INSTALL) '.[test,screenshots]'
	touch $@

$(VENV)/ready-all: pyproject.toml | $(BIN)/pip
	$(INSTALL) '.[test,bench,screenshots]'
	touch $@

clean:
	rm -rf _site .newsprint dist build
