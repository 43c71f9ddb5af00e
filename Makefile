# The commands of the README. They work from any folder: make -C <checkout> demo
# PORT= and CLOSEKNIT_HOME= are honoured: make demo PORT=8080
SHELL := /bin/sh
.DEFAULT_GOAL := help
# Where Python may not keep what it compiled, each of a dozen processes compiles two thousand modules again, for two seconds.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo start test pictures lint assets messages setup wheel lock clean

help:
	@echo "make demo      the product with its demonstration company, on http://127.0.0.1:8000"
	@echo "make start     the product, empty: the first page makes the first administrator"
	@echo "make test      the whole test suite; ARGS= goes to pytest"
	@echo "make lint      only the checks of the code itself"
	@echo "make pictures  the pictures of the main pages, taken anew in docs/pictures"
	@echo "make assets    the pages' style and script, built if a source changed"
	@echo "make messages  the texts for people, collected anew for the translators in closeknit/locale"
	@echo "make wheel     the package for others, in dist/"
	@echo "make lock      the lock files, renewed; ARGS=--upgrade takes the newest of everything"
	@echo "make clean     takes away what the commands above made, but not the data"

demo:
	@scripts/set-up run
	@exec .venv/bin/closeknit demo

start:
	@scripts/set-up run
	@exec .venv/bin/closeknit start

test:
	@scripts/set-up test
	@exec .venv/bin/pytest --numprocesses auto --dist worksteal $(ARGS)

lint:
	@scripts/set-up test
	@exec .venv/bin/pytest tests/architecture $(ARGS)

pictures:
	@scripts/set-up test
	@CLOSEKNIT_PICTURES=docs/pictures exec .venv/bin/pytest tests/pictures $(ARGS)

setup assets:
	@scripts/set-up run

messages:
	@scripts/set-up run
	@exec .venv/bin/python scripts/messages.py collect

wheel:
	@scripts/set-up run
	@exec .venv/bin/uv build --quiet --build-constraints locks/build.txt --wheel

lock:
	@scripts/lock $(ARGS)

clean:
	rm -rf .venv node_modules closeknit/web/static/built dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache tests/output
	find closeknit tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
