"""Alembic's environment: the connection and the tables come from the program that migrates."""

from twyst.mailbox.migrate import run_environment

run_environment()
