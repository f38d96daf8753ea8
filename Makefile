# Everything a newcomer needs: `make demo` and `make test`. Both set up first.
PYTHON ?= python3.11
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: setup demo test check lint types imports docs docs-check bench evaluate golden clean

setup: $(READY)

# torch comes first and pinned: left to the resolver, the index may hand out a CUDA build of several GB.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "voc needs Python 3.11: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --progress-bar off -c constraints.txt torch==2.13.0
	$(BIN)/python -m pip install --quiet --progress-bar off -c constraints.txt -e '.[dev]'
	touch $(READY)

demo: setup
	$(BIN)/voc demo

test: setup
	$(BIN)/python -m pytest

check: lint types imports docs-check

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

docs: setup
	$(BIN)/python docs/generate.py

docs-check: setup
	$(BIN)/python docs/generate.py --check

bench: setup
	$(BIN)/python benchmarks/exports.py $(VOC_DATA)

evaluate: setup
	$(BIN)/voc evaluate $(VOC_DATA)/labelled/journey_dev.jsonl --out benchmarks/results

clean:
	rm -rf $(VENV) voc-demo dist .mypy_cache .ruff_cache .pytest_cache

# What the demo's night says, written again for review: look at `git diff tests/golden`.
golden: setup
	rm -rf voc-golden
	$(BIN)/voc demo voc-golden --quiet
	$(BIN)/python tests/golden/reading.py voc-golden
	rm -rf voc-golden
