"""The parts of Stripe's objects that the projection reads, and what each becomes.

These shapes are the allow-list: a field that is not here is skipped by the decoder, never materialised, and so cannot
reach Kafka or a log. A field without a default must be in the body, even if it is null: when a Stripe version renames
what decides about money, deliveries are refused (and repeated) instead of being passed on half blind. Fields with a
default are those that Stripe leaves out when they have nothing to say, or that nobody's decision hangs on.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from twyst.contracts.ids import is_canonical_uuid
from twyst.contracts.messages import stripe_event_v1 as message

# JSON readers in other languages hold integers exactly up to here; Stripe's amounts have at most 12 digits.
MAX_INTEGER = 2**53 - 1

Id = Annotated[str, Meta(min_length=1, max_length=255)]
Text = Annotated[str, Meta(max_length=255)]
MetadataValue = Annotated[str, Meta(max_length=500)]
Minor = Annotated[int, Meta(ge=-MAX_INTEGER, le=MAX_INTEGER)]
Seconds = Annotated[int, Meta(ge=0, le=253_402_300_799)]  # the last second of the year 9999
Currency = Annotated[str, Meta(pattern="^[a-z]{3}$", max_length=3)]


class Expanded(Struct, frozen=True):
    """An object where an id was asked for: Stripe expands references when the caller wished so."""

    id: Id


Reference = Id | Expanded


def _id(reference: Reference) -> str:
    return reference.id if isinstance(reference, Expanded) else reference


def _id_or_none(reference: Reference | None) -> str | None:
    return None if reference is None else _id(reference)


class Metadata(Struct, frozen=True):
    """Our keys among an object's metadata."""

    order_id: MetadataValue | UnsetType = UNSET
    venue_id: MetadataValue | UnsetType = UNSET
    table_id: MetadataValue | UnsetType = UNSET
    twyst_env: MetadataValue | UnsetType = UNSET
    refund_id: MetadataValue | UnsetType = UNSET

    def projected(self) -> message.Metadata:
        """Nobody decides by the table, so one that is no id of ours is free text and stays here."""
        table_id = self.table_id
        if table_id is not UNSET and not is_canonical_uuid(table_id):
            table_id = UNSET
        return message.Metadata(self.order_id, self.venue_id, table_id, self.twyst_env, self.refund_id)


class WithMetadata(Struct, frozen=True):
    """Any object, read for our metadata only."""

    metadata: Metadata | None = None


class TransferData(Struct, frozen=True):
    """Where a destination charge's money goes."""

    destination: Reference


class PaymentError(Struct, frozen=True):
    """Why the last attempt failed; the codes alone, the texts may hold personal data."""

    code: Text | None = None
    decline_code: Text | None = None


class PaymentIntent(WithMetadata, frozen=True, kw_only=True, tag_field="object", tag="payment_intent"):
    id: Id
    amount: Minor
    amount_received: Minor
    currency: Currency
    transfer_data: TransferData | None
    status: Text
    application_fee_amount: Minor | None = None
    latest_charge: Reference | None = None
    cancellation_reason: Text | None = None
    last_payment_error: PaymentError | None = None

    def projected(self) -> message.PaymentIntent:
        error = self.last_payment_error
        return message.PaymentIntent(
            id=self.id,
            amount=self.amount,
            amount_received=self.amount_received,
            currency=self.currency,
            destination=None if self.transfer_data is None else _id(self.transfer_data.destination),
            application_fee_amount=self.application_fee_amount,
            latest_charge=_id_or_none(self.latest_charge),
            status=self.status,
            cancellation_reason=self.cancellation_reason,
            last_error_code=None if error is None else error.code,
            last_decline_code=None if error is None else error.decline_code,
        )


class Charge(WithMetadata, frozen=True, kw_only=True, tag_field="object", tag="charge"):
    id: Id
    payment_intent: Reference | None
    amount: Minor
    amount_refunded: Minor
    currency: Currency
    status: Text

    def projected(self) -> message.Charge:
        return message.Charge(
            id=self.id,
            payment_intent=_id_or_none(self.payment_intent),
            amount=self.amount,
            amount_refunded=self.amount_refunded,
            currency=self.currency,
            status=self.status,
        )


class Refund(WithMetadata, frozen=True, kw_only=True, tag_field="object", tag="refund"):
    id: Id
    payment_intent: Reference | None
    amount: Minor
    currency: Currency
    status: Text
    charge: Reference | None = None
    failure_reason: Text | None = None

    def projected(self) -> message.Refund:
        return message.Refund(
            id=self.id,
            payment_intent=_id_or_none(self.payment_intent),
            charge=_id_or_none(self.charge),
            amount=self.amount,
            currency=self.currency,
            status=self.status,
            failure_reason=self.failure_reason,
        )


class Dispute(WithMetadata, frozen=True, kw_only=True, tag_field="object", tag="dispute"):
    id: Id
    payment_intent: Reference | None
    charge: Reference | None
    amount: Minor
    currency: Currency
    status: Text
    reason: Text | None = None

    def projected(self) -> message.Dispute:
        return message.Dispute(
            id=self.id,
            payment_intent=_id_or_none(self.payment_intent),
            charge=_id_or_none(self.charge),
            amount=self.amount,
            currency=self.currency,
            status=self.status,
            reason=self.reason,
        )


class EarlyFraudWarning(
    WithMetadata, frozen=True, kw_only=True, tag_field="object", tag="radar.early_fraud_warning"
):
    id: Id
    charge: Reference | None
    payment_intent: Reference | None = None

    def projected(self) -> message.EarlyFraudWarning:
        return message.EarlyFraudWarning(
            id=self.id,
            payment_intent=_id_or_none(self.payment_intent),
            charge=_id_or_none(self.charge),
        )


class Transfer(WithMetadata, frozen=True, kw_only=True, tag_field="object", tag="transfer"):
    id: Id
    amount: Minor
    amount_reversed: Minor
    currency: Currency
    destination: Reference | None
    source_transaction: Reference | None
    destination_payment: Reference | None = None

    def projected(self) -> message.Transfer:
        return message.Transfer(
            id=self.id,
            amount=self.amount,
            amount_reversed=self.amount_reversed,
            currency=self.currency,
            destination=_id_or_none(self.destination),
            source_transaction=_id_or_none(self.source_transaction),
            destination_payment=_id_or_none(self.destination_payment),
        )


class ApplicationFee(WithMetadata, frozen=True, kw_only=True, tag_field="object", tag="application_fee"):
    id: Id
    account: Reference
    amount: Minor
    amount_refunded: Minor
    currency: Currency
    charge: Reference | None
    originating_transaction: Reference | None = None

    def projected(self) -> message.ApplicationFee:
        return message.ApplicationFee(
            id=self.id,
            account=_id(self.account),
            amount=self.amount,
            amount_refunded=self.amount_refunded,
            currency=self.currency,
            charge=_id_or_none(self.charge),
            originating_transaction=_id_or_none(self.originating_transaction),
        )


class Payout(WithMetadata, frozen=True, kw_only=True, tag_field="object", tag="payout"):
    id: Id
    amount: Minor
    currency: Currency
    status: Text
    automatic: bool
    method: Text
    reconciliation_status: Text
    arrival_date: Seconds
    original_payout: Reference | None = None
    failure_code: Text | None = None

    def projected(self) -> message.Payout:
        return message.Payout(
            id=self.id,
            amount=self.amount,
            currency=self.currency,
            status=self.status,
            automatic=self.automatic,
            method=self.method,
            reconciliation_status=self.reconciliation_status,
            original_payout=_id_or_none(self.original_payout),
            arrival_date=self.arrival_date,
            failure_code=self.failure_code,
        )


class Capability(WithMetadata, frozen=True, kw_only=True, tag_field="object", tag="capability"):
    id: Id
    account: Reference
    status: Text

    def projected(self) -> message.Capability:
        return message.Capability(id=self.id, account=_id(self.account), status=self.status)


StripeObject = (
    PaymentIntent
    | Charge
    | Refund
    | Dispute
    | EarlyFraudWarning
    | Transfer
    | ApplicationFee
    | Payout
    | Capability
)
"""What the routed types are about, told apart by `object`; `account.*` is read as WithMetadata instead."""

Projected = (
    message.PaymentIntent
    | message.Charge
    | message.Refund
    | message.Dispute
    | message.EarlyFraudWarning
    | message.Transfer
    | message.ApplicationFee
    | message.Payout
    | message.Account
    | message.Capability
)
