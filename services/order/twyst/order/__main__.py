"""`python -m twyst.order`: the service's processes and its commands for people."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Annotated

import typer

from twyst.mailbox.database import Database
from twyst.order import main
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.migrate import upgrade
from twyst.order.adapters.records import read_parked
from twyst.order.application.redrive import StillUndecodable, redrive
from twyst.order.settings import ApiSettings, WorkerSettings
from twyst.runtime.serve import serve
from twyst.runtime.settings import DatabaseSettings, load

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@cli.command()
def api() -> None:
    """Serve diners, venues and staff over HTTP."""
    settings = load(ApiSettings)
    serve(main.build_api(settings), settings)


@cli.command()
def worker() -> None:
    """Consume events, relay the outbox, call Stripe, sweep."""
    settings = load(WorkerSettings)
    serve(main.build_worker(settings), settings)


@cli.command()
def migrate() -> None:
    """Bring the database to the newest revision, with the migrator's role."""
    upgrade(load(DatabaseSettings).database_url.get_secret_value())


@cli.command()
def seed(*, as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Make two venues to try Twyst with, or find them: menus, tables, accounts that can be paid, staff."""
    made = asyncio.run(main.run_seed(load(ApiSettings)))
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
    settings = ApiSettings.model_validate(
        {
            "environment": "docs",
            "jwt_signing_key_file": "",
            "profile": "local",
            "database_url": "postgresql://docs@localhost/docs",
            "stripe_api_key": "sk_test_docs",
            "jwks_url": "http://localhost/jwks.json",
            "capability_keys": ("x" * 32,),
        }
    )
    json.dump(main.build_api(settings).openapi(), sys.stdout, indent=1, ensure_ascii=False)


@cli.command(name="redrive")
def redrive_order(
    order_id: Annotated[str, typer.Argument(help="The parked order.")],
    by: Annotated[str, typer.Option(help="Who does it; kept with the records.")],
) -> None:
    """Apply everything that is parked for an order, in the order of arrival; all of it or nothing."""
    dsn = load(DatabaseSettings).database_url.get_secret_value()

    async def run() -> int:
        database = Database(dsn, pool_size=1, application_name="order-redrive")
        try:
            applied = await redrive(
                PostgresTransactions(database), main.utc_now, read_parked, order_id, by=by
            )
        finally:
            await database.close()
        for each in applied:
            typer.echo(f"{each.arrival.given.input_id}: {each.decision}, {each.because}")
        return len(applied)

    try:
        number = asyncio.run(run())
    except StillUndecodable as error:
        typer.echo(f"nothing was applied: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{number} records applied" if number else "nothing is parked for this order")


if __name__ == "__main__":
    cli()
