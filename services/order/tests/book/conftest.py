"""An order book on real PostgreSQL, and the records that arrive for its orders."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import asyncpg
import msgspec
import pytest
from click.testing import Result
from typer.testing import CliRunner

from twyst.mailbox.database import Database, fetch
from twyst.messaging.records import Record
from twyst.ops.__main__ import application
from twyst.order.adapters.book import codec
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.application.apply_inputs import apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.calls import create_call
from twyst.order.application.fold import create
from twyst.order.application.ports import Batch
from twyst.order.domain.inputs import Attach
from twyst.order.domain.order import Line, Terms

VENUE = str(uuid4())


def now() -> datetime:
    return datetime.now(UTC)


def terms(venue_id: str = VENUE) -> Terms:
    return Terms(
        order_id=str(uuid4()), venue_id=venue_id, table_id=str(uuid4()), table_label="7", order_number="A1",
        environment="test", livemode=False, created_at="2026-01-01T12:00:00.000000Z", currency="eur",
        lines=(Line("1", str(uuid4()), "Soup", 1, 1000, 1000),), items_minor=1000, tip_minor=0, total_minor=1000,
        application_fee_minor=50, destination="acct_venue", hold_owner="owner",
    )  # fmt: skip


async def place(transactions: PostgresTransactions, agreed: Terms, *, attach: bool = True) -> str:
    async with transactions.begin() as desk:
        creation = create(
            agreed, codec.encode_terms(agreed), actor="diner", recorded_at=now(), traceparent=None
        )
        call = create_call(agreed, due_at=now() + timedelta(hours=1))
        await desk.write(Batch(creations=[creation], calls=[call]))
        if attach:
            own = pi_of(agreed)
            await apply_inputs(
                desk, [arrival_of(agreed.order_id, Attach(f"attach:{own}", own), actor="stripe")], now()
            )
    return agreed.order_id


def pi_of(agreed: Terms) -> str:
    return f"pi_{agreed.order_id[:8]}"


_offsets = itertools.count()


def record(agreed: Terms, name: str, thing: dict[str, Any], type_: str, *, routed: bool = True) -> Record:
    metadata = (
        {"order_id": agreed.order_id, "venue_id": agreed.venue_id, "twyst_env": "test"} if routed else {}
    )
    event = {
        "id": f"evt_{agreed.order_id[:8]}_{name}", "type": type_, "account": None, "livemode": False, "created": 1,
        "api_version": None, "body_sha256": "0" * 64, "metadata": metadata, "object": thing,
    }  # fmt: skip
    key = agreed.order_id if routed else "pi"
    return Record("t", 0, next(_offsets), key.encode(), msgspec.json.encode(event), {})


def intent(agreed: Terms, status: str) -> dict[str, Any]:
    return {
        "object": "payment_intent", "id": pi_of(agreed), "amount": 1000, "currency": "eur", "status": status,
        "amount_received": 1000 if status == "succeeded" else 0, "destination": "acct_venue",
        "application_fee_amount": 50, "latest_charge": "ch_" + agreed.order_id[:8], "cancellation_reason": None,
        "last_error_code": None, "last_decline_code": None,
    }  # fmt: skip


def history(agreed: Terms) -> list[Record]:
    charge = {
        "object": "charge", "id": "ch_" + agreed.order_id[:8], "payment_intent": pi_of(agreed), "amount": 1000,
        "amount_refunded": 0, "currency": "eur", "status": "succeeded",
    }  # fmt: skip
    return [
        record(agreed, "created", intent(agreed, "requires_payment_method"), "payment_intent.created"),
        record(agreed, "failed", intent(agreed, "requires_payment_method"), "payment_intent.payment_failed"),
        record(agreed, "succeeded", intent(agreed, "succeeded"), "payment_intent.succeeded"),
        record(agreed, "charged", charge, "charge.succeeded"),
    ]


async def stored(database: Database, order_id: str) -> asyncpg.Record:
    async with database.transaction() as connection:
        rows = await fetch(connection, "SELECT * FROM orders WHERE order_id = $1", order_id)
        return rows[0]


async def lifecycle(database: Database, order_id: str) -> list[tuple[str, int]]:
    sql = "SELECT to_state, version FROM transitions WHERE order_id = $1 ORDER BY version"
    async with database.transaction() as connection:
        return [(row["to_state"], row["version"]) for row in await fetch(connection, sql, order_id)]


@pytest.fixture(scope="module")
async def database_of_worker(database: Callable[..., Any]) -> AsyncIterator[Database]:
    service = await database("order")
    opened = Database(service.worker, pool_size=4, application_name="test")
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
def transactions(database_of_worker: Database) -> PostgresTransactions:
    return PostgresTransactions(database_of_worker)


@pytest.fixture(scope="module")
def book() -> SimpleNamespace:
    """What the tests of the order book say again and again."""
    return SimpleNamespace(
        now=now, terms=terms, place=place, pi_of=pi_of, record=record, intent=intent, history=history, stored=stored,
        lifecycle=lifecycle, offset=lambda: next(_offsets),
    )  # fmt: skip


@pytest.fixture
async def refused(database: Callable[..., Any]) -> Callable[..., tuple[int, str]]:
    """Runs `twyst-ops --json …` on this database; its exit code and what it said on standard error."""
    run = _runner(await database("order"))

    def fail(*words: str) -> tuple[int, str]:
        done = run(*words)
        return done.exit_code, done.stderr

    return fail


@pytest.fixture
async def ops(database: Callable[..., Any]) -> Callable[..., Any]:
    """Runs `twyst-ops --json …` on this database; what it printed."""
    run = _runner(await database("order"))

    def succeed(*words: str) -> Any:
        done = run(*words)
        assert done.exit_code == 0, done.stderr[-500:]
        return json.loads(done.stdout)

    return succeed


def _runner(service: Any) -> Callable[..., Result]:
    where = [
        "--environment", "local", "--auditor", f"order={service.auditor}", "--worker", f"order={service.worker}",
    ]  # fmt: skip

    def run(*words: str) -> Result:
        # In a thread, because a command has an event loop of its own.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(CliRunner().invoke, application(), ["--json", *where, *words]).result()

    return run
