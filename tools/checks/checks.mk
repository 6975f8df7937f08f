# Linters of security and of CloudFormation, in an environment of their own: they pin what they share with us differently.

checks := .checks-venv/bin

.checks-venv/.installed: tools/checks/checks.lock | bootstrap
	@echo "Installing bandit, semgrep, checkov, cfn-lint and swagger-parser (once)"
	@python3 -m venv --clear .checks-venv
	@$(PYTHON) -m uv pip install --python $(checks)/python --quiet --require-hashes --no-deps --requirement $<
	@touch $@

.PHONY: lint-security validate-choices lock-checks
lint-security: .checks-venv/.installed
	@$(checks)/bandit --quiet --recursive --configfile pyproject.toml layers/ligafiscal functions
	@PATH="$(CURDIR)/$(checks):$$PATH" semgrep scan --config tools/checks/semgrep.yaml --error --quiet --metrics off \
		--disable-version-check --no-git-ignore layers/ligafiscal functions

validate-choices: bootstrap .checks-venv/.installed
	@$(PYTHON) -m tools.checks.template

lock-checks: bootstrap ## Write tools/checks/checks.lock anew from checks.in
	@$(PYTHON) -m uv pip compile --quiet --no-header --no-annotate --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url tools/checks/checks.in -o tools/checks/checks.lock
