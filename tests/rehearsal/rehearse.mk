# A rehearsal of the operator's life on an emulator of AWS, in an environment of its own: it pins botocore differently.

REHEARSE := $(PYTHON) -m tests.rehearsal

.rehearsal-venv/.installed: tests/rehearsal/emulator.lock | bootstrap
	@echo "Installing the emulator of AWS and AWS's command line (once)"
	@python="$$($(PYTHON) -c 'from tools import pack; print(pack.runtime_python() or "")')"; \
		test -n "$$python" || { echo "The functions' runtime, Python 3.13, is not on this machine." >&2; exit 1; }; \
		"$$python" -m venv --clear .rehearsal-venv
	@$(PYTHON) -m uv pip install --python .rehearsal-venv/bin/python --quiet --require-hashes --no-deps --requirement $<
	@touch $@

.PHONY: rehearse lock-rehearsal
rehearse: bootstrap .sam-venv/.installed .rehearsal-venv/.installed ## Rehearse deploying, using and removing the product: [FROM=an earlier revision] [OPTIONS=--short]
	@$(REHEARSE) $(if $(FROM),--from "$$FROM") $(OPTIONS)

lock-rehearsal: bootstrap ## Write tests/rehearsal/emulator.lock anew from emulator.in
	@$(PYTHON) -m uv pip compile --quiet --no-header --no-annotate --generate-hashes --universal --python-version 3.13 \
		--no-emit-index-url tests/rehearsal/emulator.in -o tests/rehearsal/emulator.lock
