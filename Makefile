# The commands of README.md. Each does its own set-up, in .venv.
PYTHON ?= python3
BIN := .venv/bin
DRAWS ?= 2000
# Some machines forbid Python to keep compiled files; every start is then several times slower.
unexport PYTHONDONTWRITEBYTECODE
# The caller's settings must not change which libraries are found.
unexport PYTHONPATH PYTHONHOME

.PHONY: demo test check golden docs bench clean

demo: .venv/.installed
	$(BIN)/parley brief russia-ukraine-2024 --draws $(DRAWS)

test: .venv/.dev browser
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup --cov --cov-report=term:skip-covered

check: .venv/.dev browser
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup --cov --cov-report=term:skip-covered

# Renews the expected findings; read the difference like code before you commit it.
golden: .venv/.dev
	$(BIN)/python -m pytest -q tests/golden --golden

docs: .venv/.dev
	$(BIN)/python -m parley.case.reference
	$(BIN)/python -m parley.analysis.catalogue

# Measures everything against peers and limits; takes about half an hour. QUICK=1: some minutes.
bench: .venv/.bench
	$(BIN)/python benchmarks/run.py $(if $(QUICK),--quick); status=$$?; \
	  $(BIN)/python benchmarks/page.py; exit $$status

clean:
	rm -rf .venv runs

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "parley needs Python 3.11 or later; $(PYTHON) is older."; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "Installing Debian's python3-venv, which this Python needs for an environment."; \
	  apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; }

.venv/.installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/.dev: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch .venv/.installed $@

.venv/.bench: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch .venv/.installed $@

# Browser tests use Debian's Chromium; without it, and without the right to install it, they skip.
.PHONY: browser
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && echo "Installing chromium for the browser tests." \
	  && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
	  || echo "No chromium: the browser tests will be skipped."
