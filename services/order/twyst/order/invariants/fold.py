"""An order is the fold of its journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from twyst.order.adapters.book.canonical import compare
from twyst.verify.invariant import Databases, Probe, Rows, Scope, Verdict


async def _fold_is_order(databases: Databases, scope: Scope) -> Verdict:
    async def ask(sql: str, *arguments: Any) -> Sequence[Mapping[str, Any]]:
        return await databases.rows(Rows("order", sql, arguments), scope)

    looked_at, different = 0, list[str]()
    async for each in compare(ask, since=scope.since):
        looked_at += 1
        if each.live.digest != each.folded.digest:
            different.append(f"{each.live.order_id}: {', '.join(each.live.differences(each.folded))}")
    return Verdict.of(looked_at, different)


FOLD: Final = (
    Probe(
        "I13",
        "An order is the fold of its journal: folded again, everything about it has the same canonical hash.",
        ("order",),
        _fold_is_order,
    ),
)
