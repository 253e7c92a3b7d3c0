"""What an order, a guest or a payout waits for: planted, alarmed, and ended by the page's own commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import uuid4

from faults.oracle import verify
from journeys.diners import VISA, Dining, Meal
from journeys.live_stack import LiveStack
from journeys.webhooks import misbehaving
from recovery.servers import superuser
from runbooks.page import Follower
from runbooks.watch import Watch

from twyst.demo.clients import Platform, Venue
from twyst.testing.waiting import eventually

Open = Callable[[str, Mapping[str, str]], Follower]
_OLD = "SELECT updated_at < now() - interval '1 hour' FROM orders WHERE order_id = $1::uuid"
_LONG_AGO = "UPDATE orders SET updated_at = now() - interval '2 hours' WHERE order_id = $1::uuid"


async def forget(stack: LiveStack, meal: Meal) -> None:
    """As if nothing had been heard of the order for hours."""
    async with superuser(stack) as owner:
        await owner.execute(_LONG_AGO, meal.order_id)


async def test_a_paid_order_that_no_kitchen_has_seen(
    stack: LiveStack, dining: Dining, venues: list[Venue], watch: Watch, runbook: Open
) -> None:
    await stack.command("stop", "fulfillment-worker")
    meal = await dining.place(venues[0])
    await dining.pay(meal)
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    await forget(stack, meal)
    page = runbook("PaidOrderUnseen", await watch.until_fires("PaidOrderUnseen"))
    await page.follow("Look")
    assert page["ORDER"] == meal.order_id
    await page.follow("Do")
    await dining.see(meal)  # the venue's board, which shows what it missed
    await watch.until_silent("PaidOrderUnseen", "ProcessDown")
    (stuck,) = await page.follow("It is over when")
    assert meal.order_id not in {row["order_id"] for row in stuck}


async def test_stripe_does_not_answer_and_an_order_is_stuck(
    stack: LiveStack, platform: Platform, dining: Dining, venues: list[Venue], watch: Watch, runbook: Open
) -> None:
    meal = await dining.place(venues[0])
    away = [{"method": "GET", "path": "/v1/payment_intents/*", "fault": "rate_limit"}]
    async with misbehaving(platform, api=away, webhooks={"lose": 1.0}):
        await dining.pay(meal)
        await forget(stack, meal)
        stuck = await watch.until_fires("OrderStuck")
        assert stuck == {"situation": "unpaid"}
        orders = runbook("OrderStuck", stuck)
        stripe = runbook("StripeFails", await watch.until_fires("StripeFails"))
        await stripe.follow("Look")
        await orders.follow("Look")
        assert orders["ORDER"] == meal.order_id
    await stripe.follow("Do")
    await orders.follow("Do")
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    await dining.see(meal)
    await watch.begin()
    await watch.until_silent("OrderStuck", "StripeFails")
    for page in (stripe, orders):
        (left,) = await page.follow("It is over when")
        assert meal.order_id not in {row["order_id"] for row in left}


async def test_an_order_of_a_venue_that_has_closed(
    stack: LiveStack, dining: Dining, venues: list[Venue], watch: Watch, runbook: Open
) -> None:
    meal = await dining.place(venues[0])
    await dining.pay(meal)
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    await dining.see(meal)
    assert (await dining.staff(meal, "start")).status == 200
    async with superuser(stack) as owner:
        hours = await owner.fetchval(
            "SELECT opening_hours FROM venue WHERE venue_id = $1::uuid", venues[0].venue_id
        )

        async def is_quiet() -> bool:
            """What the kitchen did is heard of: nothing touches the order any more."""
            was_old = await owner.fetchval(_OLD, meal.order_id)
            await owner.execute(_LONG_AGO, meal.order_id)
            return bool(was_old)

        await eventually(is_quiet, 90, 4.0)
        await owner.execute(_CLOSED, venues[0].venue_id)
        try:
            found = await watch.until_fires("OrderStuck")
            assert found == {"situation": "kitchen"}
            page = runbook("OrderStuck", found)
            looked = await page.follow("Look")
            forgotten = {row["order_id"] for row in looked[0]}
            assert meal.order_id in forgotten
            for order_id in forgotten:  # the venue, that was asked
                served = replace(meal, order_id=order_id)
                assert (await dining.staff(served, "complete")).status == 200
            await watch.until_silent("OrderStuck")
        finally:
            await owner.execute(
                "UPDATE venue SET opening_hours = $2 WHERE venue_id = $1::uuid", venues[0].venue_id, hours
            )
    assert await page.follow("It is over when") == [[]]


async def test_money_is_held(
    platform: Platform, dining: Dining, venues: list[Venue], watch: Watch, runbook: Open
) -> None:
    meal = await dining.place(venues[0])
    await dining.pay(meal)
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    await dining.see(meal)
    # The policy would refund it after a fresh read, which Stripe does not answer.
    away = [{"method": "GET", "path": "/v1/payment_intents/*", "fault": "rate_limit"}]
    async with misbehaving(platform, api=away):
        second = await dining.pay_a_second_time(meal)
        page = runbook("MoneyHeld", await watch.until_fires("MoneyHeld"))
        await page.follow("Look")
        assert (page["ORDER"], page["PAYMENT"]) == (meal.order_id, second)
        await page.follow("Do")
        await watch.until_silent("MoneyHeld")
    assert await page.follow("It is over when") == [[]]

    async def refunded() -> bool:
        charge = await dining.stripe(f"/v1/payment_intents/{second}?expand[]=latest_charge")
        return bool(charge["latest_charge"]["refunded"])

    await eventually(refunded, 90, 0.5)


async def test_a_payment_has_no_order(
    stack: LiveStack, platform: Platform, dining: Dining, venues: list[Venue], watch: Watch, runbook: Open
) -> None:
    order_id = str(uuid4())
    form = {
        "amount": "1850",
        "currency": venues[0].currency,
        "metadata[order_id]": order_id,
        "metadata[venue_id]": venues[0].venue_id,
        "metadata[twyst_env]": "local",
    }
    intent = (await platform.stripe("POST", "/v1/payment_intents", form))["id"]
    await platform.sandbox.ok(
        "POST", f"/_sandbox/payment_intents/{intent}/pay", body={"payment_method": VISA}
    )
    async with superuser(stack) as owner:

        async def a_day_later() -> bool:
            await owner.execute(_LOST_A_DAY, order_id, intent)
            return bool(await owner.fetchval(_HELD, order_id))

        await eventually(a_day_later, 90, 0.5)
        page = runbook("PaymentWithoutOrder", await watch.until_fires("PaymentWithoutOrder"))
        await page.follow("Look")
        assert page["PAYMENT"] == intent
        await page.follow("Do")
        await watch.until_silent("PaymentWithoutOrder")
        (left,) = await page.follow("It is over when")
        assert "held" not in {row["status"] for row in left}
        paid = await dining.stripe(f"/v1/payment_intents/{intent}?expand[]=latest_charge")
        assert paid["latest_charge"]["amount_refunded"] == 1850

        async def nothing_waits() -> bool:
            """What Stripe says of the refund has no order either."""
            await owner.execute(_LOST_A_DAY, order_id, intent)
            found = await owner.fetchrow(_REFUND_IS_OVER, order_id, intent)
            return bool(found["refunds"] >= 2 and not found["waiting"])  # the charge's event and the refund's

        await eventually(nothing_waits, 90, 0.5)
    await verify(stack.describe())


async def test_a_payout_cannot_be_read(
    platform: Platform, dining: Dining, venues: list[Venue], watch: Watch, runbook: Open
) -> None:
    meal = await dining.place(venues[0])
    await dining.pay(meal)
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    await dining.see(meal)
    away = [{"method": "GET", "path": "/v1/balance_transactions*", "fault": "rate_limit"}]
    async with misbehaving(platform, api=away):
        await platform.sandbox.ok("POST", "/_sandbox/payouts/run", body={"include_pending": True})
        await platform.sandbox.ok("POST", "/_sandbox/clock/advance", body={"seconds": 4 * 86_400})
        page = runbook("PayoutUnread", await watch.until_fires("PayoutUnread"))
        looked = await page.follow("Look")
        assert looked[1], "the unread payouts are listed"
    await page.follow("Do")
    await watch.until_silent("PayoutUnread", "PayoutDiffers")
    assert await page.follow("It is over when") == [[], []]


_LOST_A_DAY = """
UPDATE unrouted SET recorded_at = now() - interval '25 hours', looked_at = NULL WHERE event_id IN (
  SELECT event_id FROM unrouted WHERE status = 'waiting' AND (named_order_id = $1::uuid OR $2 = ANY (reference_ids))
  FOR UPDATE SKIP LOCKED)
"""
_REFUND_IS_OVER = """
SELECT count(*) FILTER (WHERE payload::jsonb->>'type' IN ('refund.created', 'charge.refunded')) AS refunds,
       count(*) FILTER (WHERE status = 'waiting') AS waiting
FROM unrouted WHERE named_order_id = $1::uuid OR $2 = ANY (reference_ids)
"""
_HELD = "SELECT count(*) FROM unrouted WHERE status = 'held' AND named_order_id = $1::uuid"
# Every day from the minute after now's hour on the other side of the clock: closed for hours on both sides.
_CLOSED = """
UPDATE venue SET opening_hours = jsonb_build_array(jsonb_build_object('weekdays', '[1,2,3,4,5,6,7]'::jsonb,
  'opens_minute', mod((extract(hour FROM now() AT TIME ZONE timezone)::int + 10), 24) * 60,
  'closes_minute', mod((extract(hour FROM now() AT TIME ZONE timezone)::int + 12), 24) * 60))
WHERE venue_id = $1::uuid
"""
