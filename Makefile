# Everything runs from .venv, which `scripts/setup` makes and keeps; nothing is assumed to be installed.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test check lint fast-tests faults serve bench clean

BIN := .venv/bin
# Two workers fit two cores; on a larger machine: make test WORKERS=8
WORKERS ?= 2
DEMO_FOLDER ?= demo
# One alone: make bench BENCHMARKS=benchmarks/store/concurrent_writers.py
BENCHMARKS ?= $(wildcard \
  benchmarks/reading/words_vs_pymupdf.py \
  benchmarks/reading/ocr_vs_tesseract.py \
  benchmarks/extraction/batch.py \
  benchmarks/reading/engines.py \
  benchmarks/reconciliation/run.py \
  benchmarks/pages/lists.py \
  benchmarks/store/validate_and_store.py \
  benchmarks/store/concurrent_writers.py)

help: ## Show what there is
	@printf 'usage: make TARGET\n\n'
	@sed -nE 's/^([a-z-]+):.*## (.*)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

demo: ## Make sample documents, read them, reconcile them, show the result (installs what is missing)
	@scripts/setup demo
	@$(BIN)/ocr-reconcile demo --folder '$(DEMO_FOLDER)'

test: ## Run every test (installs what is missing)
	@scripts/setup test
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

check: lint fast-tests ## Lint, formatting, types, layers and the fast tests, in under a minute

lint: ## Lint, formatting, types and layers
	@scripts/setup check
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

fast-tests:
	@scripts/setup check
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m "not slow" $(PYTEST_ARGS)

faults: ## Kill, break, alter and flood it a thousand times; nothing may be lost (each prints a seed that replays it)
	@scripts/setup test
	@TAMPERS=1000 EXPORT_DOCUMENTS=1000 EXPORT_CHANGES=1000 WRITER_KILLS=1000 SERVICE_KILLS=300 DATABASE_KILLS=100 \
	  CALLS_STRUCK=10000 MODEL_RUNS=500 HOSTILE_FILES=500 HOSTILE_NAMES=500 SCHEMATHESIS_EXAMPLES=1000 \
	  $(BIN)/python -m pytest -q -s --timeout 10000 tests/integration/storage/test_tampering.py \
	  tests/integration/exporting/test_round_trip.py tests/integration/faults \
	  tests/integration/api/test_schemathesis.py $(PYTEST_ARGS)

serve: ## Serve the pages and the API on the demo's database if there is one (installs what is missing)
	@scripts/setup demo
	@if [[ -f '$(DEMO_FOLDER)/ocr_reconcile.db' ]]; then \
	  export DATABASE_URL='$(DEMO_FOLDER)/ocr_reconcile.db' OCR_RECONCILE_UPLOAD_FOLDER='$(DEMO_FOLDER)/uploads'; \
	fi; \
	exec $(BIN)/ocr-reconcile serve

bench: ## Run the benchmarks: ratios against named baselines, see benchmarks/README.md
	@scripts/setup test
	@for benchmark in $(BENCHMARKS); do echo "== $$benchmark"; $(BIN)/python "$$benchmark"; done

screenshots: ## Make the pictures of the pages in docs/images anew
	@scripts/setup test
	@$(BIN)/python scripts/screenshots

clean: ## Remove what the tools and the demo left; keeps .venv, uploads and databases of your own
	@rm -rf '$(DEMO_FOLDER)' build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +
