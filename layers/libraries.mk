# Recipes of a layer of libraries, `layer`, for both processors: `requirements`, packed.
#
# Wheels for the Lambda runtime's processor and Python, whatever this machine has: no Docker, no compiler. The runtime is
# Amazon Linux 2023, which has glibc 2.34: wheels for that or for anything older run there.

uv := $(firstword $(wildcard $(project)/.venv/bin/uv $(project)/.sam-venv/bin/uv) $(shell command -v uv))

targets := build-$(layer)Arm64 build-$(layer)X8664

build-$(layer)Arm64: platform := aarch64
build-$(layer)X8664: platform := x86_64

$(targets): install
	cd "$(project)" && python3 -m tools.pack "$(ARTIFACTS_DIR)" $(PACK_OPTIONS)

install:
	@test -n "$(uv)" || { echo "uv is missing: run 'make build', or install it with 'pip install uv'" >&2; exit 1; }
	"$(uv)" pip install --quiet --python-platform $(platform)-manylinux_2_34 --python-version 3.13 \
		--only-binary :all: --require-hashes --no-deps --link-mode copy \
		--target "$(ARTIFACTS_DIR)/python" --requirement $(requirements)

.PHONY: install $(targets)
