"""`python -m twyst.reconciliation api|worker|migrate|openapi`, and what a person runs by hand."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from twyst.reconciliation import main

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="The books: ledger, payouts, statements, discrepancies."
)

_Key = Annotated[str, typer.Argument(help="The order or account that the records are parked under.")]
_By = Annotated[str, typer.Option(help="Who answers for it; kept with the records.")]


@app.command()
def api() -> None:
    """Serve the HTTP API."""
    main.run_api()


@app.command()
def worker() -> None:
    """Consume orders, account events and venues; fetch payouts; sync with Stripe."""
    main.run_worker()


@app.command()
def migrate() -> None:
    """Bring the database to the newest revision (with the migrator's DSN)."""
    main.run_migrations()


@app.command()
def openapi() -> None:
    """Print the API's OpenAPI document."""
    print(json.dumps(main.openapi(), indent=1, ensure_ascii=False))


@app.command()
def sync() -> None:
    """Read every connected account at Stripe now (with the worker's DSN); fails if one could not be read."""
    good, bad = asyncio.run(main.sync_now())
    print(json.dumps({"synced": good, "failed": bad}))
    if bad:
        raise typer.Exit(1)


@app.command()
def verify() -> None:
    """Check the invariants of the books (with the auditor's or the worker's DSN); fails if one does not hold."""
    broken = asyncio.run(main.verify_books())
    print(json.dumps(broken, indent=1))
    if broken:
        raise typer.Exit(1)


@app.command()
def parked(key: Annotated[str | None, typer.Option(help="Only of this order or account.")] = None) -> None:
    """List parked records, one JSON object per line (with the worker's DSN)."""
    for record in asyncio.run(main.list_parked(key)):
        line = {
            "id": record.id,
            "key": record.key,
            "event_id": record.event_id,
            "place": f"{record.topic}/{record.partition}/{record.offset}",
            "parked_at": record.parked_at.isoformat(),
            "reason": record.reason,
            "error": record.error,
        }
        print(json.dumps(line, ensure_ascii=False))


@app.command()
def redrive(key: _Key, by: _By) -> None:
    """Take everything that is parked under a key; if anything fails, all of it stays parked."""

    async def run() -> dict[str, int]:
        async with main.redrive() as parked_records:
            return dict(await parked_records(key, by=by))

    print(json.dumps(asyncio.run(run())))


@app.command()
def discard(
    ids: Annotated[list[int], typer.Argument(help="Ids that `parked` printed.")],
    by: _By,
    reason: Annotated[str, typer.Option(help="Why they will never be taken; kept with them.")],
) -> None:
    """Give parked records up for good."""

    async def run() -> int:
        async with main.redrive() as parked_records:
            return await parked_records.discard(ids, by=by, reason=reason)

    print(json.dumps({"discarded": asyncio.run(run())}))


if __name__ == "__main__":
    app()
