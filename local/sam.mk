# The SAM CLI, in an environment of its own: it pins boto3 and click to exact versions that are not ours.

SAM := SAM_CLI_TELEMETRY=0 .sam-venv/bin/sam
# uv does in two seconds what takes pip thirty; either reads the same lock.
sam_uv := $(firstword $(wildcard .venv/bin/uv) $(shell command -v uv))
sam_install := $(if $(sam_uv),$(sam_uv) pip install --python .sam-venv/bin/python,.sam-venv/bin/python -m pip install)

.sam-venv/.installed: local/sam-cli.lock
	@echo "Installing the SAM CLI (once)"
	@python3 -m venv --clear .sam-venv
	@$(sam_install) --quiet --require-hashes --no-deps --requirement local/sam-cli.lock
	@touch $@

.PHONY: validate build
validate: .sam-venv/.installed  ## Check template.yaml with the SAM CLI and its linter
	$(SAM) validate --lint

build: .sam-venv/.installed  ## Build functions and layers for deployment, into .aws-sam/build
	$(SAM) build
