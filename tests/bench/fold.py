"""Input to state: the order service's own path, from record to commit, against hand-written batched SQL.

Both decode the same records and write journal, orders and outbox of the same tables in batches of 100. The floor decides
nothing: no facts, no table, no deduplication, no references; its rows are as large as ours.
"""

from __future__ import annotations

import asyncio
import gc
import random
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fold_events import VENUE, own, records, terms
from rounds import Benchmark, Contender, Ratio, Sample
from stack import Stack

from twyst.devstack.child import Child
from twyst.devstack.databases import derived_passwords, ensure_database, ensure_roles, service_database
from twyst.devstack.postgres import EmbeddedPostgres
from twyst.mailbox.database import Database, execute, fetch, fetch_value
from twyst.messaging.records import Record
from twyst.order.adapters.book import codec
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.migrate import upgrade
from twyst.order.adapters.records import STRIPE, read_stripe
from twyst.order.application.apply_inputs import apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.calls import create_call
from twyst.order.application.fold import create
from twyst.order.application.ports import Batch
from twyst.order.application.take_deliveries import TakeDeliveries
from twyst.order.domain.inputs import Attach
from twyst.order.domain.order import Terms

BATCH = 100
EVENTS_PER_ORDER = 5


class Wrong(AssertionError):
    """An order is not where its events lead, or an event is missing in the journal."""


def now() -> datetime:
    return datetime.now(UTC)


async def place(transactions: PostgresTransactions, agreed: Sequence[Terms]) -> None:
    """Orders that wait for Stripe's events, attached to their PaymentIntents."""
    for begin in range(0, len(agreed), 500):
        some = agreed[begin : begin + 500]
        async with transactions.begin() as desk:
            creations = [
                create(each, codec.encode_terms(each), actor="diner", recorded_at=now(), traceparent=None)
                for each in some
            ]
            calls = [create_call(each, due_at=now() + timedelta(hours=1)) for each in some]
            await desk.write(Batch(creations=creations, calls=calls))
            attached = [
                arrival_of(each.order_id, Attach(f"attach:{own(each)}", own(each)), actor="stripe")
                for each in some
            ]
            await apply_inputs(desk, attached, now())


@dataclass
class Folding(ABC):
    """A way to bring records into the tables."""

    name: str
    database: Database
    postgres: Child
    orders: int
    dice: random.Random

    async def measure(self) -> Sample:
        agreed = [terms() for _ in range(self.orders)]
        await place(PostgresTransactions(self.database), agreed)
        arriving = records(agreed, self.dice)
        batches = [arriving[start : start + BATCH] for start in range(0, len(arriving), BATCH)]
        gc.collect()
        gc.freeze()  # what was prepared is no part of the work; a service freezes what it starts with, too
        cpu, server, began = time.process_time(), server_cpu_seconds(self.postgres), time.perf_counter()
        for batch in batches:
            await self.take(batch)
        seconds = time.perf_counter() - began
        spent = {"client": time.process_time() - cpu, "postgres": server_cpu_seconds(self.postgres) - server}
        gc.unfreeze()
        await self.check([each.order_id for each in agreed])
        return Sample(len(arriving), seconds, spent)

    @abstractmethod
    async def take(self, batch: Sequence[Record]) -> None:
        """Bring one batch into the tables."""

    async def check(self, order_ids: list[str]) -> None:
        async with self.database.transaction() as connection:
            states = await fetch(
                connection,
                "SELECT state, count(*) FROM orders WHERE order_id = ANY($1::uuid[]) GROUP BY 1",
                order_ids,
            )
        if [tuple(row) for row in states] != [("PAYMENT_SUCCEEDED", len(order_ids))]:
            raise Wrong(f"{self.name}: {[tuple(row) for row in states]}")


class Ours(Folding):
    """The production handler."""

    async def take(self, batch: Sequence[Record]) -> None:
        take = TakeDeliveries(PostgresTransactions(self.database), now, STRIPE)
        await take([read_stripe(record) for record in batch])

    async def check(self, order_ids: list[str]) -> None:
        await super().check(order_ids)
        sql = "SELECT count(*) FROM journal WHERE order_id = ANY($1::uuid[]) AND kind = 'event'"
        async with self.database.transaction() as connection:
            journaled = await fetch_value(connection, sql, order_ids)
        if journaled != len(order_ids) * (EVENTS_PER_ORDER - 1):
            raise Wrong(f"{journaled} events are journaled")


_LOCK = "SELECT order_id::text, input_seq, seq FROM orders WHERE order_id = ANY($1::uuid[]) ORDER BY order_id FOR UPDATE"
_JOURNAL = """
INSERT INTO journal (order_id, input_seq, venue_id, input_id, kind, payload, source, actor, decision, because, recorded_at)
SELECT o, s, $3, i, 'event', p, 'topic/0/1', 'stripe', 'applied', 'fact kept', clock_timestamp()
FROM unnest($1::uuid[], $2::int[], $4::text[], $5::text[]) AS u (o, s, i, p)
"""
_ORDERS = """
UPDATE orders SET state = 'PAYMENT_SUCCEEDED', version = 3, seq = greatest(orders.seq, 3) + u.s, input_seq = orders.input_seq + u.n,
  standing = u.d::jsonb, updated_at = clock_timestamp()
FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[]) AS u (o, s, n, d) WHERE orders.order_id = u.o
"""
_OUTBOX = """
INSERT INTO outbox (topic, key, ce_id, ce_type, ce_source, ce_subject, ce_time, body, headers)
SELECT 'twyst.orders.events.v1', o, i, 't', 's', o, clock_timestamp(), b, '{}'
FROM unnest($1::text[], $2::text[], $3::text[]) AS u (o, i, b)
"""


class Floor(Folding):
    """One statement per table and batch, and no decisions: every second event writes a derived one."""

    async def take(self, batch: Sequence[Record]) -> None:
        decoded = [(record, codec.decode_event(record.value or b"")) for record in batch]
        by_order: dict[str, int] = {}
        async with self.database.transaction() as connection:
            rows = await fetch(connection, _LOCK, sorted({(record.key or b"").decode() for record in batch}))
            last = {row["order_id"]: row["input_seq"] for row in rows}
            orders, numbers, ids, payloads = [], [], [], []
            for record, said in decoded:
                order_id = (record.key or b"").decode()
                by_order[order_id] = by_order.get(order_id, 0) + 1
                orders.append(order_id)
                numbers.append(last[order_id] + by_order[order_id])
                ids.append(f"{said.id}:{secrets.token_hex(4)}")
                payloads.append((record.value or b"").decode())
            await execute(connection, _JOURNAL, orders, numbers, VENUE, ids, payloads)
            changed = list(by_order)
            derived = [(order_id, f"{order_id}:{secrets.token_hex(6)}") for order_id in orders[::2]]
            counts = list(by_order.values())
            await execute(connection, _ORDERS, changed, counts, counts, [STANDING] * len(changed))
            bodies = [BODY] * len(derived)
            await execute(
                connection, _OUTBOX, [each[0] for each in derived], [each[1] for each in derived], bodies
            )


STANDING, BODY = "", ""


async def _learn_sizes(database: Database) -> None:
    """The floor writes rows of the size that ours have."""
    sample = terms()
    await place(PostgresTransactions(database), [sample])
    take = TakeDeliveries(PostgresTransactions(database), now, STRIPE)
    await take([read_stripe(record) for record in records([sample], random.Random(1))])
    async with database.transaction() as connection:
        standing = await fetch_value(
            connection, "SELECT standing::text FROM orders WHERE order_id = $1", sample.order_id
        )
        body = await fetch_value(
            connection, "SELECT body FROM outbox WHERE key = $1 ORDER BY id DESC LIMIT 1", sample.order_id
        )
    globals().update(STANDING=standing, BODY=body)


def server_cpu_seconds(postgres: Child) -> float:
    """User and system time of the server and all its children, dead ones included."""
    total = 0
    family = {postgres.identity.pid}
    for entry in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(entry.name) in family or int(fields[1]) in family:
            family.add(int(entry.name))
            total += sum(map(int, fields[11:15]))
    return total / 100


@asynccontextmanager
async def contenders(stack: Stack, events: int) -> AsyncIterator[Sequence[Contender]]:
    server = EmbeddedPostgres(stack.layout, stack.ports.any(), secrets.token_hex(16))
    postgres = await stack.server(server)
    passwords = derived_passwords(server.admin_url)
    await ensure_roles(server.admin_url, passwords)
    await ensure_database(server.admin_url, "order")
    service = service_database(server.admin_url, "order", passwords)
    await asyncio.to_thread(upgrade, service.migrator)
    database = Database(service.worker, pool_size=2, application_name="bench")
    await _learn_sizes(database)
    orders = max(20, events // EVENTS_PER_ORDER)
    yield (
        Ours("fold", database, postgres, orders, random.Random(7)),
        Floor("floor", database, postgres, orders, random.Random(7)),
    )
    await database.close()


FOLD = Benchmark(
    name="fold",
    title="records of the topic to committed journal, state and outbox, batches of 100, one worker",
    contenders=contenders,
    ratios=(
        Ratio("events_per_second", of="fold", over="floor", goal="≥ 0.5"),
        Ratio("client_cpu_us_per_event", of="fold", over="floor"),
        Ratio("postgres_cpu_us_per_event", of="fold", over="floor"),
    ),
    events_per_round=10_000,
)
