# Every target works in a fresh clone: what it needs is set up first, by tools/bootstrap.py.

PYTHON := .venv/bin/python
OPS := PYTHONPATH=layers/ligafiscal $(PYTHON) -m ops
NAME ?=
ORGANIZATION ?=
STACK ?=
FROM ?=
KEY ?=
OPTIONS ?=
TESTS ?=

.DEFAULT_GOAL := help
.PHONY: help run listen organization user-key revoke-user-key rotate-secret restore erase-customers test prove planted-bugs \
	openapi script lint bench check screenshots bootstrap lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: bootstrap ## Serve the whole product on this machine (API_PORT, PORTAL_PORT, STATE_DIR)
	@exec $(PYTHON) -m local

listen: bootstrap ## Receive the local stack's webhooks here, and print each event once its signature is verified
	@PYTHONPATH=layers/ligafiscal exec $(PYTHON) -m local.listen

organization: bootstrap ## Create an organization and print its keys: NAME="Acme" [STACK=…] [OPTIONS="--color …"]
	@test -n "$$NAME" || { echo 'Say its name: make organization NAME="Acme"' >&2; exit 2; }
	@$(OPS) organization create --name "$$NAME" $(if $(STACK),--stack "$$STACK") $(OPTIONS)

user-key: bootstrap ## Make one more user key for an organization's account: ORGANIZATION=id [STACK=a deployed stack]
	@test -n "$$ORGANIZATION" || { echo 'Say whose: make user-key ORGANIZATION=its-id' >&2; exit 2; }
	@$(OPS) user-key create --organization "$$ORGANIZATION" $(if $(STACK),--stack "$$STACK")

revoke-user-key: bootstrap ## List a deployed stack's user keys, or end one: STACK=… [ORGANIZATION=id] [KEY=its first 12 characters]
	@test -n "$$STACK" || { echo 'Say which stack: make revoke-user-key STACK=ligafiscal-prod' >&2; exit 2; }
	@$(OPS) user-key $(if $(KEY),revoke --key "$$KEY",list) --stack "$$STACK" \
		$(if $(ORGANIZATION),--organization "$$ORGANIZATION")

rotate-secret: bootstrap ## Give a deployed stack's portal a new signing secret: STACK=…
	@test -n "$$STACK" || { echo 'Say which stack: make rotate-secret STACK=ligafiscal-prod' >&2; exit 2; }
	@$(OPS) signing-secret rotate --stack "$$STACK"

restore: bootstrap ## Put customers back from a restored table: STACK=… FROM=… OPTIONS="--customer id"
	@test -n "$$STACK" -a -n "$$FROM" || { echo 'Say where and from what: make restore STACK=… FROM=…' >&2; exit 2; }
	@$(OPS) customers restore --stack "$$STACK" --from "$$FROM" $(OPTIONS)

erase-customers: bootstrap ## Erase the customers of an organization that was deleted: STACK=… ORGANIZATION=id
	@test -n "$$STACK" -a -n "$$ORGANIZATION" || \
		{ echo 'Say where and whose: make erase-customers STACK=… ORGANIZATION=its-id' >&2; exit 2; }
	@$(OPS) customers erase --stack "$$STACK" --organization "$$ORGANIZATION"

# What only some tests need is installed first for the whole run; a file by itself asks for what it needs.
test: bootstrap $(if $(TESTS),,.sam-venv/.installed .checks-venv/.installed) ## Run all tests on all cores, or TESTS=a file; what this machine lacks is named at the end
ifeq ($(TESTS),)
	@run=$$(mktemp -d "$$($(PYTHON) -m tests.support.run_folder)/ligafiscal.XXXXXX") && trap 'rm -rf "$$run"' EXIT && status=0; \
	$(PYTHON) -m pytest -n auto --dist loadfile --no-loadscope-reorder --basetemp "$$run/all" -m "not prove and not last" || status=$$?; \
	LIGAFISCAL_LOOK_BACK="$$run/all" $(PYTHON) -m pytest -m last tests/test_leaks.py || status=$$?; \
	exit $$status
else
	@run=$$(mktemp -d "$$($(PYTHON) -m tests.support.run_folder)/ligafiscal.XXXXXX") && trap 'rm -rf "$$run"' EXIT && \
	$(PYTHON) -m pytest --basetemp "$$run/all" $(TESTS)
endif

screenshots: bootstrap ## Take pictures of every page into .screenshots: languages, brands, phone and desktop, light and dark
	@$(PYTHON) tools/preview.py .screenshots --screenshots 'cafe-*' 'plain-*' 'yellow-*'

lint: bootstrap lint-security ## Check format, style, types, and what is dangerous
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy

bench: bootstrap build ## Measure cold starts, warm requests, capacity and cost; writes bench/RESULTS.md
	@$(PYTHON) -m bench $(OPTIONS)

check: lint validate test ## Everything: format, style, types, template, import rules, all tests

openapi: bootstrap ## Write docs/openapi.json anew from the code
	@PYTHONPATH=layers/ligafiscal $(PYTHON) -m tools.openapi

script: bootstrap ## Write templates/form.min.mjs anew from templates/form.mjs
	@$(PYTHON) -m tools.script

prove: bootstrap ## The long proofs, or TESTS=one of them; writes their figures into docs/guarantees.md
	@$(PYTHON) -m pytest -m prove $(TESTS)

planted-bugs: bootstrap ## Plant bugs in the running product, one after the other, and show that a test catches each
	@$(PYTHON) -m pytest -v tests/planted

bootstrap: ## Install what the other targets need, in .venv and local/node_modules
	@python3 tools/bootstrap.py

lock: bootstrap ## Write requirements.lock anew from pyproject.toml, and the layers' pins from it
	@$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --group images --group documents --group local --group test pyproject.toml -o requirements.lock
	@$(MAKE) lock-layer

clean: ## Remove what was built and installed; the local stack's data in .local stays
	rm -rf .venv .sam-venv .checks-venv .rehearsal-venv .rehearsal .aws-sam .bench local/node_modules tests/*/node_modules
	rm -rf tools/*/node_modules
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

include tools/sam.mk
include tools/checks/checks.mk
include tests/rehearsal/rehearse.mk

export NAME ORGANIZATION STACK FROM KEY
