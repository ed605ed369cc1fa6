# K2K for Odoo. What the targets do is in dev/, which needs Python 3.11 and no more.

PYTHON ?= python3
ARGS ?=

.PHONY: help setup demo test lint bench shell clean

help: ## show this help
	@echo "Targets:"
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "Variables:"
	@echo "  DB=         database of make demo and make shell (k2k_demo)"
	@echo "  PORT=       port of make demo (8069)"
	@echo "  ARGS=       arguments of make test for pytest: files, -k, -x, ..."
	@echo "  FAST=1      make test updates the last run's database instead of a new one"
	@echo "  ODOO_SRC=   a checkout of Odoo 19.0, instead of Debian's package"
	@echo "  PGHOST= PGPORT= PGUSER=   a PostgreSQL server, instead of a local or own one"
	@echo "More commands for developers: python3 -m dev help"

setup: ## get Odoo, PostgreSQL and all packages; build the template database
	@$(PYTHON) -m dev setup

demo: ## build the demo database once, and serve it
	@$(PYTHON) -m dev demo

test: ## install, update and test the addons; a warning in the log fails
	@$(PYTHON) -m dev test $(ARGS)

lint: ## ruff, pylint-odoo and OCA's checks
	@$(PYTHON) -m dev lint

bench: ## measure the promises beside the peers; keep the table in .cache
	@$(PYTHON) -m dev bench $(ARGS)

shell: ## Odoo's shell on DB; also reads standard input
	@$(PYTHON) -m dev shell

clean: ## stop our PostgreSQL, remove .venv, .cache and our databases
	@$(PYTHON) -m dev clean
