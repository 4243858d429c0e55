# The commands a person needs. `make run` and `make test` work on a fresh machine with Python 3.11 to 3.13.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.PHONY: run test lint bench evaluate demo clean format

$(VENV)/.installed: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Lumen into $(VENV) (a few minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: $(VENV)/.installed
	@exec $(BIN)/python manage.py up --port $(PORT)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(BIN)/djlint templates --lint --quiet

test: lint
	$(BIN)/pytest -n 2 --ignore=tests/browser
	$(BIN)/pytest tests/browser -p no:randomly

bench: $(VENV)/.installed-dev
	LUMEN_VAR=var/bench $(BIN)/python manage.py bench $(ARGS)

evaluate: $(VENV)/.installed-dev
	LUMEN_VAR=var/bench $(BIN)/python manage.py evaluate $(ARGS)

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

clean:
	rm -rf $(VENV) var
