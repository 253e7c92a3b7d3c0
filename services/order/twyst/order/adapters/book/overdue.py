"""Which orders are overdue and why: what `twyst-ops orders stuck` lists, the worker counts and the alert watches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import fetch
from twyst.order.adapters.book import codec
from twyst.order.domain.lifecycle import State
from twyst.order.domain.opening import Window
from twyst.order.domain.overdue import (
    CALL_MINUTES,
    MINUTE,
    UNPAID_MINUTES,
    UNSEEN_MINUTES,
    Situation,
    is_kitchen_overdue,
    is_money_overdue,
)

COUNTED_AT_MOST = 1000
_LOOKED_AT = 10_000
# The first four situations are decided here, by what a minute is in `$1`; the last two by the domain, from the rows. Each
# branch has an index: open orders, money at stake, pending calls and parked keys are few, however many orders there were.
_CANDIDATES = f"""
SELECT order_id::text, order_number, state, updated_at, now() AS looked_at, situation, timezone, hours, at_stake FROM (
  SELECT o.order_id, o.order_number, o.state, o.updated_at, v.timezone, v.opening_hours::text AS hours,
    CASE WHEN o.money_at_stake THEN o.standing::text END AS at_stake, CASE
    WHEN EXISTS (SELECT FROM parked p WHERE p.key = o.order_id::text AND p.status = 'parked') THEN 'parked'
    WHEN EXISTS (SELECT FROM calls c WHERE c.order_id = o.order_id AND c.status = 'pending'
                 AND c.created_at < now() - $1::interval * {CALL_MINUTES}) THEN 'call'
    WHEN state IN ('CREATED', 'PAYMENT_PENDING') AND updated_at < now() - $1::interval * {UNPAID_MINUTES} THEN 'unpaid'
    WHEN state = 'PAYMENT_SUCCEEDED' AND standing->'facts'->>'kitchen_seen' = 'false'
         AND updated_at < now() - $1::interval * {UNSEEN_MINUTES} THEN 'unseen'
  END AS situation
  FROM orders o LEFT JOIN venue v USING (venue_id) WHERE o.order_id IN (
    SELECT order_id FROM orders WHERE state IN ('CREATED', 'PAYMENT_PENDING', 'PAYMENT_SUCCEEDED', 'FULFILLING')
    UNION SELECT order_id FROM orders WHERE money_at_stake
    UNION SELECT order_id FROM calls WHERE status = 'pending'
    UNION SELECT q.order_id FROM parked p JOIN orders q ON q.order_id::text = p.key WHERE p.status = 'parked')) looked
WHERE situation IS NOT NULL OR state IN ('PAYMENT_SUCCEEDED', 'FULFILLING') OR at_stake IS NOT NULL ORDER BY updated_at LIMIT $2
"""  # noqa: S608 (constants)


class Ask(Protocol):
    """Reads rows, with a role that sees every venue's."""

    def __call__(self, sql: str, /, *arguments: Any) -> Awaitable[Sequence[Mapping[str, Any]]]: ...


@dataclass(frozen=True, slots=True)
class Overdue:
    """One order, and the first of the situations that it is in."""

    order_id: str
    order_number: str
    state: str
    updated_at: datetime
    situation: Situation


async def overdue(ask: Ask, *, minute: timedelta = MINUTE, limit: int) -> list[Overdue]:
    """The orders past their deadline, the longest untouched first."""
    found = []
    for row in await ask(_CANDIDATES, minute, _LOOKED_AT):
        situation = _situation(row, minute)
        if situation is not None:
            order = (row["order_id"], row["order_number"], row["state"], row["updated_at"])
            found.append(Overdue(*order, situation))
    return found[:limit]


async def count_overdue(connection: AsyncConnection) -> Counter[Situation]:
    """How many orders are overdue by situation, up to a number that nobody would count further."""

    async def ask(sql: str, /, *arguments: Any) -> Sequence[Mapping[str, Any]]:
        return await fetch(connection, sql, *arguments)

    return Counter(each.situation for each in await overdue(ask, limit=COUNTED_AT_MOST))


def _situation(row: Mapping[str, Any], minute: timedelta) -> Situation | None:
    since, now = row["updated_at"], row["looked_at"]
    if row["situation"] is not None:
        return Situation(row["situation"])
    if row["state"] in {State.PAYMENT_SUCCEEDED, State.FULFILLING}:
        hours = msgspec.json.decode(row["hours"] or "[]", type=list[Window])
        if is_kitchen_overdue(hours, row["timezone"] or "UTC", since=since, now=now, minute=minute):
            return Situation.KITCHEN
    if row["at_stake"] is not None:
        standing = codec.decode_standing(row["at_stake"])
        if is_money_overdue(standing, since=since, now=now, minute=minute):
            return Situation.MONEY
    return None
