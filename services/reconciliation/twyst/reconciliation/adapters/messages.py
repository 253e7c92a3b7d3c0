"""Contract messages as news. Stripe's and the order service's vocabulary stops here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import msgspec

from twyst.contracts.ids import is_canonical_uuid
from twyst.contracts.messages import order_event_v1 as order_message
from twyst.contracts.messages import stripe_event_v1 as stripe_message
from twyst.contracts.messages.order_event_v1 import OrderEvent
from twyst.contracts.messages.stripe_event_v1 import StripeEvent
from twyst.contracts.messages.venue_v1 import Venue as VenueRecord
from twyst.messaging.records import Record
from twyst.reconciliation.application.news import Delivery, News, Sighting, Snapshot, Venue
from twyst.reconciliation.domain.legs import Fee, Leg
from twyst.reconciliation.domain.orders import Custody, Dispute, Order, Payment, Refund
from twyst.reconciliation.domain.payouts import Payout, PayoutStatus

_orders: Final = msgspec.json.Decoder(OrderEvent)
_stripe_events: Final = msgspec.json.Decoder(StripeEvent)
_venues: Final = msgspec.json.Decoder(VenueRecord)

_FAILED_REFUNDS: Final = frozenset({"failed", "canceled"})
_WITHDRAWN: Final = frozenset({"funds_withdrawn", "closed:lost", "closed:won"})
_REINSTATED: Final = frozenset({"funds_reinstated", "closed:won"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a record says: the event's id, what it is about, and the news, if any of it concerns the books."""

    event_id: str
    key: str
    news: News | None


def deliver(record: Record, read: Callable[[bytes], Reading]) -> Delivery:
    """A record as a delivery; one that cannot be read carries its error. A tombstone says nothing."""
    key = None if record.key is None else record.key.decode(errors="backslashreplace")
    delivery = Delivery(record, record.topic, record.partition, record.offset, event_id=None, key=key)
    if record.value is None:
        return replace(delivery, event_id=f"tombstone:{record.topic}/{record.partition}/{record.offset}")
    try:
        found = read(record.value)
    except (msgspec.MsgspecError, ValueError) as error:
        return replace(delivery, error=f"{type(error).__name__}: {error}")
    return replace(delivery, event_id=found.event_id, key=found.key, news=found.news)


def read_order(value: bytes) -> Reading:
    """A derived event of an order."""
    event = _orders.decode(value)
    return Reading(f"{event.order_id}:{event.seq}", event.order_id, _snapshot(event))


def read_venue(value: bytes) -> Reading:
    """A venue's record."""
    record = _venues.decode(value)
    venue = Venue(
        venue_id=record.venue_id,
        revision=record.revision,
        name=record.name,
        currency=record.currency,
        timezone=record.timezone,
        account_id=record.account_id,
    )
    return Reading(f"{record.venue_id}:{record.revision}", record.venue_id, venue)


def stripe_reader(environment: str) -> Callable[[bytes], Reading]:
    """Reads Stripe's account events; metadata of another environment on the same Stripe account names no order of ours."""

    def read(value: bytes) -> Reading:
        event = _stripe_events.decode(value)
        subject = event.object
        news: News | None = None
        if isinstance(subject, stripe_message.Transfer) and subject.destination is not None:
            news = _leg(subject, subject.destination, event.metadata, environment)
        elif isinstance(subject, stripe_message.ApplicationFee):
            news = _fee(subject)
        elif isinstance(subject, stripe_message.Payout) and event.account is not None:
            # The platform's own payouts have no account, and belong to no venue.
            news = _sighting(subject, event.account, event)
        return Reading(event.id, event.account or subject.id, news)

    return read


def canonical_uuid(text: object) -> str | None:
    """The text if it is a UUID as we write them; metadata may hold anything."""
    return text if isinstance(text, str) and is_canonical_uuid(text) else None


def payout_status(text: str) -> PayoutStatus:
    """Stripe's set is open: what we do not know is pending, and any known status replaces it."""
    return PayoutStatus(text) if text in set(PayoutStatus) else PayoutStatus.PENDING


def _snapshot(event: OrderEvent) -> Snapshot:
    occurred_at = datetime.fromisoformat(event.occurred_at)
    payments = tuple(_payment(each) for each in event.payments if each.money != "none")
    return Snapshot(
        order=Order(
            order_id=event.order_id,
            venue_id=event.venue_id,
            account_id=event.destination,
            currency=event.currency,
            seq=event.seq,
            occurred_at=occurred_at,
            paid_at=occurred_at if payments else None,
            fee_minor=event.application_fee_minor or 0,
            payments=payments,
            refunds=tuple(
                Refund(
                    each.refund, each.payment_intent, each.amount_minor, each.status not in _FAILED_REFUNDS
                )
                for each in event.refunds
            ),
            disputes=tuple(_dispute(each) for each in event.disputes),
        ),
        state=event.state,
        order_number=event.order_number,
        table_label=event.table_label,
        placed_at=datetime.fromisoformat(event.created_at),
    )


def _payment(payment: order_message.Payment) -> Payment:
    return Payment(
        payment_intent=payment.payment_intent,
        own=payment.own,
        verified=payment.verified,
        custody=Custody(payment.money),
        received_minor=payment.amount_received_minor,
        refunded_minor=payment.refunded_minor,
        moving_minor=payment.moving_minor,
        rest_minor=payment.rest_minor,
    )


def _dispute(dispute: order_message.Dispute) -> Dispute:
    marks = frozenset(dispute.marks)
    return Dispute(
        dispute.dispute,
        dispute.amount_minor,
        withdrawn=bool(marks & _WITHDRAWN),
        reinstated=bool(marks & _REINSTATED),
    )


def _leg(
    transfer: stripe_message.Transfer,
    destination: str,
    metadata: stripe_message.Metadata,
    environment: str,
) -> Leg:
    is_ours = metadata.twyst_env == environment
    return Leg(
        transfer_id=transfer.id,
        account_id=destination,
        currency=transfer.currency,
        amount_minor=transfer.amount,
        reversed_minor=transfer.amount_reversed,
        payment_id=transfer.destination_payment,
        charge_id=transfer.source_transaction,
        payment_intent=None,
        order_id=canonical_uuid(metadata.order_id) if is_ours else None,
    )


def _fee(fee: stripe_message.ApplicationFee) -> Fee:
    return Fee(
        fee_id=fee.id,
        account_id=fee.account,
        currency=fee.currency,
        amount_minor=fee.amount,
        refunded_minor=fee.amount_refunded,
        payment_id=fee.charge,
        charge_id=fee.originating_transaction,
    )


def _sighting(payout: stripe_message.Payout, account_id: str, event: StripeEvent) -> Sighting:
    seen = Payout(
        payout_id=payout.id,
        account_id=account_id,
        currency=payout.currency,
        amount_minor=payout.amount,
        status=payout_status(payout.status),
        automatic=payout.automatic,
        method=payout.method,
        is_listed=payout.reconciliation_status == "completed",
        arrival_date=datetime.fromtimestamp(payout.arrival_date, UTC).date(),
        original_payout=payout.original_payout,
        failure_code=payout.failure_code,
    )
    return Sighting(seen, event.id, datetime.fromtimestamp(event.created, UTC))
