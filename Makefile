# Every target works in a fresh clone: what it needs is set up first, by local/bootstrap.py.

PYTHON := .venv/bin/python
NAME ?=
STACK ?=

.DEFAULT_GOAL := help
.PHONY: help run organization bootstrap test check lock build clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: bootstrap ## Serve the whole product on this machine (API_PORT, PORTAL_PORT, STATE_DIR)
	@exec $(PYTHON) -m local

organization: bootstrap ## Create an organization and print its keys: NAME="Acme" [STACK=a deployed stack]
	@test -n "$$NAME" || { echo 'Say its name: make organization NAME="Acme"' >&2; exit 2; }
	@$(PYTHON) -m local.organization --name "$$NAME" $(if $(STACK),--stack "$$STACK")

bootstrap: ## Install what the other targets need, in .venv and local/node_modules
	@python3 local/bootstrap.py

test: bootstrap ## Run all tests
	@$(PYTHON) -m pytest

check: bootstrap ## Format, lint, types, import rules and all tests
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy
	@$(PYTHON) -m pytest

lock: bootstrap ## Write requirements.lock anew from pyproject.toml
	@$(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --no-header --all-groups pyproject.toml -o requirements.lock

build: ## Build what `sam deploy` uploads (needs SAM CLI)
	sam build

clean: ## Remove what was built and installed; the local stack's data in .local stays
	rm -rf .venv .aws-sam local/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

export NAME STACK
