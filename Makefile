# Two commands: `make demo` runs a whole marketplace, `make test` installs what the tests need and runs all of them.
PYTHON ?= python3
PORT ?= 8800
VENV := .venv
BIN := $(VENV)/bin
# The browser of the tests: Debian's chromium where apt can be used, otherwise whichever is installed.
BROWSER := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
# The device of the tests: SoftHSM. Where it can't be installed, the tests that need it are left out and say so.
SOFTHSM := $(shell command -v softhsm2-util)

.PHONY: demo test check format lock messages clean

demo: $(VENV)/site
	@$(BIN)/aval demo --port $(PORT)

test: $(VENV)/dev browser softhsm check
	$(BIN)/python -m pytest -n 2 --dist worksteal --durations=15

# Format, lint, types, layers, templates, migrations, translations.
check: $(VENV)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/djlint aval/web/templates --lint --quiet
	$(BIN)/mypy aval tests bench conftest.py
	$(BIN)/mypy tools
	$(BIN)/python tools/migrations.py
	$(BIN)/python tools/messages.py --check

format: $(VENV)/dev
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .
	$(BIN)/djlint aval/web/templates --reformat --quiet || true

# Take the texts to be translated out of the code, and keep the translations there are.
messages: $(VENV)/dev
	$(BIN)/python tools/messages.py

lock: $(VENV)/dev
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 pyproject.toml -o requirements/site.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 --extra pkcs11 --group dev pyproject.toml -o requirements/dev.txt
	echo python-pkcs11 | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 --constraint requirements/dev.txt - -o requirements/pkcs11.txt

$(VENV)/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Aval needs Python 3.11 or newer; set PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt

$(VENV)/site: $(VENV)/bin/uv requirements/site.txt
	$(BIN)/uv pip install --quiet --require-hashes -r requirements/site.txt
	$(BIN)/uv pip install --quiet --no-deps --editable .
	$(BIN)/python tools/messages.py --compile
	@touch $@

$(VENV)/dev: $(VENV)/bin/uv requirements/dev.txt
	$(BIN)/uv pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/uv pip install --quiet --no-deps --editable .
	$(BIN)/python tools/messages.py --compile
	@touch $@ $(VENV)/site

.PHONY: browser
browser:
ifeq ($(BROWSER),)
	@command -v apt-get >/dev/null || { echo "The browser tests need Chromium; install it and run make test again."; exit 1; }
	apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-color-emoji >/dev/null
endif

.PHONY: softhsm
softhsm:
ifeq ($(SOFTHSM),)
	@{ apt-get update -qq && apt-get install -y -qq --no-install-recommends softhsm2 >/dev/null; } || echo "SoftHSM 2 can't be installed here; its tests are left out."
endif

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache
