"""A Stripe sandbox in a process of its own, the worker and the API, and the world around them.

The world stands in for the gateway (it copies Stripe's events to the account topic, reduced as the contract says) and for
the order service (it tells each order's money as Stripe shows it).
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from pydantic import SecretStr

from twyst.access.permissions import Role
from twyst.access.staff import StaffIssuer, generate_signing_key
from twyst.contracts import topics
from twyst.mailbox.database import Database
from twyst.messaging.producer import Producer
from twyst.messaging.topics import Topics
from twyst.reconciliation.adapters.stripe_reader import stripe_client
from twyst.reconciliation.main import build_api
from twyst.reconciliation.settings import ApiSettings, WorkerSettings
from twyst.reconciliation.worker import build_worker
from twyst.testing.waiting import eventually

ENVIRONMENT, KEY = "journey", "sk_test_journey"
_PROJECTED = {
    "transfer": "amount amount_reversed currency destination source_transaction destination_payment",
    "application_fee": "account amount amount_refunded currency charge originating_transaction",
    "payout": "amount currency status automatic method reconciliation_status original_payout arrival_date "
    "failure_code",
}


@pytest.fixture(scope="module")
async def sandbox_url(tmp_path_factory):
    """The sandbox as anybody would run it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings = {"PROFILE": "local", "ENVIRONMENT": ENVIRONMENT, "STRIPE_API_KEY": KEY, "PORT": str(port)}
    log = tmp_path_factory.mktemp("sandbox") / "log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "twyst.stripe_sandbox"),
            env={**os.environ, **{f"TWYST_{name}": value for name, value in settings.items()}},
            stdout=output,
            stderr=output,
        )
    url = f"http://127.0.0.1:{port}"

    async def ready():
        assert process.returncode is None, log.read_text()
        try:
            return (await client.get(f"{url}/readyz")).status_code == 200
        except httpx.TransportError:
            return False

    try:
        async with httpx.AsyncClient() as client:
            await eventually(ready, timeout_seconds=60)
        yield url
    finally:
        process.terminate()
        await process.wait()


class World:
    """One venue, its diners, Stripe's events and the order service's."""

    def __init__(self, url, http, stripe, send, api_get) -> None:
        self.url, self.http, self.stripe = url, http, stripe
        self.send, self.get = send, api_get
        self.venue_id = str(uuid4())
        self.account = ""
        self.orders: dict[str, dict] = {}
        self.seen: set[str] = set()
        self.relayed: list[tuple[str, dict]] = []
        self.started = datetime.now(UTC)

    async def control(self, path, body=None):
        answer = await self.http.post(f"{self.url}/_sandbox/{path}", json=body or {})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def days_pass(self, days):
        await self.control("clock/advance", {"seconds": days * 24 * 3600})

    async def open_venue(self):
        wanted = {key: {"requested": True} for key in ("transfers", "card_payments")}
        params = {"country": "DE", "default_currency": "eur", "capabilities": wanted}
        self.account = (await self.stripe.v1.accounts.create_async(params)).id
        await self.control(f"accounts/{self.account}/onboard")
        venue = {"venue_id": self.venue_id, "revision": 1, "name": "Journey", "account_id": self.account}
        place = {"currency": "eur", "country": "DE", "timezone": "Europe/Berlin", "tables": []}
        terms = {"fee_basis_points": 1000, "fee_fixed_minor": 0, "contact": "owner"}
        state = {"can_be_paid": True, "paused": False}
        await self.send(topics.VENUES.name, self.venue_id, {**venue, **place, **terms, **state})

    async def pay(self, amount, fee):
        """A diner pays for a new order."""
        order_id = str(uuid4())
        metadata = {"order_id": order_id, "venue_id": self.venue_id, "twyst_env": ENVIRONMENT}
        payment_data = {"metadata": metadata}
        destination = {"destination": self.account, "metadata": metadata, "payment_data": payment_data}
        charge = {"amount": amount, "currency": "eur", "application_fee_amount": fee}
        intent = await self.stripe.v1.payment_intents.create_async(
            {**charge, "metadata": metadata, "transfer_data": destination}
        )
        await self.control(f"payment_intents/{intent.id}/pay", {"payment_method": "pm_card_visa"})
        self.orders[order_id] = {"intent": intent.id, "amount": amount, "fee": fee, "seq": 0}
        return order_id

    async def refund(self, order_id, **amount):
        intent = self.orders[order_id]["intent"]
        policy = {"reverse_transfer": True, "refund_application_fee": True}
        await self.stripe.v1.refunds.create_async({"payment_intent": intent, **policy, **amount})

    async def lose_dispute(self, order_id):
        """The bank takes the payment back, and the platform recovers it from the venue."""
        intent = self.orders[order_id]["intent"]
        dispute = await self.control("disputes", {"payment_intent": intent})
        await self.control(f"disputes/{dispute['id']}/lose")
        found = await self.stripe.v1.payment_intents.retrieve_async(intent, {"expand": ["latest_charge"]})
        policy = {"refund_application_fee": True}
        await self.stripe.v1.transfers.reversals.create_async(found.latest_charge.transfer, policy)

    async def payouts(self):
        own = {"stripe_account": self.account}
        return {payout.id for payout in (await self.stripe.v1.payouts.list_async({"limit": 10}, own)).data}

    async def statement(self, payout_id):
        """The payout's statement, once all its lines are known and judged."""

        async def judged():
            found = await self.get(f"/payouts/{payout_id}")
            assert found is not None
            assert (found["payout"]["itemisation"], found["statement"]["waiting"]) == ("itemised", 0)
            return found

        return await eventually(judged, timeout_seconds=30, interval_seconds=0.2)

    async def everything_taken(self, database):
        """Wait until the worker has taken every event that was sent."""
        sent = 1 + len(self.relayed) + sum(order["seq"] for order in self.orders.values())

        async def taken():
            async with database.transaction() as tx:
                return (await tx.exec_driver_sql("SELECT count(*) FROM inbox")).scalar_one() == sent

        await eventually(taken, timeout_seconds=30)

    async def tell_orders(self):
        """Each order's money as the order service would tell it after everything so far."""
        for order_id, order in self.orders.items():
            order["seq"] += 1
            about = {"payment_intent": order["intent"], "limit": 100}
            refunds = (await self.stripe.v1.refunds.list_async(about)).data
            disputes = (await self.stripe.v1.disputes.list_async(about)).data
            body = {**self._terms(order_id), **_money(order, refunds, disputes)}
            await self.send(topics.ORDERS_EVENTS.name, order_id, body)

    def _terms(self, order_id):
        order = self.orders[order_id]
        at = (self.started + timedelta(seconds=order["seq"])).isoformat()
        what = {"order_id": order_id, "state": "COMPLETED", "type": "twyst.order.refund_changed"}
        where = {"venue_id": self.venue_id, "table_id": str(UUID(int=1)), "table_label": "7"}
        counters = {"version": 5, "seq": order["seq"], "order_number": order_id[:6]}
        when = {"occurred_at": at, "created_at": at, "environment": ENVIRONMENT, "livemode": False}
        price = {"items_minor": order["amount"], "tip_minor": 0, "total_minor": order["amount"]}
        fee = {"application_fee_minor": order["fee"], "destination": self.account, "currency": "eur"}
        nothing = {"reason": None, "diner_note": None, "attempt": None, "lines": [], "holds": []}
        return {
            **what, **where, **counters, **when, **price, **fee, **nothing, "refund_intents": [], "kitchen_seen": True
        }  # fmt: skip

    async def relay_events(self, *, lose=()):
        """Copy Stripe's new events to the account topic; types in `lose` never arrive."""
        for account in (None, self.account):
            options = {"stripe_account": account} if account else {}
            listed = await self.stripe.v1.events.list_async({"limit": 100}, options)
            async for event in listed.auto_paging_iter():
                if event.id in self.seen:
                    continue
                self.seen.add(event.id)
                message = _projected(event.to_dict(), account)
                if message is not None and event.type not in lose:
                    self.relayed.append((account or self.account, message))
                    await self.send(topics.STRIPE_ACCOUNT_EVENTS.name, *self.relayed[-1])


def _money(order, refunds, disputes):
    own = {"payment_intent": order["intent"]}
    refunded = sum(each.amount for each in refunds)
    rest = order["amount"] - refunded
    flags = {"own": True, "seen": True, "verified": True, "mismatched": False, "canceled": False}
    sums = {"amount_received_minor": order["amount"], "charge_refunded_minor": refunded, "moving_minor": 0}
    custody = {"money": "kept" if rest else "refunded", "refunded_minor": refunded, "rest_minor": rest}
    return {
        "payment_intent": order["intent"],
        "payments": [{**own, **flags, **sums, **custody}],
        "refunds": [
            {**own, "refund": each.id, "amount_minor": each.amount, "status": each.status, "refund_id": None}
            for each in refunds
        ],
        "disputes": [
            {**own, "dispute": each.id, "amount_minor": each.amount, "marks": ["closed:lost"]}
            for each in disputes
        ],
    }


def _projected(event, account):
    """An event as the contract has it; None for what does not go to the account topic."""
    subject = event["data"]["object"]
    if subject["object"] not in _PROJECTED:
        return None
    metadata = subject.get("metadata") or {}
    fields = _PROJECTED[subject["object"]].split()
    return {
        **{name: event[name] for name in ("id", "type", "livemode", "created")},
        "account": account,
        "api_version": None,
        "body_sha256": "0" * 64,
        "metadata": {name: metadata[name] for name in metadata if name in ("order_id", "twyst_env")},
        "object": {
            **{name: subject.get(name) for name in fields},
            "object": subject["object"],
            "id": subject["id"],
        },
    }


@pytest.fixture
async def roles(fresh_database):
    return await fresh_database("reconciliation")


@pytest.fixture
async def namespace(open_namespace):
    return await open_namespace()


@pytest.fixture
async def database(roles):
    opened = Database(roles.worker, pool_size=2, application_name="journey")
    yield opened
    await opened.close()


@pytest.fixture
async def worker(roles, namespace, kafka_bootstrap, sandbox_url):
    """The worker, which consumes and fetches in this process."""
    app = build_worker(
        WorkerSettings(
            environment=ENVIRONMENT,
            kafka_bootstrap=kafka_bootstrap,
            topic_namespace=namespace,
            database_url=SecretStr(roles.worker),
            stripe_api_key=SecretStr(KEY),
            stripe_api_base=sandbox_url,
            fetch_every_seconds=0.2,
            recheck_every_seconds=0.5,
        )
    )
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def world(worker, roles, namespace, kafka_bootstrap, sandbox_url, tmp_path):
    private, jwks = generate_signing_key()
    (keys := tmp_path / "jwks.json").write_text(json.dumps(jwks))
    api = build_api(ApiSettings(database_url=SecretStr(roles.api), environment=ENVIRONMENT, jwks_file=keys))
    token = StaffIssuer(private).issue("ann", Role.OPERATOR)
    producer, names = Producer(kafka_bootstrap, client_id="journey"), Topics(namespace)

    async def send(topic, key, body):
        await producer.send(names.physical(topic), key.encode(), json.dumps(body).encode())

    async def get(path):
        path = path if path.startswith("/v1") else f"/v1/venues/{found.venue_id}{path}"
        answer = await client.get(path, headers={"Authorization": f"Bearer {token}"})
        return answer.json() if answer.status_code == 200 else None

    await producer.start()
    async with (
        api.router.lifespan_context(api),
        stripe_client(KEY, sandbox_url) as stripe,
        httpx.AsyncClient(timeout=30) as http,
        httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://api") as client,
    ):
        yield (found := World(sandbox_url, http, stripe, send, get))
    await producer.stop()
