"""A payment without an order goes back once, with what it moved, and says so when it cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from twyst.order.application.give_back import RefundFailed, give_back
from twyst.order.application.ports import StripeUnavailable
from twyst.order.domain.facts import RefundStatus


async def paid(fake_stripe: Callable[[], Any]) -> tuple[Any, str]:
    stripe = fake_stripe()
    agreed = {"amount": 1850, "currency": "eur", "transfer_data": {"destination": "acct_venue"}}
    reading = await stripe.create_payment_intent(agreed, "pi:lost")
    stripe.pay(reading.payment_intent)
    return stripe, reading.payment_intent


async def test_it_goes_back_once_however_often_it_is_asked_for(fake_stripe: Any) -> None:
    stripe, name = await paid(fake_stripe)
    first = await give_back(stripe, name, f"unrouted:{name}")
    assert await give_back(stripe, name, f"unrouted:{name}") == first
    (made,) = stripe.refunds.values()
    assert made == {
        "payment_intent": name, "metadata": {"refund_id": f"unrouted:{name}"}, "amount": 1850,
        "reverse_transfer": True, "refund_application_fee": True,
    }  # fmt: skip


async def test_what_somebody_refunded_before_needs_nothing(fake_stripe: Any) -> None:
    stripe, name = await paid(fake_stripe)
    await give_back(stripe, name, "by hand")
    assert await give_back(stripe, name, f"unrouted:{name}") is None
    assert len(stripe.refunds) == 1


async def test_a_refund_that_failed_is_no_refund(fake_stripe: Any) -> None:
    stripe, name = await paid(fake_stripe)
    stripe.refund_status = RefundStatus.FAILED
    with pytest.raises(RefundFailed):
        await give_back(stripe, name, f"unrouted:{name}")


async def test_without_an_answer_nothing_is_said_to_be_done(fake_stripe: Any) -> None:
    stripe, name = await paid(fake_stripe)
    stripe.down = True
    with pytest.raises(StripeUnavailable):
        await give_back(stripe, name, f"unrouted:{name}")
