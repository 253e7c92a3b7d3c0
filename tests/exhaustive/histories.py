"""Realistic Stripe histories of one order, as inputs for the explorer.

Each is a set of things that Stripe or people may say about one order; the explorer delivers them in every order, each up
to twice or not at all. `pi_own` is attached; `pi_other` carries the order's metadata but is not the order's.
"""

from __future__ import annotations

from dataclasses import dataclass

from twyst.order.domain.facts import Attempt, RefundStatus
from twyst.order.domain.inputs import (
    Abandon,
    Attach,
    CallRefused,
    Cancel,
    Complete,
    GiveUp,
    Input,
    KitchenSeen,
    Observation,
    Observed,
    ObservedCharge,
    ObservedDispute,
    ObservedPaymentIntent,
    ObservedRefund,
    RefundAnswered,
    RefundOrder,
    ResolveHold,
    Start,
)
from twyst.order.domain.order import Line, Terms

OWN, OTHER = "pi_own", "pi_other"
TOTAL_MINOR = 1000

TERMS = Terms(
    order_id="0190f7d4-0000-7000-8000-000000000001",
    venue_id="0190f7d4-0000-7000-8000-000000000002",
    table_id="0190f7d4-0000-7000-8000-000000000003",
    table_label="7",
    order_number="A1",
    environment="test",
    livemode=False,
    created_at="2026-01-01T12:00:00Z",
    currency="eur",
    lines=(Line("1", "0190f7d4-0000-7000-8000-000000000004", "Soup", 1, TOTAL_MINOR, TOTAL_MINOR),),
    items_minor=TOTAL_MINOR,
    tip_minor=0,
    total_minor=TOTAL_MINOR,
    application_fee_minor=50,
    destination="acct_venue",
    hold_owner="venue",
)


@dataclass(frozen=True)
class Said:
    """One input with its name; a command is something people do, everything else is a fact or an answer."""

    name: str
    given: Input

    @property
    def observations(self) -> tuple[Observation, ...]:
        """What Stripe shows with this, be it an event, a read or the answer of a call."""
        match self.given:
            case Observed(observations=shown) | RefundAnswered(observed=shown):
                return shown
            case _:
                return ()

    @property
    def pays(self) -> bool:
        """The order's own PaymentIntent succeeded as agreed; said apart from the code under test."""
        return any(
            isinstance(seen, ObservedPaymentIntent)
            and (seen.payment_intent, seen.succeeded, seen.account, seen.livemode) == (OWN, True, None, False)
            and (seen.amount_received_minor, seen.currency, seen.destination)
            == (TOTAL_MINOR, "eur", "acct_venue")
            for seen in self.observations
        )

    @property
    def refunded_minor(self) -> int:
        """What this says that the charge of the order's own PaymentIntent has refunded."""
        sums = (
            seen.amount_refunded_minor
            for seen in self.observations
            if isinstance(seen, ObservedCharge) and seen.payment_intent == OWN
        )
        return max(sums, default=0)

    @property
    def is_command(self) -> bool:
        return isinstance(
            self.given, Start | Complete | Cancel | RefundOrder | Abandon | GiveUp | ResolveHold | CallRefused
        )


def payment_intent(
    name: str,
    pi: str = OWN,
    *,
    succeeded: bool = False,
    canceled: bool = False,
    amount_minor: int = TOTAL_MINOR,
    destination: str = "acct_venue",
    currency: str = "eur",
    account: str | None = None,
    livemode: bool = False,
    attempt: tuple[int, str] | None = None,
) -> Said:
    observed = ObservedPaymentIntent(
        payment_intent=pi,
        account=account,
        livemode=livemode,
        currency=currency,
        destination=destination,
        amount_received_minor=amount_minor if succeeded else 0,
        succeeded=succeeded,
        canceled=canceled,
        attempt=Attempt(attempt[0], 1, f"evt_{name}", attempt[1], "card_declined") if attempt else None,
        charge=f"ch_{pi}" if succeeded else None,
    )
    return Said(name, Observed(f"evt_{name}", (observed,), TERMS.venue_id))


def charge(name: str, pi: str = OWN, refunded_minor: int = 0) -> Said:
    return Said(name, Observed(f"evt_{name}", (ObservedCharge(f"ch_{pi}", pi, refunded_minor),)))


def refund(
    name: str, re: str, amount_minor: int, status: str, *, pi: str = OWN, refund_id: str | None = None
) -> Said:
    observed = ObservedRefund(re, pi, amount_minor, RefundStatus(status), refund_id)
    return Said(name, Observed(f"evt_{name}", (observed,)))


def dispute(name: str, *marks: str) -> Said:
    return Said(
        name, Observed(f"evt_{name}", (ObservedDispute("dp_1", OWN, f"ch_{OWN}", TOTAL_MINOR, marks),))
    )


ATTACH = Said("attach", Attach(f"attach:{OWN}", OWN))
CREATED = payment_intent("created")
SUCCEEDED = payment_intent("succeeded", succeeded=True)
CANCELED = payment_intent("canceled", canceled=True)
CHARGED = charge("charge.succeeded")
START = Said("start", Start("cmd:start"))
COMPLETE = Said("complete", Complete("cmd:complete"))
CANCEL = Said("cancel", Cancel("cmd:cancel", "out of stock", "ref_cancel"))
PARTIAL = Said("refund 300", RefundOrder("cmd:refund", "ref_1", "cold soup", amount_minor=300))
PARTIAL_AGAIN = Said("refund 800", RefundOrder("cmd:refund2", "ref_2", "cold main", amount_minor=800))
ABANDON = Said("abandon", Abandon("cmd:abandon", "diner left"))
GIVE_UP = Said("give up", GiveUp("cmd:give-up", "expired"))
SEEN = Said("kitchen seen", KitchenSeen("seen"))
DECLINED = payment_intent("declined", attempt=(1, "failed"))
DECLINED_AGAIN = payment_intent("declined again", attempt=(2, "failed"))
ACTION = payment_intent("requires action", attempt=(2, "requires_action"))
PART_CHARGE = charge("charge.refunded in part", refunded_minor=300)
FULL_CHARGE = charge("charge.refunded in full", refunded_minor=TOTAL_MINOR)
FULL_REFUND = refund("refund succeeded", "re_1", TOTAL_MINOR, "succeeded", refund_id="ref_cancel")
OTHER_SUCCEEDED = payment_intent("other succeeded", OTHER, succeeded=True)

RELEASE = Said("hold released", ResolveHold("hold:release", OWN, 1, None, "the guest agreed"))
REFUND_200 = Said("refund 200", RefundOrder("cmd:refund3", "ref_3", "late", amount_minor=200))
ANSWERED_300 = Said(
    "the call for 300 is answered",
    RefundAnswered(
        "answer:ref_1",
        "ref_1",
        (
            ObservedRefund("re_1", OWN, 300, RefundStatus.PENDING, "ref_1"),
            ObservedCharge(f"ch_{OWN}", OWN, 300),
        ),
        "re_1",
    ),
)
REFUSED_200 = Said(
    "the call for 200 is refused", CallRefused("refused:ref_3", "refund", "insufficient_funds", "ref_3")
)
READ_PAID = Said(
    "read: paid, 300 refunded",
    Observed("read:1", (*SUCCEEDED.observations, ObservedCharge(f"ch_{OWN}", OWN, 300)), TERMS.venue_id),
)
LAPSED = Said(
    "nobody saw it", Cancel("lapsed", "the kitchen did not see the order", "ref_lapsed", if_unseen=True)
)
# What people may do with any order at any moment, beside what its history already has of it.
STAFF = (START, COMPLETE, CANCEL, PARTIAL, ABANDON, GIVE_UP, RELEASE)

HISTORIES: dict[str, tuple[Said, ...]] = {
    "a card order, served": (CREATED, CHARGED, SUCCEEDED, ATTACH, START, SEEN, COMPLETE),
    "declines, 3DS, then paid": (CREATED, DECLINED, ACTION, DECLINED_AGAIN, CHARGED, SUCCEEDED, ATTACH, START, COMPLETE),
    "nobody sees the ticket, or somebody just does": (
        CREATED, SUCCEEDED, ATTACH, SEEN, LAPSED, START, FULL_CHARGE,
        refund("lapsed refund", "re_1", TOTAL_MINOR, "succeeded", refund_id="ref_lapsed"), COMPLETE,
    ),
    "cancel races payment": (CREATED, DECLINED, ABANDON, CANCELED, ATTACH, SEEN, START, GIVE_UP),
    "given up, then paid after all": (CREATED, SUCCEEDED, CHARGED, ATTACH, GIVE_UP, ABANDON, START, CANCEL),
    "canceled by the venue and refunded": (
        CREATED, SUCCEEDED, ATTACH, START, CANCEL, FULL_CHARGE,
        refund("refund pending", "re_1", TOTAL_MINOR, "pending", refund_id="ref_cancel"), FULL_REFUND, SEEN,
    ),
    "refunded in full from the Dashboard, in two steps": (
        CREATED, SUCCEEDED, PART_CHARGE, ATTACH, START, COMPLETE, FULL_CHARGE,
        refund("dashboard refund", "re_9", TOTAL_MINOR, "succeeded"), SEEN,
    ),
    "two partial refunds, one fails": (
        CREATED, SUCCEEDED, ATTACH, START, PARTIAL, PARTIAL_AGAIN, charge("charge refunded 300", refunded_minor=300),
        refund("300 pending", "re_1", 300, "pending", refund_id="ref_1"),
        refund("300 succeeded", "re_1", 300, "succeeded", refund_id="ref_1"),
        refund("300 failed", "re_1", 300, "failed", refund_id="ref_1"),
    ),
    "a mismatched payment": (
        payment_intent("mismatched", succeeded=True, amount_minor=TOTAL_MINOR - 1), CREATED, CHARGED, ATTACH, START, CANCEL,
        Said("hold refunded", ResolveHold("hold:1", OWN, 1, "ref_h", None)),
        refund("hold's refund", "re_h", TOTAL_MINOR - 1, "succeeded", refund_id="ref_h"), SEEN,
    ),
    "a second PaymentIntent is paid too": (
        CREATED, SUCCEEDED, ATTACH, OTHER_SUCCEEDED, payment_intent("other created", OTHER), START, COMPLETE,
        Said("hold refunded", ResolveHold("hold:1", OTHER, 1, "ref_h", None)),
        refund("hold's refund", "re_h", TOTAL_MINOR, "succeeded", pi=OTHER, refund_id="ref_h"),
        charge("other's charge", OTHER, refunded_minor=TOTAL_MINOR),
    ),
    "payments that are not as agreed": (
        payment_intent("wrong destination", succeeded=True, destination="acct_thief"), ATTACH, START, CREATED,
        payment_intent("wrong currency", succeeded=True, currency="gbp"),
        payment_intent("wrong mode", succeeded=True, livemode=True),
        payment_intent("on a connected account", succeeded=True, account="acct_venue"),
    ),
    "the create call is refused": (
        Said("refused", CallRefused("call:create", "create", "account_invalid")), ABANDON, GIVE_UP, START, CANCEL, OTHER_SUCCEEDED, SEEN,
    ),
    "a whole life with a dispute": (
        CREATED, DECLINED, SUCCEEDED, CHARGED, ATTACH, START, COMPLETE,
        dispute("dispute opened", "opened"), dispute("dispute lost", "closed:lost"), FULL_CHARGE, CANCEL,
    ),
    "a dispute is won": (
        CREATED, SUCCEEDED, ATTACH, START, dispute("dispute opened", "opened"), dispute("withdrawn", "funds_withdrawn"),
        dispute("dispute won", "closed:won"), dispute("reinstated", "funds_reinstated"), COMPLETE,
    ),
    "refund calls are answered and refused": (
        CREATED, SUCCEEDED, ATTACH, PARTIAL, REFUND_200, ANSWERED_300, REFUSED_200,
        refund("300 succeeded", "re_1", 300, "succeeded", refund_id="ref_1"), START,
    ),
    "a hold is released, and refunded all the same": (
        payment_intent("mismatched", succeeded=True, amount_minor=TOTAL_MINOR - 1), ATTACH, RELEASE, CREATED,
        charge("refunded", refunded_minor=TOTAL_MINOR - 1),
        refund("Dashboard refund", "re_9", TOTAL_MINOR - 1, "succeeded"), START, SEEN,
    ),
    "no webhook comes, the sweep reads": (
        ATTACH, READ_PAID, SUCCEEDED, charge("charge refunded 300", refunded_minor=300),
        refund("300 failed", "re_1", 300, "failed"), START, CANCEL, SEEN,
    ),
    "a second PaymentIntent is canceled": (
        CREATED, payment_intent("other created", OTHER), payment_intent("other canceled", OTHER, canceled=True), ATTACH,
        DECLINED, SUCCEEDED, START, SEEN, COMPLETE,
    ),
}  # fmt: skip
