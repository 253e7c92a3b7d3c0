"""`twyst-ops venues adopt`: after a restore, the other services hear again what each venue is, and open menus load anew."""

from __future__ import annotations

from uuid import UUID

import typer

from twyst.contracts import topics as contract
from twyst.contracts.ids import is_canonical_uuid
from twyst.mailbox import feed
from twyst.ops.desk import Execution
from twyst.ops.eyes import Eyes, Failed
from twyst.ops.hands import Hands
from twyst.ops.options import changing
from twyst.ops.registry import Registry, desk
from twyst.ops.run import Deed, Draft, Item, Progress
from twyst.order.adapters.catalog.transactions import SqlTransactions
from twyst.order.application.load_venue import VenueNotFound
from twyst.order.application.revise_venue import tell_again
from twyst.runtime.clock import utc_now

_REVISIONS = "SELECT venue_id::text, revision FROM venue"
_MENUS = "menus"


def register(registry: Registry) -> None:
    registry.group("venues", "Venues, as the other services hear of them.").command(name="adopt")(
        adopt_venues
    )
    registry.deed(Deed("venues adopt", "order", _adopt))


@changing()
def adopt_venues(context: typer.Context, *, how: Execution) -> None:
    """Tell again what venues are that changed after the backup, a revision above; and have open menus load anew."""
    desk(context).change("venues adopt", _plan, how)


async def _plan(eyes: Eyes) -> Draft:
    known = {row["venue_id"]: row["revision"] for row in await eyes.rows("order", _REVISIONS)}
    told: dict[str, int] = {}
    async for seen in eyes.records(contract.VENUES.name):
        revision = seen.body.get("revision")
        if isinstance(revision, int) and is_canonical_uuid(seen.key):
            told[seen.key] = max(told.get(seen.key, 0), revision)
    items = tuple(
        Item(venue_id, f"told {revision}, has {known.get(venue_id)}", {"told": revision})
        for venue_id, revision in sorted(told.items())
        if revision > known.get(venue_id, 0)
    )
    return Draft(f"tell {len(items)} venues again", (*items, Item(_MENUS, "open menus load anew")))


async def _adopt(hands: Hands, item: Item, _run: Progress) -> str:
    database = hands.database("order")
    if item.id == _MENUS:
        async with database.transaction() as connection:
            return f"the menus of {len(await feed.break_off(connection))} venues load anew"
    try:
        venue = await tell_again(
            SqlTransactions(database), UUID(item.id), told=item.data["told"], now=utc_now
        )
    except VenueNotFound as error:
        raise Failed("it was opened after the backup: open it again with the same id") from error
    return f"told as revision {venue.revision}"
