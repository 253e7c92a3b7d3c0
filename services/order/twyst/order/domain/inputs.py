"""What an order can be given. Every input has an id that is unique within its order; a second copy changes nothing.

Inputs carry everything that the fold needs, ids and times included, so that the journal alone reproduces the order.
"""

from __future__ import annotations

from dataclasses import dataclass

from twyst.order.domain.facts import Attempt, RefundStatus
from twyst.order.domain.order import DerivedEvent, Standing


@dataclass(frozen=True, slots=True)
class ObservedPaymentIntent:
    """A PaymentIntent as Stripe showed it. Judged against the order's terms when it is joined."""

    payment_intent: str
    account: str | None
    livemode: bool
    currency: str
    destination: str | None
    amount_received_minor: int
    succeeded: bool
    canceled: bool
    attempt: Attempt | None = None
    charge: str | None = None


@dataclass(frozen=True, slots=True)
class ObservedCharge:
    """A charge's own sum of refunds."""

    charge: str
    payment_intent: str | None
    amount_refunded_minor: int


@dataclass(frozen=True, slots=True)
class ObservedRefund:
    """A refund as Stripe showed it."""

    refund: str
    payment_intent: str
    amount_minor: int
    status: RefundStatus
    refund_id: str | None


@dataclass(frozen=True, slots=True)
class ObservedDispute:
    """A dispute as Stripe showed it; `marks` may be empty."""

    dispute: str
    payment_intent: str | None
    charge: str | None
    amount_minor: int
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObservedMention:
    """Stripe named a PaymentIntent or charge of the order without more."""

    payment_intent: str | None
    charge: str | None


Observation = ObservedPaymentIntent | ObservedCharge | ObservedRefund | ObservedDispute | ObservedMention


@dataclass(frozen=True, slots=True)
class Observed:
    """What Stripe says: an event, a read, or the answer to a call of ours. `venue_id` is checked when it is named."""

    input_id: str
    observations: tuple[Observation, ...]
    venue_id: str | None = None


@dataclass(frozen=True, slots=True)
class Attach:
    """Stripe answered the create call: this is the order's PaymentIntent."""

    input_id: str
    payment_intent: str


@dataclass(frozen=True, slots=True)
class CallRefused:
    """Stripe refused a call for good. `call` is `create`, `refund` or `cancel`; `refund_id` names the intent."""

    input_id: str
    call: str
    code: str
    refund_id: str | None = None


@dataclass(frozen=True, slots=True)
class RefundAnswered:
    """Stripe answered a refund call: the intent is accepted and its refund and charge are observed."""

    input_id: str
    refund_id: str
    observed: tuple[Observation, ...]
    refund: str


@dataclass(frozen=True, slots=True)
class Start:
    """Staff begin to prepare the order."""

    input_id: str


@dataclass(frozen=True, slots=True)
class Complete:
    """Staff hand the order out."""

    input_id: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """Venue, ops or policy cancel a paid order; the refund follows under `refund_id`.

    With `if_unseen` it counts only as long as no kitchen has seen or begun the order.
    """

    input_id: str
    reason: str
    refund_id: str
    if_unseen: bool = False


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """Refund money of one PaymentIntent (None: own); `amount_minor` None is everything that is left."""

    input_id: str
    refund_id: str
    reason: str
    amount_minor: int | None = None
    payment_intent: str | None = None


@dataclass(frozen=True, slots=True)
class Abandon:
    """Diner, venue or the sweep give an unpaid order up. With a PaymentIntent, Stripe decides; see `decide`."""

    input_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Nothing can be paid any more: there is no PaymentIntent at Stripe, and there will be none."""

    input_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class KitchenSeen:
    """The kitchen acknowledged the ticket."""

    input_id: str


@dataclass(frozen=True, slots=True)
class ResolveHold:
    """A person or the policy acts on a hold: refund it (with `refund_id`) or release it."""

    input_id: str
    payment_intent: str
    number: int
    refund_id: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Restored:
    """The order as its own published events tell it, for a database that lost the end of its journal.

    `events` are those that the database lacks, oldest first; `standing` is what the last of them shows.
    """

    input_id: str
    standing: Standing
    events: tuple[DerivedEvent, ...]


News = (
    Observed
    | Attach
    | CallRefused
    | RefundAnswered
    | Start
    | Complete
    | Cancel
    | RefundOrder
    | Abandon
    | GiveUp
    | KitchenSeen
    | ResolveHold
)
"""What Stripe, people, the kitchen and the policy say."""

Input = News | Restored
