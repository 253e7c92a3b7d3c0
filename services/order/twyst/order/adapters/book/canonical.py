"""The canonical form of an order: all that is decided about it, and nothing of when or by which row it was written.

It covers the order, its facts, intents and holds, its transitions, and its derived events with their bytes. Row ids,
`published_at` and trace ids are left out. Two forms of one order are equal, or the difference has a name. Hashes are
comparable within one version of the code.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from twyst.contracts import topics
from twyst.order.adapters.book import codec, rows
from twyst.order.application.fold import Arrival
from twyst.order.application.refold import FirstRow, Refolded, refold
from twyst.order.domain.decide import Decision

_BATCH = 200

_ORDERS = """
SELECT order_id::text, state, version, seq, input_seq, payment_intent, open_holds, money_at_stake, terms::text,
       standing::text
FROM orders WHERE order_id > $1::uuid AND ($2::timestamptz IS NULL OR updated_at >= $2)
  AND (cardinality($3::uuid[]) = 0 OR order_id = ANY ($3)) ORDER BY order_id LIMIT $4
"""
_JOURNAL = """
SELECT order_id::text, input_seq, input_id, kind, payload, source, actor, traceparent, decision, because, recorded_at
FROM journal WHERE order_id = ANY ($1::uuid[]) ORDER BY order_id, input_seq
"""
_TRANSITIONS = """
SELECT order_id::text, version, from_state, to_state, trigger, input_seq FROM transitions
WHERE order_id = ANY ($1::uuid[]) ORDER BY order_id, version
"""
_OUTBOX = f"""
SELECT key AS order_id, ce_id, ce_type, encode(sha256(convert_to(body, 'UTF8')), 'hex') AS digest
FROM outbox WHERE topic = '{topics.ORDERS_EVENTS.name}' AND key = ANY ($1::text[]) ORDER BY key, id
"""  # noqa: S608 (a constant)

Ask = Callable[..., Awaitable[Sequence[Mapping[str, Any]]]]
"""Runs a statement with its arguments and answers its rows."""


@dataclass(frozen=True, slots=True)
class Canon:
    """One order's canonical form. `events` are those whose outbox rows are still kept."""

    order_id: str
    order: tuple[Any, ...]
    standing: str
    transitions: tuple[tuple[Any, ...], ...]
    decisions: tuple[tuple[str, str, str], ...]
    events: tuple[tuple[str, str, str], ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()

    def differences(self, other: Canon) -> list[str]:
        """The parts in which two forms of an order differ, by name."""
        names = ("order", "standing", "transitions", "decisions", "events")
        return [name for name in names if getattr(self, name) != getattr(other, name)]


@dataclass(frozen=True, slots=True)
class Compared:
    """An order as it stands, and as its journal makes it."""

    live: Canon
    folded: Canon


async def compare(ask: Ask, *, since: Any = None, order_ids: Sequence[str] = ()) -> AsyncIterator[Compared]:
    """Every order beside the fold of its journal, in id order. Safe beside live traffic.

    The order is read first and everything else only grows, so what came after it is cut off.
    """
    last = "00000000-0000-0000-0000-000000000000"
    while True:
        orders = await ask(_ORDERS, last, since, list(order_ids), _BATCH)
        if not orders:
            return
        ids = [row["order_id"] for row in orders]
        last = ids[-1]
        journal = _by_order(await ask(_JOURNAL, ids))
        transitions = _by_order(await ask(_TRANSITIONS, ids))
        events = _by_order(await ask(_OUTBOX, ids))
        for row in orders:
            name = row["order_id"]
            yield _compared(row, journal.get(name, []), transitions.get(name, []), events.get(name, []))


def _by_order(found: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for row in found:
        grouped.setdefault(row["order_id"], []).append(row)
    return grouped


def _compared(
    row: Mapping[str, Any],
    journal: list[Mapping[str, Any]],
    transitions: list[Mapping[str, Any]],
    events: list[Mapping[str, Any]],
) -> Compared:
    journal = [each for each in journal if each["input_seq"] <= row["input_seq"]]
    kept = tuple(
        (each["ce_id"], each["ce_type"], each["digest"])
        for each in events
        if int(each["ce_id"].rpartition(":")[2]) <= row["seq"]
    )
    live = Canon(
        order_id=row["order_id"],
        order=(
            row["state"], row["version"], row["seq"], row["input_seq"], row["payment_intent"], row["open_holds"],
            row["money_at_stake"], codec.encode_terms(codec.decode_terms(row["terms"])),
        ),
        standing=codec.encode_standing(codec.decode_standing(row["standing"])),
        transitions=tuple(
            (each["version"], each["from_state"], each["to_state"], each["trigger"], each["input_seq"])
            for each in transitions
            if each["version"] <= row["version"]
        ),
        decisions=tuple((each["input_id"], each["decision"], each["because"]) for each in journal),
        events=kept,
    )  # fmt: skip
    return Compared(live, canon_of(refolded(journal), len(kept)) if journal else _nothing(row["order_id"]))


def refolded(journal: Sequence[Mapping[str, Any]]) -> Refolded:
    """The order that these journal rows make."""
    first, *later = journal
    return refold(
        FirstRow(
            codec.decode_terms(first["payload"]),
            first["payload"],
            first["actor"],
            first["recorded_at"],
            first["traceparent"],
        ),
        ((_arrival(row), row["recorded_at"]) for row in later),
    )


def canon_of(found: Refolded, kept_events: int) -> Canon:
    """The canonical form of a fold, with its last `kept_events` derived events."""
    order, (creation,) = found.order, found.batch.creations
    standing = order.standing
    walked = [row[1:2] + row[3:] for row in zip(*rows.walked(found.batch.entries), strict=True)]
    decisions = [("create", str(Decision.APPLIED), "created")]
    decisions += [(e.arrival.given.input_id, str(e.decision), e.because) for e in found.batch.entries]
    events = [
        (event.ce_id, event.ce_type, hashlib.sha256(event.body or b"").hexdigest())
        for event in rows.outbox_events(found.batch)
    ]
    return Canon(
        order_id=order.terms.order_id,
        order=(
            str(standing.state), standing.version, order.seq, order.input_seq, standing.own, rows.open_holds(standing),
            rows.is_money_at_stake(standing), codec.encode_terms(creation.order.terms),
        ),
        standing=codec.encode_standing(standing),
        transitions=((1, None, "CREATED", "create", 1), *walked),
        decisions=tuple(decisions),
        events=tuple(events[len(events) - kept_events :] if kept_events else ()),
    )  # fmt: skip


def _arrival(row: Mapping[str, Any]) -> Arrival:
    return Arrival(
        order_id=row["order_id"],
        given=codec.decode_input(row["kind"], row["payload"]),
        kind=row["kind"],
        payload=row["payload"],
        actor=row["actor"],
        source=row["source"],
        traceparent=row["traceparent"],
    )


def _nothing(order_id: str) -> Canon:
    return Canon(order_id, (), "", (), (), ())
