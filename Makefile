# make demo   installs into .venv and generates a small set from public-domain portraits into demo/
# make test   installs the development extras into .venv and runs the tests; those of the report need Chromium
#             and its driver (Debian, Ubuntu: apt-get install chromium chromium-driver)
# make fuzz   tries every parser with thousands of damaged files; FUZZ_EXAMPLES=1000 says how many each
# make check  ruff, mypy, who imports whom (contracts in pyproject.toml), and whether docs/commands.md says what the program says
# make docs   builds the site of guides, commands and Python reference into site/, without network
# make clean  removes what the above made
#
# PYTHON=python3.12 chooses another interpreter; it must be one of 3.11 to 3.14. Where there is none, uv brings one.

VENV := .venv
BIN := $(VENV)/bin
FITS := -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))'
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$name $(FITS) 2>/dev/null; then echo $$name; break; fi; done)
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet --constraint constraints.txt

.PHONY: demo test fuzz check docs clean

demo: $(VENV)/.installed
	$(BIN)/fmld-synth generate --input examples/portraits --output demo/set --per-face 12 --crop face --overwrite
	@echo "Open $(CURDIR)/demo/set/contact_sheet.jpg"

# A process a core, and in each of them torch and BLAS in one thread: more would only wait for each other.
test: $(VENV)/.installed-dev
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses auto

fuzz: $(VENV)/.installed-dev
	FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-2000} $(BIN)/python -m pytest tests/fuzz

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python build_data/write_command_reference.py --check

# With --quiet, MkDocs counts no warnings, so that --strict would pass over dead links.
docs: $(VENV)/.installed-dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "Open $(CURDIR)/site/index.html"

clean:
	rm -rf $(VENV) demo site build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@if [ -z "$(PYTHON)" ] && command -v uv >/dev/null; then \
		uv venv --quiet --seed --python 3.13 $(VENV); \
	elif [ -n "$(PYTHON)" ] && "$(PYTHON)" $(FITS) 2>/dev/null; then \
		"$(PYTHON)" -m venv $(VENV); \
	else \
		echo "Python 3.11, 3.12, 3.13 or 3.14 is needed, or uv; name one: make PYTHON=python3.13" >&2; exit 1; \
	fi
	$(INSTALL) --upgrade 'pip>=24'  # older ones search for minutes among the versions of some packages

# Stamps: the packages are installed again only when what they depend on has changed.
$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) --editable '.[dev]'
	@touch $@ $(VENV)/.installed
