"""An order as its diner sees it: what was ordered, what it costs, and how far it is. Nothing of how the money is split."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from twyst.order.application.cancel_order import UNPAID
from twyst.order.application.read_orders import FoundOrder
from twyst.order.domain.custody import is_open, money_of
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import Order
from twyst.order.domain.reasons import words_of_the_venue
from twyst.order.entrypoints.catalog_api.fields import Answer
from twyst.order.entrypoints.catalog_api.venue_bodies import SellerBody


class ModifierView(Answer):
    """A chosen option; `amount_minor` is the surcharge per unit."""

    modifier_id: str
    name: str
    amount_minor: int


class LineView(Answer):
    """One ordered item, as it was priced when the order was placed."""

    line_id: str
    item_id: str
    name: str
    quantity: int
    unit_amount_minor: int = Field(description="With its modifiers.")
    amount_minor: int
    modifiers: list[ModifierView]
    allergens: list[str]
    note: str | None
    allergy: bool = Field(description="The diner ticked that whoever eats this has an allergy.")


class AttemptView(Answer):
    """The last attempt to pay."""

    kind: str = Field(description="`requires_action`, `processing` or `failed`.")
    decline_code: str | None = Field(description="Stripe's reason of a failed attempt.")


class DinerOrder(Answer):
    """An order. `seq` grows with every change and is the live feed's cursor; `version` counts steps of `state`."""

    order_id: UUID
    order_number: str = Field(description="Short name for calling it out.")
    state: State
    version: int
    seq: int
    created_at: datetime
    updated_at: datetime
    venue_id: UUID
    venue_name: str
    timezone: str = Field(description="Of the venue's clocks, as an IANA name; a receipt tells its time.")
    seller: SellerBody | None = Field(description="The firm that sells, for the receipt.")
    table_id: UUID
    table_label: str
    currency: str
    lines: list[LineView]
    items_minor: int
    tip_minor: int
    total_minor: int
    note: str | None = Field(description="The diner's wish for the whole order.")
    allergy: bool = Field(
        description="The diner ticked an allergy for the whole order; lines have their own."
    )
    attempt: AttemptView | None
    canceling: bool = Field(
        description="Given up, and Stripe has not confirmed yet that nothing will be paid."
    )
    kitchen_seen: bool = Field(description="The kitchen acknowledged that it saw the order.")
    refunded_minor: int = Field(description="Paid back by now.")
    refunding_minor: int = Field(description="On its way back.")
    reason: str | None = Field(
        description="Why it was canceled, in the words of the venue; null when it was not the venue that canceled."
    )

    @classmethod
    def of(cls, found: FoundOrder) -> Self:
        terms, standing = found.order.terms, found.order.standing
        attempt = found.order.standing.own_attempt
        refunded_minor, refunding_minor = _given_back(found.order)
        return cls(
            order_id=UUID(terms.order_id),
            order_number=terms.order_number,
            state=standing.state,
            version=standing.version,
            seq=found.order.seq,
            created_at=found.created_at,
            updated_at=found.updated_at,
            venue_id=UUID(terms.venue_id),
            venue_name=found.venue_name,
            timezone=found.timezone,
            seller=SellerBody.model_validate(found.seller) if found.seller else None,
            table_id=UUID(terms.table_id),
            table_label=terms.table_label,
            currency=terms.currency,
            lines=[LineView.model_validate(line) for line in terms.lines],
            items_minor=terms.items_minor,
            tip_minor=terms.tip_minor,
            total_minor=terms.total_minor,
            note=terms.diner_note,
            allergy=terms.allergy,
            attempt=AttemptView(kind=attempt.kind, decline_code=attempt.decline_code or None)
            if attempt
            else None,
            canceling=standing.abandoned and standing.state in UNPAID,
            kitchen_seen=standing.facts.kitchen_seen,
            refunded_minor=refunded_minor,
            refunding_minor=refunding_minor,
            reason=words_of_the_venue(standing.reason) if standing.state is State.CANCELED else None,
        )


def _given_back(order: Order) -> tuple[int, int]:
    """What of the order's own payment is back, and what is moving or decided."""
    standing = order.standing
    if standing.own is None:
        return 0, 0
    money = money_of(standing, standing.own)
    intended = sum(
        intent.amount_minor
        for intent in standing.intents
        if intent.payment_intent == standing.own and is_open(intent, standing)
    )
    return money.refunded_minor, money.moving_minor + intended
