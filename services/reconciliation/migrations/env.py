"""Alembic's entry; the connection and the metadata come from `twyst.reconciliation.adapters.migrate`."""

from twyst.mailbox.migrate import run_environment

run_environment()
