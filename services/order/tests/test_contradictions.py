"""What Stripe never says of one PaymentIntent is kept as fact, moves nothing back, and says that a person has to look."""

from __future__ import annotations

from dataclasses import replace

import pytest

from twyst.order.domain.decide import (
    AGREED_AND_NOT,
    MISFITS,
    PAID_AND_CANCELED,
    Decision,
    decide,
)
from twyst.order.domain.inputs import Attach, Input, Observed, ObservedPaymentIntent
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import Line, Standing, Terms

_TERMS = Terms(
    order_id="o", venue_id="v", table_id="t", table_label="7", order_number="A1", environment="test", livemode=False,
    created_at="2026-01-01T12:00:00.000000Z", currency="eur", lines=(Line("1", "i", "Soup", 1, 1000, 1000),),
    items_minor=1000, tip_minor=0, total_minor=1000, application_fee_minor=50, destination="acct_venue",
    hold_owner="owner",
)  # fmt: skip
_OPEN = ObservedPaymentIntent(
    payment_intent="pi_own", account=None, livemode=False, currency="eur", destination="acct_venue",
    amount_received_minor=0, succeeded=False, canceled=False,
)  # fmt: skip
_PAID = replace(_OPEN, succeeded=True, amount_received_minor=1000)
_CANCELED = replace(_OPEN, canceled=True)
_SHORT = replace(_PAID, amount_received_minor=999)


def _after(*given: Input) -> Standing:
    standing = Standing()
    for each in given:
        standing = decide(standing, _TERMS, each).standing
    return standing


@pytest.mark.parametrize(
    ("first", "second", "state", "because"),
    [
        (_PAID, _CANCELED, State.PAYMENT_SUCCEEDED, PAID_AND_CANCELED),
        (_CANCELED, _PAID, State.CANCELED, PAID_AND_CANCELED),
        (_PAID, _SHORT, State.PAYMENT_SUCCEEDED, AGREED_AND_NOT),
        (_SHORT, _PAID, State.CANCELED, AGREED_AND_NOT),
    ],
    ids=["paid, then canceled", "canceled, then paid", "as agreed, then short", "short, then as agreed"],
)
def test_a_contradiction_is_said_once_and_moves_nothing(
    first: ObservedPaymentIntent, second: ObservedPaymentIntent, state: State, because: str
) -> None:
    before = _after(Attach("attach", "pi_own"), Observed("evt_0", (_OPEN,)), Observed("evt_1", (first,)))
    verdict = decide(before, _TERMS, Observed("evt_2", (second,)))
    assert (verdict.decision, verdict.because, verdict.steps) == (Decision.APPLIED, because, ())
    assert verdict.standing.state is state
    copy = decide(verdict.standing, _TERMS, Observed("evt_3", (second,)))
    assert copy.decision is Decision.IGNORED
    assert copy.because not in MISFITS
