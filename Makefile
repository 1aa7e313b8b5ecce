# make site    set everything up and build the demonstration newspaper into _site/
# make test    set everything up and run every check
# make bench   compare build times with Hugo's (BENCH="--stories 1000" for a smaller corpus)
# make bench-pictures  compare the making of pictures with Hugo's, sharp's and pyvips' (needs Node);
#                      with BENCH="--unchanged 20000", measure what so many pictures add to an unchanged site
# make words   gather the theme's messages into the catalogues of templates/words/ (docs/translate.md)
# make lighthouse   weigh the front page and a story of _site/ with Lighthouse (needs Node and Chromium)
# make screenshots  take the README's pictures of the newspaper (needs Chromium)
# make bench-serve  compare the preview with Hugo's
# make bench-deploy  time deploys to a folder and to an S3 server of this machine
# make wheel   make the package that can be installed anywhere
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --editable

.PHONY: site test bench bench-serve bench-pictures bench-deploy wheel pictures words lighthouse screenshots clean

site: .venv/ready
	$(BIN)/newsprint build

test: .venv/ready-test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist worksteal

bench: .venv/ready-bench
	$(BIN)/python tests/benchmark/run.py $(BENCH)

bench-serve: .venv/ready-bench
	$(BIN)/python tests/benchmark/serving.py $(BENCH)

bench-pictures: .venv/ready-bench
	$(BIN)/python tests/benchmark/pictures.py $(BENCH)

bench-deploy: .venv/ready-test
	$(BIN)/python tests/benchmark/deploying.py $(BENCH)

wheel: .venv/ready
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

pictures: .venv/ready
	$(BIN)/python content/_pictures/draw.py
	$(BIN)/python content/_pictures/icons.py

words: .venv/ready
	mkdir -p .newsprint
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --add-location file --sort-by-file \
		--project Newsprint --output-file .newsprint/words.pot templates
	for file in templates/words/*.po; do \
		$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 100 \
			--locale "$$(basename "$$file" .po)" --input-file .newsprint/words.pot --output-file "$$file" || exit 1; \
	done

lighthouse: site
	npm install --prefix tests/web --no-package-lock --ignore-scripts --no-audit --no-fund --silent
	node tests/web/lighthouse.mjs _site

screenshots: .venv/ready-screenshots
	$(BIN)/python tests/web/screenshots.py docs

$(BIN)/pip:
	$(PYTHON) -m venv .venv

.venv/ready: pyproject.toml | $(BIN)/pip
	$(INSTALL) .
	touch $@

.venv/ready-test: pyproject.toml | $(BIN)/pip
	$(INSTALL) '.[test]'
	touch .venv/ready $@

.venv/ready-bench: pyproject.toml | $(BIN)/pip
	$(INSTALL) '.[bench]'
	touch .venv/ready $@

.venv/ready-screenshots: .venv/ready-test
	$(BIN)/pip install --quiet --disable-pip-version-check pypdfium2
	touch $@

clean:
	rm -rf _site .newsprint dist build
