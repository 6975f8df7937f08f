# The SAM CLI, in an environment of its own: it pins boto3 and click to exact versions that are not ours.

SAM := SAM_CLI_TELEMETRY=0 .sam-venv/bin/sam

.sam-venv/.installed: local/sam-cli.lock
	@echo "Installing the SAM CLI (once, about a minute)"
	@python3 -m venv --clear .sam-venv
	@.sam-venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement local/sam-cli.lock
	@touch $@

.PHONY: validate build
validate: .sam-venv/.installed  ## Check template.yaml with the SAM CLI and its linter
	$(SAM) validate --lint

build: .sam-venv/.installed  ## Build functions and layers for deployment, into .aws-sam/build
	$(SAM) build
