# Everything runs from here. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON := $(CURDIR)/.venv/bin/python
PY := .venv/bin/python
PY_MEMBERS := contracts/python libs/access libs/demo libs/devstack libs/mailbox libs/messaging libs/money libs/runtime libs/testing \
  services/fulfillment services/order services/reconciliation services/stripe-sandbox services/webhook-gateway

.PHONY: help
help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: install
install: .venv/.ready ## install the Python packages, exactly as locked

.venv/bin/uv: requirements.lock
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Twyst needs Python 3.11 or newer as python3."; exit 1; }
	@[ -x .venv/bin/pip ] || python3 -m venv .venv || { echo "python3 has no venv module: install it (Debian: apt install python3-venv)."; exit 1; }
	@awk '/^[a-z0-9]/ {on = /^uv==/} on' requirements.lock > .venv/uv.txt
	@.venv/bin/pip install -q --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.txt
	@touch $@

.venv/.ready: .venv/bin/uv requirements.lock $(PY_MEMBERS:%=%/pyproject.toml)
	@printf -- '-e ./%s\n' $(PY_MEMBERS) > members.tmp
	@.venv/bin/uv pip sync -q requirements.lock members.tmp
	@touch $@

.PHONY: lock
lock: .venv/bin/uv ## refresh the locks (existing pins are kept; UPGRADE=1 moves them)
	.venv/bin/uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11 $(if $(UPGRADE),--upgrade) --group dev pyproject.toml -o requirements.lock
	sed -i '/^-e /d' requirements.lock
