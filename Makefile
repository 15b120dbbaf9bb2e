# The same steps as .ci/run, one by one, in the virtual environment that is active.
.PHONY: setup test lint types contracts docs bench all

setup:
	pip install -e '.[dev]'

test:
	pytest

lint:
	ruff format --check .
	ruff check .

types:
	mypy

contracts:
	lint-imports

docs:
	python docs/generate.py

bench:
	python benchmarks/check.py
	python benchmarks/estimate.py

all: test lint types contracts
	python price_book/seal.py --check
	python docs/generate.py --check
