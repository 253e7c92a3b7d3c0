"""`python -m twyst.reconciliation api|worker|migrate|openapi`, and what a person runs by hand."""

from __future__ import annotations

import asyncio
import json

import typer

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="The books: ledger, payouts, statements, discrepancies."
)


@app.command()
def api() -> None:
    """Serve the HTTP API."""
    from twyst.reconciliation.main import run_api

    run_api()


@app.command()
def worker() -> None:
    """Consume orders, account events and venues; fetch payouts; sync with Stripe."""
    from twyst.reconciliation.worker import run_worker

    run_worker()


@app.command()
def migrate() -> None:
    """Bring the database to the newest revision (with the migrator's DSN)."""
    from twyst.reconciliation.adapters.migrate import upgrade
    from twyst.runtime.settings import DatabaseSettings, load

    upgrade(load(DatabaseSettings).database_url.get_secret_value())


@app.command()
def openapi() -> None:
    """Print the API's OpenAPI document."""
    from twyst.reconciliation.main import openapi as document

    print(json.dumps(document(), indent=1, ensure_ascii=False))


@app.command()
def sync() -> None:
    """Read every connected account at Stripe now (with the worker's DSN); fails if one could not be read."""
    from twyst.reconciliation.worker import sync_now

    good, bad = asyncio.run(sync_now())
    print(json.dumps({"synced": good, "failed": bad}))
    if bad:
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
