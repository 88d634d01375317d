# make demo    real payors' contracts reviewed, reports in ./demo
# make test    everything that CI runs
# make bench   speed against peers and floors, into docs/benchmarks.md
# make docs    write the generated pages anew
# make audit   known faults and licences of the dependencies
.DEFAULT_GOAL := help
.PHONY: help setup browser java postgres pdf demo test lint unit outside bench docs audit format clean

PATH := $(CURDIR)/.venv/bin:$(CURDIR)/.tools/bin:$(PATH)
export PATH
export UV_PYTHON_DOWNLOADS := never
export UV_COMPILE_BYTECODE := 1
# each of the many programs that the tests start would else compile the libraries anew
unexport PYTHONDONTWRITEBYTECODE
# one more than the cores: a worker often waits for a browser or a server
WORKERS ?= 3

help:
	@sed -n 's/^# //p' Makefile

setup: .venv/.ready
.venv/.ready: pyproject.toml uv.lock tools/install_uv.sh
	@sh tools/install_uv.sh
	@uv sync --frozen --all-groups --quiet
	@.venv/bin/python -m compileall -q src
	@touch $@

browser: setup
	@sh tools/install_browser.sh

pdf: setup
	@sh tools/install_pdf.sh

demo: pdf
	@perdiem demo demo

test: lint unit

lint: setup
	@ruff check .
	@ruff format --check .
	@mypy
	@lint-imports --no-cache
	@python tools/docs.py --check
	@python tools/sql.py --check

java: setup
	@sh tools/install_java.sh

postgres: setup
	@sh tools/install_postgres.sh

unit: browser java postgres pdf
	@pytest -n $(WORKERS) --dist worksteal --ignore=tests/outside

# checks on files that may not be in the repository; they say so where those are missing
outside: setup
	@pytest tests/outside -rs

bench: setup
	@python benchmarks/run.py

docs: setup
	@python tools/docs.py

audit: setup
	@python tools/audit.py

format: setup
	@ruff format .
	@ruff check --fix .

clean:
	rm -rf .venv .tools node_modules demo dist build
