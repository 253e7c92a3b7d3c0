"""A Stripe in memory, as small as the order service's use of it: PaymentIntents, charges, refunds, disputes, keys, events.

The sandbox is far more of a Stripe and takes milliseconds per payment; a million orders need microseconds.
`test_stripe_conformance` holds this one, and the sandbox behind the official SDK, to the same answers.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

_encode = msgspec.json.Encoder().encode
_CANCELABLE = frozenset({"requires_payment_method", "requires_action"})
_OPEN = _CANCELABLE | {"processing"}


@dataclass(slots=True)
class PaymentIntent:
    id: str
    amount: int
    currency: str
    destination: str | None
    fee: int | None
    metadata: dict[str, str]
    created_seconds: float
    status: str = "requires_payment_method"
    amount_received: int = 0
    charge: str | None = None
    amount_refunded: int = 0
    error: str | None = None
    refunds: list[Refund] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)


@dataclass(slots=True)
class Refund:
    id: str
    payment_intent: PaymentIntent
    amount: int
    status: str
    metadata: dict[str, str]


@dataclass(slots=True)
class Dispute:
    id: str
    payment_intent: PaymentIntent
    status: str


@dataclass(frozen=True, slots=True)
class Event:
    """A webhook to deliver. `order_id` and `payment_intent` are for the trace and the oracle."""

    id: str
    type: str
    endpoint: str
    body: bytes
    order_id: str | None
    payment_intent: str | None


class CardDeclined(Exception):
    """The payer's bank said no."""


class UnexpectedState(Exception):
    """The PaymentIntent is not in a status for that."""


class TooMuch(Exception):
    """More than there is left to refund."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class StripeWorld:
    """All objects of the platform's account, and the events that their changes make."""

    def __init__(self, seconds: Callable[[], float], deliver: Callable[[Event], None]) -> None:
        self.intents: dict[str, PaymentIntent] = {}
        self.refunds: dict[str, Refund] = {}
        self.sent: dict[str, Event] = {}
        self._seconds = seconds
        self._deliver = deliver
        self._numbers = itertools.count(1)

    def create(self, parameters: Mapping[str, Any]) -> PaymentIntent:
        transfer = parameters.get("transfer_data")
        intent = PaymentIntent(
            id=self._id("pi"),
            amount=parameters["amount"],
            currency=parameters["currency"],
            destination=transfer["destination"] if transfer else None,
            fee=parameters.get("application_fee_amount"),
            metadata=dict(parameters.get("metadata", {})),
            created_seconds=self._seconds(),
        )
        self.intents[intent.id] = intent
        self._tell("payment_intent.created", intent)
        return intent

    def decline(self, intent: PaymentIntent, code: str = "card_declined") -> None:
        self._require(intent, _OPEN)
        intent.status, intent.error, intent.charge = "requires_payment_method", code, self._id("ch")
        self._tell("charge.failed", intent)
        self._tell("payment_intent.payment_failed", intent)

    def ask_bank(self, intent: PaymentIntent) -> None:
        self._require(intent, _CANCELABLE)
        intent.status = "requires_action"
        self._tell("payment_intent.requires_action", intent)

    def debit(self, intent: PaymentIntent) -> None:
        """The bank takes its time, and meanwhile nobody can cancel."""
        self._require(intent, _CANCELABLE)
        intent.status = "processing"
        self._tell("payment_intent.processing", intent)

    def succeed(self, intent: PaymentIntent, *, warned: bool = False) -> None:
        """Paid. `warned`: the card's network suspects fraud, and says so by the charge alone."""
        self._require(intent, _OPEN)
        intent.status, intent.amount_received, intent.error = "succeeded", intent.amount, None
        intent.charge = self._id("ch")
        if warned:
            warning = {
                "id": self._id("issfr"),
                "object": "radar.early_fraud_warning",
                "charge": intent.charge,
            }
            self.say("radar.early_fraud_warning", warning)
        self._tell("charge.succeeded", intent)
        self._tell("payment_intent.succeeded", intent)

    def cancel(self, intent: PaymentIntent) -> None:
        self._require(intent, _CANCELABLE)
        intent.status = "canceled"
        self._tell("payment_intent.canceled", intent)

    def refund(
        self,
        intent: PaymentIntent,
        amount: int | None,
        metadata: Mapping[str, str],
        *,
        status: str = "succeeded",
    ) -> Refund:
        if intent.status != "succeeded":
            raise UnexpectedState
        left = intent.amount_received - intent.amount_refunded
        wanted = left if amount is None else amount
        if not 0 < wanted <= left:
            raise TooMuch(left)
        refund = Refund(self._id("re"), intent, wanted, status, dict(metadata))
        self.refunds[refund.id] = refund
        intent.refunds.append(refund)
        intent.amount_refunded += wanted
        self._tell("refund.created", refund)
        self._tell("charge.refunded", intent)
        return refund

    def settle_refund(self, refund: Refund, status: str) -> None:
        """A pending refund comes through, or a refund turns out to have failed and its money is back."""
        if refund.status in ("failed", "canceled") or refund.status == status:
            return
        refund.status = status
        if status == "failed":
            refund.payment_intent.amount_refunded -= refund.amount
        self._tell("refund.failed" if status == "failed" else "refund.updated", refund)

    def dispute(self, intent: PaymentIntent) -> Dispute:
        self._require(intent, {"succeeded"})
        dispute = Dispute(self._id("dp"), intent, "needs_response")
        intent.disputes.append(dispute)
        self._tell("charge.dispute.created", dispute)
        return dispute

    def close_dispute(self, dispute: Dispute, status: str) -> None:
        dispute.status = status
        self._tell("charge.dispute.closed", dispute)

    def repeat(self, event: Event) -> None:
        """Two event ids for one change: Stripe says that it may happen."""
        envelope = msgspec.json.decode(event.body)
        envelope["id"] = self._id("evt")
        self.announce(replace(event, id=envelope["id"], body=_encode(envelope)))

    def say(
        self, type_: str, thing: Mapping[str, Any], *, endpoint: str = "platform", account: str | None = None
    ) -> None:
        """An event about something that this Stripe does not keep: another account's charge, an unknown order's."""
        metadata = thing.get("metadata") or {}
        self._announce(type_, thing, metadata.get("order_id"), endpoint, account)

    def announce(self, event: Event) -> None:
        self.sent[event.id] = event
        self._deliver(event)

    def _require(self, intent: PaymentIntent, statuses: frozenset[str] | set[str]) -> None:
        if intent.status not in statuses:
            raise UnexpectedState

    def _tell(self, type_: str, changed: PaymentIntent | Refund | Dispute) -> None:
        intent = changed if isinstance(changed, PaymentIntent) else changed.payment_intent
        thing = charge_body(intent) if type_.startswith("charge.") and changed is intent else body_of(changed)
        self._announce(type_, thing, intent.metadata.get("order_id"), "platform", None)

    def _announce(
        self, type_: str, thing: Mapping[str, Any], order_id: str | None, endpoint: str, account: str | None
    ) -> None:
        envelope = {
            "id": self._id("evt"), "object": "event", "type": type_, "livemode": False,
            "created": int(self._seconds()), "api_version": "simulated", "data": {"object": thing},
        }  # fmt: skip
        if account is not None:
            envelope["account"] = account
        about = thing["id"] if thing["object"] == "payment_intent" else thing.get("payment_intent")
        self.announce(Event(str(envelope["id"]), type_, endpoint, _encode(envelope), order_id, about))

    def _id(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers):08d}"


def body_of(thing: PaymentIntent | Refund | Dispute) -> dict[str, Any]:
    """An object as a webhook carries it, secrets and personal data included."""
    if isinstance(thing, PaymentIntent):
        return {
            "id": thing.id, "object": "payment_intent", "amount": thing.amount, "currency": thing.currency,
            "amount_received": thing.amount_received, "status": thing.status, "latest_charge": thing.charge,
            "transfer_data": {"destination": thing.destination} if thing.destination else None,
            "application_fee_amount": thing.fee, "metadata": thing.metadata, "cancellation_reason": None,
            "client_secret": secret_of(thing), "receipt_email": "diner@example.com",
            "last_payment_error": {"code": thing.error, "decline_code": thing.error} if thing.error else None,
        }  # fmt: skip
    intent = thing.payment_intent
    if isinstance(thing, Refund):
        return {
            "id": thing.id, "object": "refund", "amount": thing.amount, "currency": intent.currency,
            "payment_intent": intent.id, "charge": intent.charge, "status": thing.status, "metadata": thing.metadata,
        }  # fmt: skip
    return {
        "id": thing.id, "object": "dispute", "amount": intent.amount_received, "currency": intent.currency,
        "payment_intent": intent.id, "charge": intent.charge, "status": thing.status, "metadata": {},
    }  # fmt: skip


def charge_body(intent: PaymentIntent) -> dict[str, Any]:
    """The PaymentIntent's charge; its metadata is the PaymentIntent's of that moment."""
    return {
        "id": intent.charge, "object": "charge", "amount": intent.amount, "amount_refunded": intent.amount_refunded,
        "payment_intent": intent.id, "currency": intent.currency, "metadata": intent.metadata,
        "status": "succeeded" if intent.status == "succeeded" else "failed",
    }  # fmt: skip


def secret_of(intent: PaymentIntent) -> str:
    return f"{intent.id}_secret_simulated"
