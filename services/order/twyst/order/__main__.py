"""`python -m twyst.order`: the service's processes and its commands for people."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Annotated

import typer

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@cli.command()
def api() -> None:
    """Serve diners, venues and staff over HTTP."""
    from twyst.order.main import run_api

    run_api()


@cli.command()
def worker() -> None:
    """Consume events, relay the outbox, call Stripe, sweep."""
    from twyst.order.worker import run_worker

    run_worker()


@cli.command()
def migrate() -> None:
    """Bring the database to the newest revision, with the migrator's role."""
    from twyst.order.adapters.migrate import upgrade
    from twyst.runtime.settings import DatabaseSettings, load

    upgrade(load(DatabaseSettings).database_url.get_secret_value())


@cli.command()
def seed(*, as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Make two venues to try Twyst with, or find them: menus, tables, accounts that can be paid, staff."""
    from twyst.order.main import run_seed
    from twyst.order.settings import ApiSettings
    from twyst.runtime.settings import load

    made = asyncio.run(run_seed(load(ApiSettings)))
    if as_json:
        json.dump(made, sys.stdout)
        return
    for venue in made["venues"]:
        typer.echo(
            f"{venue['name']} ({venue['currency']}): {venue['table_url']}, kitchen code {venue['pairing_code']}"
        )


@cli.command()
def openapi() -> None:
    """Print the OpenAPI document of the API."""
    from twyst.order.main import openapi as document

    json.dump(document(), sys.stdout, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    cli()
