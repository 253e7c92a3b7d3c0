"""`python -m twyst.fulfillment api|worker|migrate|openapi`, and what a person does with parked records."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from twyst.fulfillment import main

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Tickets, boards, and what the kitchen saw."
)

_Key = Annotated[str, typer.Argument(help="The order or venue that the records are parked under.")]
_By = Annotated[str, typer.Option(help="Who answers for it; kept with the records.")]


@app.command()
def api() -> None:
    """Serve the HTTP API."""
    main.run_api()


@app.command()
def worker() -> None:
    """Consume orders and venues, relay events, watch for unseen tickets."""
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
def parked(key: Annotated[str | None, typer.Option(help="Only of this order or venue.")] = None) -> None:
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
    """Apply everything that is parked under a key, in order; if anything fails, all of it stays parked."""
    taken = asyncio.run(main.redrive_parked(key, by))
    if not taken:
        typer.echo(f"Nothing is parked under {key}.", err=True)
        raise typer.Exit(1)
    print(json.dumps({str(outcome): count for outcome, count in taken.items()}))


@app.command()
def discard(
    ids: Annotated[list[int], typer.Argument(help="Ids that `parked` printed.")],
    by: _By,
    reason: Annotated[str, typer.Option(help="Why they will never be applied; kept with them.")],
) -> None:
    """Give parked records up for good."""
    print(json.dumps({"discarded": asyncio.run(main.discard_parked(ids, by, reason))}))


if __name__ == "__main__":
    app()
