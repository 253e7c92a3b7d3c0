"""An order as its venue sees it: everything that its derived events carry, under the same names."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from twyst.order.application.read_orders import FoundOrder, HeldMoney
from twyst.order.domain.custody import Custody, money_of
from twyst.order.domain.facts import RefundStatus
from twyst.order.domain.holds import HoldReason, HoldStatus, holds_of
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import IntentStatus
from twyst.order.entrypoints.catalog_api.fields import Answer
from twyst.order.entrypoints.order_api.diner_views import AttemptView, LineView
from twyst.order.entrypoints.order_api.ports import Snapshot


class StaffLine(LineView):
    """A line, and who makes it."""

    station: str | None


class PaymentView(Answer):
    """What is known of one PaymentIntent that names the order, and where its money is."""

    payment_intent: str
    own: bool = Field(description="The order's one PaymentIntent.")
    seen: bool
    verified: bool = Field(description="Succeeded as agreed when the order was placed.")
    mismatched: bool = Field(description="Succeeded, but not as agreed.")
    canceled: bool
    amount_received_minor: int
    charge_refunded_minor: int
    money: Custody = Field(description="What the rest is.")
    refunded_minor: int
    moving_minor: int = Field(description="Refunds on their way.")
    rest_minor: int


class RefundView(Answer):
    """A refund as Stripe reports it."""

    refund: str
    payment_intent: str
    amount_minor: int
    status: RefundStatus
    refund_id: str | None = Field(description="The decision of ours that it follows.")


class RefundIntentView(Answer):
    """A refund as it was decided; `refund` is Stripe's, once it answered."""

    refund_id: str
    payment_intent: str
    amount_minor: int
    reason: str
    status: IntentStatus
    refund: str | None


class DisputeView(Answer):
    """A dispute as Stripe reports it."""

    dispute: str
    payment_intent: str | None
    amount_minor: int
    marks: list[str]


class OrderHoldView(Answer):
    """Money of the order that waits for a person or the policy."""

    hold_id: str
    payment_intent: str
    reason: HoldReason
    owner: str
    status: HoldStatus
    amount_minor: int
    note: str | None


class StaffOrder(Answer):
    """An order with all that is known of its money. The names are those of its events."""

    order_id: UUID
    order_number: str
    state: State
    version: int
    seq: int
    reason: str | None = Field(description="Why it was canceled.")
    created_at: datetime
    updated_at: datetime
    environment: str
    livemode: bool
    venue_id: UUID
    table_id: UUID
    table_label: str
    currency: str
    lines: list[StaffLine]
    items_minor: int
    tip_minor: int
    total_minor: int
    application_fee_minor: int | None
    destination: str = Field(description="The account that is paid, as of when the order was placed.")
    diner_note: str | None
    allergy: bool = Field(
        description="The diner ticked an allergy for the whole order; lines have their own."
    )
    payment_intent: str | None
    attempt: AttemptView | None
    abandoned: bool = Field(description="Given up before it was paid.")
    payments: list[PaymentView]
    refunds: list[RefundView]
    refund_intents: list[RefundIntentView]
    disputes: list[DisputeView]
    holds: list[OrderHoldView]
    kitchen_seen: bool

    @classmethod
    def of(cls, found: FoundOrder, snapshot: Snapshot) -> Self:
        order = found.order
        members: Mapping[str, Any] = snapshot(order.terms, order.standing, order.standing.state)
        return cls.model_validate(
            {
                **members,
                "lines": order.terms.lines,
                "allergy": order.terms.allergy,
                "order_id": order.terms.order_id,
                "state": order.standing.state,
                "version": order.standing.version,
                "seq": order.seq,
                "abandoned": order.standing.abandoned,
                "created_at": found.created_at,
                "updated_at": found.updated_at,
            }
        )


class LineSummary(Answer):
    """A line by which staff know an order again."""

    name: str
    quantity: int


class OrderSummary(Answer):
    """An order in a list."""

    order_id: UUID
    order_number: str
    state: State
    version: int
    seq: int
    reason: str | None
    created_at: datetime
    updated_at: datetime
    table_id: UUID
    table_label: str
    items: int = Field(description="Units ordered.")
    lines: list[LineSummary]
    currency: str
    total_minor: int
    refunded_minor: int = Field(description="Of the order's own payment.")
    kitchen_seen: bool
    disputed: bool
    open_holds: int

    @classmethod
    def of(cls, found: FoundOrder) -> Self:
        terms, standing = found.order.terms, found.order.standing
        return cls(
            order_id=UUID(terms.order_id),
            order_number=terms.order_number,
            state=standing.state,
            version=standing.version,
            seq=found.order.seq,
            reason=standing.reason if standing.state is State.CANCELED else None,
            created_at=found.created_at,
            updated_at=found.updated_at,
            table_id=UUID(terms.table_id),
            table_label=terms.table_label,
            items=sum(line.quantity for line in terms.lines),
            lines=[LineSummary(name=line.name, quantity=line.quantity) for line in terms.lines],
            currency=terms.currency,
            total_minor=terms.total_minor,
            refunded_minor=money_of(standing, standing.own).refunded_minor if standing.own else 0,
            kitchen_seen=standing.facts.kitchen_seen,
            disputed=bool(standing.facts.disputes),
            open_holds=sum(hold.status is HoldStatus.OPEN for hold in holds_of(standing)),
        )


class OrderPage(Answer):
    """A page of orders, newest first."""

    orders: list[OrderSummary]
    next_cursor: str | None = Field(description="For `cursor` of the next page; null on the last one.")


class HoldView(Answer):
    """Held money. `number` counts what was done about it; send it back when acting, so that nobody acts twice."""

    id: str
    order_id: UUID
    order_number: str
    table_label: str
    payment_intent: str
    reason: HoldReason
    status: HoldStatus
    currency: str
    amount_minor: int
    owner: str
    number: int
    note: str | None
    created_at: datetime = Field(description="When the order was placed.")

    @classmethod
    def of(cls, held: HeldMoney) -> Self:
        terms, hold = held.order.terms, held.hold
        return cls(
            id=f"{terms.order_id}:{hold.payment_intent}",
            order_id=UUID(terms.order_id),
            order_number=terms.order_number,
            table_label=terms.table_label,
            payment_intent=hold.payment_intent,
            reason=hold.reason,
            status=hold.status,
            currency=terms.currency,
            amount_minor=hold.amount_minor,
            owner=terms.hold_owner,
            number=hold.number,
            note=hold.note,
            created_at=datetime.fromisoformat(terms.created_at),
        )


class HoldPage(Answer):
    """A page of holds, newest order first; it may be shorter than asked for, or empty, before the last one."""

    holds: list[HoldView]
    next_cursor: str | None = Field(description="For `cursor` of the next page; null on the last one.")
