"""`python -m twyst.fulfillment api|worker|migrate|openapi`."""

from __future__ import annotations

import json

import typer

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Tickets, boards, and what the kitchen saw."
)


@app.command()
def api() -> None:
    """Serve the HTTP API."""
    from twyst.fulfillment.main import run_api

    run_api()


@app.command()
def worker() -> None:
    """Consume orders and venues, relay events, watch for unseen tickets."""
    from twyst.fulfillment.worker import run_worker

    run_worker()


@app.command()
def migrate() -> None:
    """Bring the database to the newest revision (with the migrator's DSN)."""
    from twyst.fulfillment.adapters.migrate import upgrade
    from twyst.runtime.settings import DatabaseSettings, load

    upgrade(load(DatabaseSettings).database_url.get_secret_value())


@app.command()
def openapi() -> None:
    """Print the API's OpenAPI document."""
    from twyst.fulfillment.main import openapi as document

    print(json.dumps(document(), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    app()
