"""The named crash points: at which step of which process something goes wrong.

`target` is the production function that is that step, as `module:qualname` where it is looked up when it is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Moment = Literal["before", "during", "after"]
"""During: what was asked for is on its way, and the answer has not been read."""

_ORDER, _WRITES = "twyst.order.application", "twyst.order.adapters"
_BOOKS, _KITCHEN = "twyst.reconciliation.application", "twyst.fulfillment"
_COMMIT = "twyst.mailbox.database:_commit"
_KAFKA = "aiokafka.conn:AIOKafkaConnection.send"
_TAKING = f"{_ORDER}.take_deliveries:TakeDeliveries.__call__"
_INTAKE = f"{_KITCHEN}.application.intake:Intake.__call__"
_BOOKING = f"{_BOOKS}.take_deliveries:TakeDeliveries.__call__"
_IMPORT = f"{_BOOKS}.import_payouts:ImportPayouts"


@dataclass(frozen=True, slots=True)
class Point:
    """`within` narrows a shared function to calls from another one, `request` to one kind of request to Kafka, and
    `answered` to calls that found something. `hit` says at which such call it happens.
    """

    name: str
    process: str
    moment: Moment
    target: str
    says: str
    within: str = ""
    request: str = ""
    answered: bool = False
    hit: int = 2


POINTS = (
    # The gateway takes a webhook.
    Point("g1", "gateway", "before", "twyst.webhook_gateway.app:verify", "a webhook was received"),
    Point("g2", "gateway", "before", "twyst.webhook_gateway.publish:Publisher.publish", "it is genuine, and not sent"),
    Point("g3", "gateway", "during", _KAFKA, "it is on its way to Kafka", request="ProduceRequest"),
    Point("g4", "gateway", "after", "twyst.webhook_gateway.publish:Publisher.publish", "Kafka has it, Stripe has no answer"),
    Point("g5", "gateway", "after", "twyst.webhook_gateway.app:_answer", "Stripe has its 200"),
    # The order worker takes a batch.
    Point("c1", "order-worker", "before", _TAKING, "a batch was fetched"),
    Point("c2", "order-worker", "after", f"{_WRITES}.book.desk:PostgresDesk.look_up", "its orders are locked, the journal was asked"),
    Point("c3", "order-worker", "after", f"{_WRITES}.book.postgres:PostgresBook._apply", "journal and state are written, the outbox is not", within=_TAKING),
    Point("c4", "order-worker", "after", f"{_WRITES}.book.postgres:PostgresBook.write", "the outbox is written, nothing is committed", within=_TAKING),
    Point("c5", "order-worker", "during", _COMMIT, "COMMIT is on its way", within=_TAKING),
    Point("c6", "order-worker", "after", _TAKING, "the transaction is committed, the offsets are not"),
    Point("c7", "order-worker", "during", _KAFKA, "the offsets are on their way to Kafka", request="OffsetCommitRequest"),
    Point("c8", "order-worker", "after", "twyst.messaging.group:GroupConsumer._commit", "the batch is done"),
    # The order worker's relay publishes the outbox.
    Point("r1", "order-worker", "after", "twyst.mailbox.outlet:PostgresOutlet.unpublished", "rows were read", answered=True),
    Point("r2", "order-worker", "during", _KAFKA, "they are on their way to Kafka", request="ProduceRequest"),
    Point("r3", "order-worker", "after", "twyst.messaging.outbox:OutboxPublisher.publish", "Kafka has them, they are not marked"),
    Point("r4", "order-worker", "after", "twyst.mailbox.outlet:PostgresOutlet.mark", "they are marked"),
    # The order API places an order.
    Point("a1", "order-api", "before", f"{_ORDER}.place_order:OrderPlacing._store", "an order was sent"),
    Point("a2", "order-api", "after", f"{_ORDER}.place_order:OrderPlacing._store", "it is stored, Stripe was not asked"),
    Point("a3", "order-api", "after", f"{_WRITES}.stripe_calls:StripeCalls.create_payment_intent", "Stripe has made a PaymentIntent, the answer is lost"),
    Point("a4", "order-api", "after", f"{_ORDER}.make_calls:MakeCalls._create", "the order knows its PaymentIntent"),
    Point("a5", "order-api", "after", "twyst.order.entrypoints.order_api.placing:require_order", "all is done, the diner has no answer"),
    # A refund: decided by the API, made by the worker.
    Point("f1", "order-api", "after", "twyst.order.entrypoints.order_api.commands:refund_order", "a refund is decided, staff have no answer", hit=1),
    Point("f2", "order-worker", "before", f"{_WRITES}.stripe_calls:StripeCalls.refund", "the call is leased, Stripe was not asked", hit=1),
    Point("f3", "order-worker", "after", f"{_WRITES}.stripe_calls:StripeCalls.refund", "Stripe has refunded, the answer is lost", hit=1),
    Point("f4", "order-worker", "after", f"{_ORDER}.make_calls:MakeCalls._refund", "the answer is journaled", hit=1),
    # The kitchen takes a batch.
    Point("k1", "fulfillment-worker", "before", _INTAKE, "a batch was fetched"),
    Point("k2", "fulfillment-worker", "after", f"{_KITCHEN}.adapters.desk:PostgresDesk.claim", "the inbox is written"),
    Point("k3", "fulfillment-worker", "after", f"{_KITCHEN}.adapters.desk:PostgresDesk.announce", "tickets and feed are written, nothing is committed"),
    Point("k4", "fulfillment-worker", "during", _COMMIT, "COMMIT is on its way", within=_INTAKE),
    Point("k5", "fulfillment-worker", "after", _INTAKE, "the transaction is committed, the offsets are not"),
    Point("k6", "fulfillment-worker", "during", _KAFKA, "the offsets are on their way to Kafka", request="OffsetCommitRequest"),
    # The books take a batch.
    Point("b1", "reconciliation-worker", "before", _BOOKING, "a batch was fetched"),
    Point("b2", "reconciliation-worker", "after", f"{_BOOKS}.take_deliveries:record_news", "books are written, nothing is committed"),
    Point("b3", "reconciliation-worker", "during", _COMMIT, "COMMIT is on its way", within=_BOOKING),
    Point("b4", "reconciliation-worker", "after", _BOOKING, "the transaction is committed, the offsets are not"),
    # The books fetch a payout's lines.
    Point("p1", "reconciliation-worker", "before", f"{_IMPORT}._save_lines", "a page of a payout's lines was fetched", hit=1),
    Point("p2", "reconciliation-worker", "after", f"{_IMPORT}._save_lines", "it is saved, the next one is not fetched", hit=1),
    Point("p3", "reconciliation-worker", "before", _COMMIT, "a page is written, nothing is committed", within=f"{_IMPORT}._save_lines", hit=1),
    Point("p4", "reconciliation-worker", "after", f"{_IMPORT}._fetch", "all is saved", hit=1),
    # An operator replays a topic.
    Point("x1", "twyst-ops", "before", "twyst.ops.replay:_copy", "the plan is recorded, nothing is copied", hit=1),
    Point("x2", "twyst-ops", "after", "twyst.messaging.producer:Producer.send_all", "a batch is copied, the checkpoint is not written", hit=1),
    Point("x3", "twyst-ops", "after", "twyst.ops.replay:_copy", "all is copied, the plan is not marked as done", hit=1),
)  # fmt: skip
"""In the order in which an order meets them."""


def named(name: str) -> Point:
    """The point of that name."""
    return next(point for point in POINTS if point.name == name)
