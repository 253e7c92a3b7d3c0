"""`python -m twyst.order`: the service's processes and its commands for people."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, TypeVar

import typer

from twyst.mailbox.database import Database
from twyst.order import main
from twyst.order.adapters.book.desk import PostgresTransactions, list_parked
from twyst.order.adapters.migrate import upgrade
from twyst.order.adapters.records import read_parked
from twyst.order.application.redrive import StillUndecodable, discard, redrive
from twyst.order.settings import ApiSettings, WorkerSettings
from twyst.runtime.serve import serve
from twyst.runtime.settings import DatabaseSettings, load

T = TypeVar("T")

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


By = Annotated[str, typer.Option(help="Who does it; kept with the records.")]


@cli.command()
def parked(*, as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """List what is parked, in the order of arrival, with the reason of each record."""
    records = _with_database(list_parked)
    if as_json:
        json.dump([asdict(record) for record in records], sys.stdout, default=str)
        return
    for record in records:
        typer.echo(
            f"{record.id}  order {record.key or 'unknown'}  {record.event_id}  {record.reason}  {record.error or ''}"
        )
    typer.echo(
        f"{len(records)} records wait; `redrive ORDER_ID` applies an order's, `discard ID` gives records up"
    )


@cli.command(name="redrive")
def redrive_order(order_id: Annotated[str, typer.Argument(help="The parked order.")], by: By) -> None:
    """Apply everything that is parked for an order, in the order of arrival; all of it or nothing."""
    try:
        applied = _with_database(
            lambda database: redrive(
                PostgresTransactions(database), main.utc_now, read_parked, order_id, by=by
            )
        )
    except StillUndecodable as error:
        typer.echo(f"nothing was applied: {error}", err=True)
        raise typer.Exit(1) from error
    for each in applied:
        typer.echo(f"{each.arrival.given.input_id}: {each.decision}, {each.because}")
    typer.echo(f"{len(applied)} records applied" if applied else "nothing is parked for this order")


@cli.command(name="discard")
def discard_records(
    ids: Annotated[list[int], typer.Argument(help="Ids of parked records, as `parked` lists them.")],
    by: By,
    reason: Annotated[str, typer.Option(help="Why they may be given up; kept with the records.")],
) -> None:
    """Give parked records up for good. They are not applied when they come again, and stay visible with the reason."""
    number = _with_database(
        lambda database: discard(PostgresTransactions(database), ids, by=by, reason=reason)
    )
    typer.echo(f"{number} of {len(ids)} records discarded")


def _with_database(work: Callable[[Database], Awaitable[T]]) -> T:
    """Do something with the worker's database, in a loop of its own."""
    dsn = load(DatabaseSettings).database_url.get_secret_value()

    async def run() -> T:
        database = Database(dsn, pool_size=1, application_name="order-command")
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


if __name__ == "__main__":
    cli()
