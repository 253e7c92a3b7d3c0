"""`twyst-ops parked`: what could not be applied, in all services; and taking it again by the service's own door."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import typer

from twyst.contracts import topics as contract
from twyst.mailbox.errors import is_transient
from twyst.ops.desk import Execution
from twyst.ops.eyes import Eyes, Failed, Mistaken
from twyst.ops.hands import Hands
from twyst.ops.options import changing
from twyst.ops.registry import ParkedDoor, Registry, desk
from twyst.ops.run import Deed, Draft, Item, Progress

_WAITING = """
SELECT id, consumer, key, event_id, topic || '/' || partition || '/' || "offset" AS place, reason, error,
       parked_at FROM parked WHERE status = 'parked' AND ($1::text IS NULL OR key = $1) ORDER BY id
"""
_ONE = """
SELECT id, consumer, key, event_id, topic || '/' || partition || '/' || "offset" AS place, record_key, value, headers,
       to_timestamp(timestamp_ms / 1000.0) AS published_at, reason, error, status, parked_at, resolved_at, resolved_by,
       resolution FROM parked WHERE id = $1
"""
_KEYS = """
SELECT key, count(*) AS records, min(parked_at) AS since, max(error) FILTER (WHERE reason <> 'queued') AS error
FROM parked WHERE status = 'parked' AND key IS NOT NULL AND (cardinality($1::text[]) = 0 OR key = ANY ($1))
GROUP BY key ORDER BY since
"""
_IDS = "SELECT id, event_id, reason, key, status FROM parked WHERE id = ANY ($1::bigint[]) ORDER BY id"
_SHOWN_BYTES = 2000

_SERVICES = sorted({group.partition(".")[0] for group in contract.REPLAY.groups})


def _known(service: str) -> str:
    if service not in _SERVICES:
        raise typer.BadParameter(f"{service!r} is none of {', '.join(_SERVICES)}")
    return service


_Service = Annotated[str, typer.Argument(help="order, fulfillment or reconciliation.", callback=_known)]


def register(registry: Registry) -> None:
    """Add the commands; a deed per service is added when the service's door is known."""
    group = registry.group("parked", "Records that could not be applied.")
    group.command(name="list")(list_parked)
    group.command()(show)
    group.command()(redrive)
    group.command()(discard)


def add_door(registry: Registry, service: str, door: ParkedDoor) -> None:
    """Let a service's parked records be redriven and discarded."""
    registry.parked[service] = door
    registry.deed(Deed(f"parked redrive {service}", service, partial(_redrive, door)))
    registry.deed(Deed(f"parked discard {service}", service, partial(_discard, door)))


def list_parked(
    context: typer.Context, *, key: Annotated[str | None, typer.Option(help="Only of this order, venue or account.")] = None
) -> None:  # fmt: skip
    """What waits for a person, in the order of arrival."""
    here = desk(context)

    async def work(eyes: Eyes) -> list[dict[str, Any]]:
        return [
            {"service": service, **row}
            for service in eyes.targets.read.databases
            for row in await eyes.rows(service, _WAITING, key)
        ]

    here.told.rows("parked", here.look(work), empty="nothing is parked")


def show(
    context: typer.Context, service: _Service, record: Annotated[int, typer.Argument(help="Its id.")]
) -> None:
    """One parked record with its bytes and headers."""
    here = desk(context)

    async def work(eyes: Eyes) -> list[dict[str, Any]]:
        rows = [dict(row) for row in await eyes.rows(service, _ONE, record)]
        if not rows:
            raise Mistaken(f"{service} has no parked record {record}: `twyst-ops parked list` names them")
        return rows

    found = here.look(work)
    for row in found:
        row["record_key"] = _text(row["record_key"])
        row["value"] = _text(row["value"])
    if here.told.as_json:
        here.told.document(found[0])
        return
    here.told.rows(
        f"{service} {record}",
        [{"field": name, "content": value} for row in found for name, value in row.items()],
        empty="",
    )


@changing()
def redrive(
    context: typer.Context, service: _Service, key: Annotated[list[str] | None, typer.Argument(help="Orders, venues or accounts; all that are parked unless said.")] = None,
    *, how: Execution,
) -> None:  # fmt: skip
    """Take parked records again, each key in the order of arrival, all of it or nothing."""

    async def plan(eyes: Eyes) -> Draft:
        rows = await eyes.rows(service, _KEYS, list(key or ()))
        items = tuple(
            Item(row["key"], f"{row['records']} records since {row['since']:%Y-%m-%d %H:%M}, {row['error']}",
                 weight=row["records"]) for row in rows
        )  # fmt: skip
        return Draft(f"redrive {len(items)} keys of {service}", items)

    desk(context).change(f"parked redrive {service}", plan, how)


@changing()
def discard(
    context: typer.Context, service: _Service, ids: Annotated[list[int], typer.Argument(help="Ids, as `parked list` shows them.")],
    *, how: Execution,
) -> None:  # fmt: skip
    """Give parked records up for good. They stay visible with the reason, and are not taken when they come again."""

    async def plan(eyes: Eyes) -> Draft:
        rows = await eyes.rows(service, _IDS, ids)
        if unknown := sorted({*ids} - {row["id"] for row in rows}):
            raise Mistaken(f"{service} has no parked record {unknown[0]}: `twyst-ops parked list` names them")
        items = tuple(
            Item(str(row["id"]), f"{row['event_id']} of {row['key'] or 'nobody known'}: {row['reason']}")
            for row in rows if row["status"] == "parked"
        )  # fmt: skip
        return Draft(f"discard {len(items)} of {len(ids)} parked records of {service} for good", items)

    desk(context).change(f"parked discard {service}", plan, how)


async def _redrive(door: ParkedDoor, hands: Hands, item: Item, run: Progress) -> str:
    try:
        return await door.redrive(hands, item.id, by=run.actor)
    except Exception as error:
        if is_transient(error):
            raise
        raise Failed(f"nothing was applied: {error!r}") from error


async def _discard(door: ParkedDoor, hands: Hands, item: Item, run: Progress) -> str:
    ids: Sequence[int] = [int(item.id)]
    if not await door.discard(hands, ids, by=run.actor, reason=run.reason):
        raise Failed("it no longer waits")
    return "discarded"


def _text(value: bytes | None) -> str | None:
    return None if value is None else value[:_SHOWN_BYTES].decode(errors="backslashreplace")
