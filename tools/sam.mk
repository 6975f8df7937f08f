# The SAM CLI, in an environment of its own: it pins boto3 and click to exact versions that are not ours.

SAM := SAM_CLI_TELEMETRY=0 .sam-venv/bin/sam
# uv does in two seconds what takes pip thirty; either reads the same lock, which is complete: nothing else is looked up.
sam_uv := $(firstword $(wildcard .venv/bin/uv) $(shell command -v uv))
sam_install := $(if $(sam_uv),$(sam_uv) pip install --python .sam-venv/bin/python,.sam-venv/bin/python -m pip install)

.sam-venv/.installed: tools/sam-cli.lock
	@echo "Installing the SAM CLI (once)"
	@python3 -m venv --clear .sam-venv
	@$(sam_install) --quiet --require-hashes --no-deps --requirement tools/sam-cli.lock
	@touch $@

.PHONY: validate build lock-layer lock-sam
validate: .sam-venv/.installed validate-choices ## Check template.yaml, and what each choice of parameters makes of it
	$(SAM) validate --lint

build: .sam-venv/.installed ## Build what `sam deploy` uploads, for both processors, into .aws-sam
	$(SAM) build
	@# What a recipe says, `sam build` keeps to itself.
	@if find .aws-sam/build/LigaFiscalLayer -name '*.py' | grep -q .; then \
		echo "WARNING: no Python 3.13 was found here, so the layers have no bytecode: every cold start will compile" \
			"every import, which about doubles it." >&2; fi

# What each layer of libraries is asked for; what comes with it is looked up. A function that takes a second layer has
# typing-extensions from the first.
layers := dependencies pydantic pages images documents
wanted_dependencies := aws-lambda-powertools botocore idna
wanted_pydantic := pydantic
wanted_pages := jinja2
wanted_images := multipart pillow
wanted_documents := pypdf zxing-cpp
left_out_pydantic := --no-emit-package typing-extensions

lock-layer: .sam-venv/.installed $(layers:%=lock-layer-%) ## Pin the layers' libraries to what requirements.lock has

lock-layer-%:
	@printf '%s\n' $(wanted_$*) | .sam-venv/bin/uv pip compile --quiet --no-header --no-annotate --generate-hashes \
		--python-version 3.13 --python-platform linux --constraint requirements.lock $(left_out_$*) - \
		-o layers/$*/requirements.txt

lock-sam: .sam-venv/.installed ## Write tools/sam-cli.lock anew from tools/sam-cli.in
	@.sam-venv/bin/uv pip compile --quiet --no-header --no-annotate --generate-hashes --universal --python-version 3.11 \
		tools/sam-cli.in -o tools/sam-cli.lock
