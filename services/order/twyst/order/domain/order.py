"""An order: the terms that are frozen when it is placed, and the standing that inputs move."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from twyst.order.domain.facts import NOTHING, Attempt, Entries, Facts, get
from twyst.order.domain.lifecycle import State


@dataclass(frozen=True, slots=True)
class Modifier:
    """A chosen option of a line; `amount_minor` is the surcharge per unit."""

    modifier_id: str
    name: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Line:
    """One ordered item, as priced by the server when the order was placed. Amounts in minor units.

    `allergy` is what the diner ticked: whoever eats this has an allergy.
    """

    line_id: str
    item_id: str
    name: str
    quantity: int
    unit_amount_minor: int
    amount_minor: int
    modifiers: tuple[Modifier, ...] = ()
    allergens: tuple[str, ...] = ()
    note: str | None = None
    station: str | None = None
    allergy: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed when the order was placed; it never changes. Payments are judged against it.

    `allergy` is what the diner ticked for the whole order; a line has its own.
    """

    order_id: str
    venue_id: str
    table_id: str
    table_label: str
    order_number: str
    environment: str
    livemode: bool
    created_at: str
    currency: str
    lines: tuple[Line, ...]
    items_minor: int
    tip_minor: int
    total_minor: int
    application_fee_minor: int | None
    destination: str
    hold_owner: str
    diner_note: str | None = None
    allergy: bool = False


class IntentStatus(StrEnum):
    """What became of the call that asks Stripe for a refund."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RefundIntent:
    """A refund that we decided on. Stripe's answer is the fact; this is only the wish."""

    refund_id: str
    payment_intent: str
    amount_minor: int
    reason: str
    status: IntentStatus = IntentStatus.REQUESTED
    refund: str | None = None


@dataclass(frozen=True, slots=True)
class HoldNote:
    """What a person or the policy last did about a hold; `number` counts those actions."""

    number: int
    released: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands: the whole decision state. Hashable; equal standings decide alike.

    `own` is the order's one PaymentIntent, set once by the attach. `abandoned` says that diner, venue or the sweep gave an
    unpaid order up, so that a PaymentIntent that is attached later is canceled at Stripe.
    """

    state: State = State.CREATED
    version: int = 1
    own: str | None = None
    abandoned: bool = False
    reason: str | None = None
    facts: Facts = NOTHING
    intents: tuple[RefundIntent, ...] = ()
    hold_notes: Entries[HoldNote] = ()

    @property
    def own_attempt(self) -> Attempt | None:
        """The last payment attempt of the order's own PaymentIntent."""
        return get(self.facts.attempts, self.own)


@dataclass(frozen=True, slots=True)
class Published:
    """A derived event as it was published before, byte for byte. `time` is its ce_time."""

    body: str
    time: str
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class DerivedEvent:
    """One derived event. `seq` counts every derived event of the order; `version` only its lifecycle steps.

    `published` is set on events that a restored order took back from the topic: they are not made anew.
    """

    type: str
    state: State
    version: int
    seq: int
    published: Published | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """Terms, standing, and the counter of derived events."""

    terms: Terms
    standing: Standing
    seq: int
    input_seq: int
