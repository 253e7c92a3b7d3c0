"""`twyst-ops refold`: every order folded again from its journal, beside the order as it stands."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any
from uuid import UUID

import typer

from twyst.ops.eyes import Eyes
from twyst.ops.registry import Registry, desk
from twyst.order.adapters.book.canonical import compare
from twyst.order.ops.repair import named

_SAMPLES = 20


def register(registry: Registry) -> None:
    registry.app.command()(refold)


def refold(
    context: typer.Context, order: Annotated[list[UUID] | None, typer.Argument(help="Order ids; all orders unless said.")] = None,
    *, shadow: Annotated[bool, typer.Option("--shadow", help="Into memory, beside the live rows; the only way there is.")] = True,
) -> None:  # fmt: skip
    """Fold journals with this release and compare by canonical hash; exit code 5 and the differences when one differs."""
    here = desk(context)
    assert shadow
    found = here.look(lambda eyes: _compare(eyes, order or []))
    if here.told.as_json:
        here.told.document(found)
    else:
        here.told.rows(
            "orders that differ", found["different"], empty="every order is the fold of its journal"
        )
        here.told.line(
            f"{found['orders']} orders, {found['inputs']} inputs; live {found['live'][:16]}, folded {found['folded'][:16]}"
        )
    if found["different"]:
        here.drift(
            "a release that folds differently changes what was decided: do not deploy it over these journals"
        )


async def _compare(eyes: Eyes, order_ids: list[UUID]) -> dict[str, Any]:
    await named(eyes, order_ids)

    async def ask(sql: str, *arguments: Any) -> Any:
        return await eyes.rows("order", sql, *arguments)

    live, folded = hashlib.sha256(), hashlib.sha256()
    orders, inputs = 0, 0
    different: list[dict[str, Any]] = []
    async for each in compare(ask, order_ids=[str(each) for each in order_ids]):
        orders += 1
        inputs += len(each.live.decisions)
        live.update(each.live.digest.encode())
        folded.update(each.folded.digest.encode())
        names = each.live.differences(each.folded)
        if names and len(different) < _SAMPLES:
            different.append({"order_id": each.live.order_id, "differs_in": ", ".join(names)})
    return {
        "orders": orders, "inputs": inputs, "live": live.hexdigest(), "folded": folded.hexdigest(), "different": different,
    }  # fmt: skip
