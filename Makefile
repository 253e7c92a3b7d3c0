# Everything runs from here. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON := $(CURDIR)/.venv/bin/python
PY := .venv/bin/python
PY_MEMBERS := contracts/python libs/access libs/demo libs/devstack libs/mailbox libs/messaging libs/money libs/ops libs/runtime libs/testing libs/verify \
  services/fulfillment services/order services/reconciliation services/stripe-sandbox services/webhook-gateway
# What the service image runs: the services, and the provisioning of the servers that they need.
IMAGE_MEMBERS := $(filter services/%,$(PY_MEMBERS)) libs/devstack

.PHONY: help
help: ## list the targets
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# What pip, uv and npm say first is long; the last line is the one that is read.
UNFETCHED := echo "twyst: packages could not be installed: they are fetched once, so connect to the network (pip's and npm's own settings name a proxy or a mirror) and run the same command again."

.PHONY: install
install: .venv/.ready ## install the Python packages, exactly as locked

.venv/bin/uv: requirements.lock
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Twyst needs Python 3.11 or newer as python3."; exit 1; }
	@[ -x .venv/bin/pip ] || python3 -m venv .venv || { echo "python3 has no venv module: install it (Debian: apt install python3-venv)."; exit 1; }
	@awk '/^[a-z0-9]/ {on = /^uv==/} on' requirements.lock > .venv/uv.txt
	@.venv/bin/pip install -q --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.txt || { $(UNFETCHED); exit 1; }
	@touch $@

.venv/.ready: .venv/bin/uv requirements.lock $(PY_MEMBERS:%=%/pyproject.toml)
	@printf -- '-e ./%s\n' $(PY_MEMBERS) > members.tmp
	@.venv/bin/uv pip sync -q --compile-bytecode requirements.lock members.tmp || { $(UNFETCHED); exit 1; }
	@$(PY) -m compileall -q $(PY_MEMBERS) # else each process compiles, where Python may not write what it compiled
	@touch $@

# The members of the workspace come out as paths of this machine, which the lock leaves out.
LOCK := .venv/bin/uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11

.PHONY: lock
lock: .venv/bin/uv ## refresh the locks (existing pins are kept; UPGRADE=1 moves them)
	$(LOCK) $(if $(UPGRADE),--upgrade) --group dev pyproject.toml -o requirements.lock
	sed -i '/^-e /d' requirements.lock
	$(DEVSTACK) lock
	$(LOCK) -c requirements.lock $(IMAGE_MEMBERS:%=%/pyproject.toml) -o deploy/images/requirements.lock
	sed -i '/^-e /d' deploy/images/requirements.lock

# The embedded stack. A stamp says that what it stands for is there, so an unchanged make has nothing to do.
DEVSTACK := $(PY) -m twyst.devstack
WEB_APP := $(if $(filter 0,$(WEB)),,$(wildcard services/web/package.json))
WEB_SOURCES := $(if $(WEB_APP),$(shell find services/web -type f -not -path '*/node_modules/*' -not -path '*/.next/*' -not -path '*/e2e/*'))
# The web app's own checks need its packages; what needs no Node must not fetch them.
WEB_READY := $(wildcard services/web/node_modules/.ready)
NPM := cd services/web && PATH="$(CURDIR)/.venv/bin:$$PATH" NEXT_TELEMETRY_DISABLED=1 npm
STACK_PARTS := $(if $(filter docker,$(STACK)),,.twyst/kafka/.ready $(if $(WEB_APP),services/web/.next/.ready))

.twyst/kafka/.ready: deploy/local/kafka.lock | .venv/.ready
	@$(DEVSTACK) install
	@touch $@

services/web/node_modules/.ready: services/web/package-lock.json | .venv/.ready
	@cd services/web && PATH="$(CURDIR)/.venv/bin:$$PATH" npm ci --no-audit --no-fund || { $(UNFETCHED); exit 1; }
	@touch $@

services/web/.next/.ready: services/web/node_modules/.ready $(WEB_SOURCES)
	@cd services/web && PATH="$(CURDIR)/.venv/bin:$$PATH" NEXT_TELEMETRY_DISABLED=1 npm run build
	@touch $@

.PHONY: stack
stack: .twyst/kafka/.ready ## fetch Kafka's jars, which the embedded stack runs

.PHONY: web
web: services/web/.next/.ready ## build the web app

.PHONY: up
up: .venv/.ready $(STACK_PARTS) ## start the platform (DETACH=1, WEB=0, PORTS="gateway=8181 …", STACK=docker)
	@$(DEVSTACK) up $(if $(filter 1,$(DETACH)),--detach) $(if $(WEB_APP),,--no-web) $(PORTS:%=--port %) $(STACK:%=--stack=%)

.PHONY: down
down: ## stop the platform, however it was started
	@[ ! -x $(PY) ] || $(DEVSTACK) down $(STACK:%=--stack=%)

.PHONY: links
links: .venv/.ready ## what to open on the running platform, with new pairing codes
	@$(DEVSTACK) links

.PHONY: status
status: .venv/.ready ## say what runs
	@$(DEVSTACK) status

# Checks and tests.
.PHONY: check
check: .venv/.ready ## lint, format, types, imports, generated files: what every commit must pass
	@.venv/bin/ruff check -q . && .venv/bin/ruff format -q --check .
	@.venv/bin/mypy --no-error-summary contracts/python libs services
	@.venv/bin/lint-imports --no-logo > .twyst-imports.log || { cat .twyst-imports.log; rm -f .twyst-imports.log; exit 1; }
	@rm -f .twyst-imports.log
	@$(MAKE) -s verify

.PHONY: format
format: .venv/.ready ## mend what can be mended by a program
	@.venv/bin/ruff check -q --fix . ; .venv/bin/ruff format -q .

.PHONY: generate
generate: .venv/.ready ## write what follows from the contracts and the code: types, AsyncAPI, OpenAPI, docs
	@$(PY) contracts/generate.py
	@$(PY) docs/generate.py
	@$(if $(WEB_READY),$(NPM) run --silent generate)

.PHONY: verify
verify: .venv/.ready ## fail when a generated file is out of date
	@$(PY) contracts/generate.py --check
	@$(PY) docs/generate.py --check
	@$(if $(WEB_READY),$(NPM) run --silent generate -- --check)

.PHONY: check-web
check-web: services/web/node_modules/.ready ## lint, types and unit tests of the web app
	@$(NPM) run --silent lint
	@$(NPM) run --silent typecheck
	@$(NPM) test --silent

.PHONY: e2e
e2e: services/web/node_modules/.ready ## browser scenarios of the web app, on the running stack (make up DETACH=1)
	@$(NPM) run --silent e2e

.PHONY: screens
screens: services/web/node_modules/.ready ## take docs/screens anew, from the running stack
	@$(NPM) run --silent screens

# What `make retest` reads must be of this run, also when what comes before pytest fails.
.PHONY: forget-last-run
forget-last-run:
	@rm -f .pytest_cache/v/cache/lastfailed .pytest_cache/exit-code

.PHONY: test
test: forget-last-run .venv/.ready .twyst/kafka/.ready check check-web web ## everything that must pass, against real Kafka and PostgreSQL
	@.venv/bin/pytest -q -n 2 --dist loadgroup; code=$$?; mkdir -p .pytest_cache; echo $$code > .pytest_cache/exit-code; exit $$code

.PHONY: retest
retest: .venv/.ready .twyst/kafka/.ready ## run what the last test run left red once more, alone; refused when more than three tests failed, or not all ran
	@.venv/bin/python tests/retest.py

.PHONY: simulate
simulate: .venv/.ready ## replay the simulated world of a seed (SEED=…, ORDERS=…, ORDER=… for one order's trace)
	@PYTHONPATH=tests $(PY) -m simulation --seed $(or $(SEED),1) --orders $(or $(ORDERS),60) $(ORDER:%=--order %)

.PHONY: mutants
mutants: .venv/.ready .twyst/kafka/.ready ## make every named mistake and see which suite notices it (MUTANT=… for some)
	@PYTHONPATH=tests $(PY) -m mutants $(MUTANT)

.PHONY: prove
prove: .venv/.ready .twyst/kafka/.ready ## every proof that takes longer than a test may, with a report (ORDERS=…, STAGE=…); goes on where it was stopped
	@PYTHONPATH=tests $(PY) -m prove $(ORDERS:%=--orders %) $(STAGE:%=--only %)

.PHONY: bench
bench: .venv/.ready .twyst/kafka/.ready ## measure ratios against floors, all sides in one run
	@$(PY) tests/bench/run.py

.PHONY: demo
demo: .venv/.ready .twyst/kafka/.ready ## a simulated evening, from tap to reconciled payout
	@$(PY) -m twyst.demo
