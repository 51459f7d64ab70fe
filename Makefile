# On a fresh machine with git, make and a python3: `make chat`, `make test`.
# uv lives in .tools, so that the machine's own Python is left as it is; it brings Python 3.12 and 3.10 where missing.

UV_VERSION := 0.13.9
UV := $(CURDIR)/.tools/bin/uv
BIN := .venv/bin
MODEL := nlu/training

export RASA_TELEMETRY_ENABLED := false

.PHONY: chat test browser setup train bench lint format words clean

chat: setup train
	@$(BIN)/jalon chat

test: setup train lint browser
	@echo "→ tests (about 8 minutes on 2 cores)"
	@$(BIN)/python -m pytest -n 2 --dist loadfile -q

# The tests of the console open a real browser: the machine's own Chromium, else one that Playwright keeps for itself.
browser: setup
	@$(BIN)/python -m tests.browser || { echo "→ no Chromium on this machine: fetching Playwright's own (about 120 MB)"; \
		$(BIN)/playwright install chromium-headless-shell; }

setup: .venv/.ready

train: $(MODEL)/.venv/.ready .venv/.ready
	@$(MODEL)/.venv/bin/python $(MODEL)/train.py

bench: setup train
	@for bench in tests/bench/*.py; do echo "→ $$bench"; $(BIN)/python -m tests.bench.$$(basename $$bench .py); done

lint: setup
	@echo "→ lint and types"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/hadolint docker/*.Dockerfile

words: setup
	@echo "→ the console's words, for translators: bot/advisors/locales"
	@$(BIN)/pybabel -q extract --mapping=bot/advisors/babel.cfg --sort-by-file --no-location --omit-header \
		--output=.console.pot bot/advisors
	@$(BIN)/pybabel -q update --domain=console --input-file=.console.pot --output-dir=bot/advisors/locales \
		--no-fuzzy-matching --ignore-obsolete --width=118
	@rm .console.pot

format: setup
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

clean:
	rm -rf .venv .tools $(MODEL)/.venv $(MODEL)/models

$(UV):
	@echo "→ uv $(UV_VERSION), in .tools"
	@python3 -m venv .tools || { echo "python3 cannot make a venv: install its venv package (Debian: apt install python3-venv)"; exit 1; }
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.ready: pyproject.toml uv.lock .python-version | $(UV)
	@echo "→ Jalon's own environment (Python 3.12)"
	@$(UV) sync --locked --quiet
	@touch $@

$(MODEL)/.venv/.ready: $(MODEL)/pyproject.toml $(MODEL)/uv.lock $(MODEL)/.python-version | $(UV)
	@echo "→ the model's environment (Python 3.10, Rasa): about half a minute, 2.5 GB on disk"
	@cd $(MODEL) && $(UV) sync --locked --quiet
	@touch $@
