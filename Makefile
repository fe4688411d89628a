# make run starts everything, make test tests everything; nothing but make and Python 3.11 is needed beforehand.
.PHONY: help setup run test faults coverage lint format bench bench-scale
.DEFAULT_GOAL := help

BIN := .venv/bin
PINS := requirements.txt requirements-redis.txt requirements-dev.txt
NEW_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
# The first Python that is new enough. PYTHON=... chooses another one.
CANDIDATES := python3 python3.11 python3.12 python3.13 python3.14 python
PYTHON ?= $(shell for each in $(CANDIDATES); do $$each $(NEW_ENOUGH) && echo $$each && break; done)

help:
	@echo '常用命令：make run 启动 · make test 全部测试 · make lint 代码检查 · make bench 性能测量 · make setup 只安装'

# The stamp is a copy of the pins, so a branch switch that changes only their dates installs nothing.
setup:
	@if $(BIN)/python $(NEW_ENOUGH) && [ "$$(cat $(PINS))" = "$$(cat .venv/pins 2>/dev/null)" ]; then exit 0; fi; \
	if ! '$(PYTHON)' $(NEW_ENOUGH); then \
		echo '需要 Python 3.11 或更高版本：请先安装，或用 make setup PYTHON=路径 指定。' >&2; exit 1; fi; \
	if ! '$(PYTHON)' -c 'import venv, ensurepip' 2>/dev/null; then \
		echo 'Python 缺少 venv 模块：请先安装（Debian、Ubuntu：apt install python3-venv）。' >&2; exit 1; fi; \
	echo '正在安装依赖……'; \
	$(BIN)/python $(NEW_ENOUGH) || '$(PYTHON)' -m venv --clear .venv || exit 1; \
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-input -r requirements-dev.txt || { \
		echo '依赖没有装成：请检查网络或 pip 的软件源设置，再运行一次 make setup。' >&2; exit 1; }; \
	cat $(PINS) > .venv/pins

run: setup
	@exec $(BIN)/python manage.py run_all

test: setup
	@exec $(BIN)/python -m tests

# The faults at their full size: fifty workers killed during a batch of 2,000 documents.
faults: setup
	@PERFGOALS_FAULT_FILES=2000 exec $(BIN)/python -m tests --faults

coverage: setup
	@exec $(BIN)/python -m tests --coverage

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djade --check --target-version 5.2 $$(find templates -name '*.html')
	$(BIN)/python manage.py makemigrations --check --dry-run

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(find templates -name '*.html')

bench: setup
	@exec $(BIN)/python -m bench

# A province of 100,000 tables in PostgreSQL; some twenty minutes.
bench-scale: setup
	@exec $(BIN)/python -m bench scale
