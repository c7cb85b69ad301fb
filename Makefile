# Two commands: `make atlas` and `make test`. Beside them `make setup` and `make bench`.
VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bin/uv
export UV_PROJECT_ENVIRONMENT := $(VENV)
ifneq ($(wildcard ../shared/data),)
export REGIOSCOOP_DATA ?= ../shared/data
endif

.PHONY: atlas test setup bench lint docs clean

atlas: setup
	$(VENV)/bin/regioscoop atlas serve

test: setup debian
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder
	$(VENV)/bin/mkdocs build --strict --quiet

bench: setup
	$(PY) benchmarks/run.py
	$(PY) benchmarks/atlas.py
	$(PY) benchmarks/state.py
	$(PY) benchmarks/functional_regions.py
	$(PY) benchmarks/qca.py
	$(PY) benchmarks/coding.py
	$(PY) benchmarks/linking.py
	$(PY) benchmarks/documents.py
	$(PY) benchmarks/collecting.py
	$(PY) benchmarks/voices.py

setup: $(VENV)/.synced frontend/.built

$(VENV)/bin/uv:
	python3 -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.synced: $(VENV)/bin/uv pyproject.toml uv.lock
	$(UV) sync --frozen --all-extras --inexact
	@touch $@

frontend/.built: $(VENV)/.synced $(shell find frontend -type f -not -path '*/node_modules/*' -not -name .built 2>/dev/null)
	$(PY) tools/build_frontend.py
	@touch $@

.PHONY: debian
debian:
	@tools/install_debian.sh

clean:
	rm -rf $(VENV) frontend/node_modules frontend/.built src/regioscoop/web/static/dist site
