"""The use cases on a real database: what arrives, in whatever order, ends in the same books."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import date, timedelta

from twyst.reconciliation.application.news import Origin
from twyst.reconciliation.domain.orders import Custody, Dispute
from twyst.reconciliation.domain.payouts import PayoutStatus


def a_payout(stripe, make, *lines, payout_id=None, **options):
    """A payout of these lines, which Stripe lists with its own."""
    amount_minor = sum(line.net_minor for line in lines)
    payout = make.payout(amount_minor, payout_id=payout_id, **options)
    stripe.lines_by_payout[payout.payout_id] = [*lines, make.own_line(payout)]
    return payout


async def test_a_payout_of_clean_orders_settles_to_zero(books, make, stripe):
    payout = a_payout(stripe, make, make.paid(1), make.paid(2, 2500, 250), make.paid(3))
    for number, amount, fee in ((1, 1000, 100), (2, 2500, 250), (3, 1000, 100)):
        await books.record(make.order(number, amount, fee), make.leg(number, amount), make.fee(number, fee))
    assert await books.balances() == {
        "diner_payments": 4500,
        "venue_payable": -4050,
        "platform_fees": -450,
    }
    await books.record(make.seen(payout))
    assert await books.import_payouts() == 1
    assert await books.balances() == {"diner_payments": 4500, "platform_fees": -450, "paid_out": -4050}
    assert await books.discrepancies() == set()
    await books.check()


async def test_doing_everything_again_changes_nothing(books, make, stripe):
    payout = a_payout(stripe, make, make.paid(1), make.paid(2, 999, 100), make.paid(9))
    stripe.payouts_by_account[make.account_id] = [payout]
    facts = [
        make.venue(),
        make.order(1),
        make.order(2),
        make.leg(1),
        make.leg(2),
        make.fee(1),
        make.fee(2),
        make.seen(payout),
    ]
    await books.record(*facts)
    await books.import_payouts()
    books.clock.advance(hours=2)
    await books.ask_origins()
    before = await books.hash()
    await books.record(*facts)
    await books.record(make.seen(replace(payout, failure_code=None)))
    assert await books.sync.everything() == ([make.account_id], [])
    await books.import_payouts()
    await books.ask_origins()
    await books.look_again()
    assert await books.hash() == before
    await books.check()


async def test_every_order_of_arrival_ends_in_the_same_books(books, make, stripe):
    refund, origin = make.refund_line(2, 400, 40)
    stripe.origins[refund.line_id] = origin
    payout = a_payout(stripe, make, make.paid(1), make.paid(2), refund)
    steps = [
        [make.order(1)],
        [make.order(2, refunds=(400,))],
        [make.leg(1)],
        [make.leg(2, reversed_minor=400)],
        [make.fee(1), make.fee(2, refunded_minor=40)],
        [make.seen(payout)],
        "import",
    ]
    hashes = set()
    orders = list(itertools.permutations(steps))
    for order in random.Random(7).sample(orders, 20):
        await books.empty()
        for step in order:
            await (books.import_payouts() if step == "import" else books.record(*step))
        await books.import_payouts()
        await books.check()
        assert await books.discrepancies() == set()
        hashes.add(await books.hash(with_history=False))
    assert len(hashes) == 1
    assert await books.balances() == {
        "diner_payments": 2000,
        "platform_fees": -160,
        "refunded": -400,
        "paid_out": -1440,
    }


async def test_a_line_before_its_order_waits_and_a_late_order_closes_the_discrepancy(books, make, stripe):
    payout = a_payout(stripe, make, make.paid(1))
    stripe.origins["txn_one_1"] = Origin("txn_one_1", "py_one_1", "tr_one_1", leg=make.leg(1))
    await books.record(make.venue(), make.seen(payout))
    await books.import_payouts()
    assert await books.discrepancies() == set()
    assert await books.rows("SELECT waiting, unknown FROM lines WHERE type = 'payment'") == [(True, True)]
    assert await books.ask_origins() == 0
    books.clock.advance(hours=1)
    assert await books.ask_origins() == 1
    subject = "line:txn_one_1"
    assert await books.discrepancies() == {("missing_order", subject, "open")}
    await books.record(make.order(1))
    assert await books.discrepancies() == {("missing_order", subject, "resolved")}
    await books.check()


async def test_a_seeded_error_of_one_cent_is_found_and_explains_the_difference(books, make, stripe):
    payout = a_payout(stripe, make, make.paid(1, 1001), make.paid(2))
    await books.record(make.order(1), make.order(2), make.leg(1), make.leg(2), make.seen(payout))
    await books.import_payouts()
    assert await books.discrepancies() == {("amount_differs", "line:txn_one_1", "open")}
    assert (await books.balances())["venue_payable"] == 1
    await books.check()


async def test_a_payout_that_fails_after_it_was_paid_takes_its_money_back(books, make, stripe):
    first = a_payout(stripe, make, make.paid(1), payout_id="po_first")
    await books.record(make.order(1), make.leg(1), make.fee(1), make.seen(first))
    await books.import_payouts()
    assert (await books.balances())["paid_out"] == -900
    await books.record(make.seen(replace(first, status=PayoutStatus.FAILED, failure_code="account_closed")))
    balances = await books.balances()
    assert "paid_out" not in balances
    assert balances["venue_balance"] == -900
    # Stripe puts the money back with a line of its own, which the next payout holds.
    back = make.line("back", "payout_failure", 900, source="po_first")
    second = a_payout(stripe, make, back, make.paid(2), payout_id="po_second", arrival=date(2026, 3, 9))
    await books.record(make.order(2), make.leg(2), make.fee(2), make.seen(second))
    await books.import_payouts()
    assert await books.balances() == {"diner_payments": 2000, "platform_fees": -200, "paid_out": -1800}
    assert await books.discrepancies() == set()
    history = await books.rows("SELECT history FROM payouts WHERE payout_id = 'po_first'")
    assert [entry["status"] for entry in history[0][0]] == ["paid", "failed"]
    await books.check()


async def test_lines_that_are_listed_again_under_the_next_payout_move_there(books, make, stripe):
    first = a_payout(stripe, make, make.paid(1), payout_id="po_first")
    await books.record(make.order(1), make.leg(1), make.fee(1), make.seen(first))
    await books.import_payouts()
    second = a_payout(stripe, make, make.paid(1), payout_id="po_second", arrival=date(2026, 3, 9))
    await books.record(make.seen(second))
    await books.import_payouts()
    assert await books.discrepancies() == {("duplicate", "payout:po_first", "open")}
    await books.record(make.seen(replace(first, status=PayoutStatus.FAILED)))
    assert await books.discrepancies() == {("duplicate", "payout:po_first", "resolved")}
    assert await books.rows("SELECT payout_id FROM lines WHERE type = 'payment'") == [("po_second",)]
    await books.check()


async def test_an_account_without_a_venue_waits_for_it(books, make, stripe):
    payout = a_payout(stripe, make, make.paid(1))
    await books.record(make.leg(1), make.fee(1), make.seen(payout))
    await books.import_payouts()
    assert await books.balances() == {}
    await books.record(make.order(1))
    assert await books.balances() == {"diner_payments": 1000, "platform_fees": -100, "paid_out": -900}
    await books.check()


async def test_a_lost_webhook_is_found_by_the_sync(books, make, stripe):
    payout = a_payout(stripe, make, make.paid(1))
    stripe.payouts_by_account[make.account_id] = [payout]
    await books.record(make.order(1), make.leg(1), make.fee(1))
    assert await books.sync() == 1
    assert await books.sync() == 0
    await books.import_payouts()
    assert (await books.balances())["paid_out"] == -900
    await books.check()


async def test_the_sync_sees_lines_before_they_are_paid_out(books, make, stripe):
    stripe.lines_by_payout["none"] = [make.paid(1)]
    await books.record(make.order(1), make.leg(1), make.fee(1))
    await books.sync()
    assert (await books.balances())["venue_balance"] == -900
    assert await books.rows("SELECT payout_id, order_id IS NOT NULL FROM lines") == [(None, True)]


async def test_stripe_being_away_keeps_the_errand(books, make, stripe):
    payout = a_payout(stripe, make, make.paid(1), make.paid(2), make.paid(3))
    await books.record(make.order(1), make.leg(1), make.seen(payout))
    stripe.down = True
    assert await books.import_payouts() == 0
    assert await books.import_payouts() == 0  # not due yet
    stripe.down = False
    books.clock.advance(minutes=1)
    assert await books.import_payouts() == 1
    assert await books.rows("SELECT fetched = wanted, last_error FROM payouts") == [(True, None)]


async def test_a_crash_between_pages_leaves_the_errand_to_its_lease(books, make, stripe):
    payout = a_payout(stripe, make, make.paid(1), make.paid(2), make.paid(3))
    for number in (1, 2, 3):
        await books.record(make.order(number), make.leg(number), make.fee(number))
    await books.record(make.seen(payout))
    pages = stripe.payout_lines

    async def crash(account_id, payout_id):
        async for page in pages(account_id, payout_id):
            yield page
            raise KeyboardInterrupt

    stripe.payout_lines = crash
    try:
        await books.import_payouts()
    except KeyboardInterrupt:
        stripe.payout_lines = pages
    assert await books.import_payouts() == 0
    books.clock.advance(minutes=3)
    assert await books.import_payouts() == 1
    assert await books.balances() == {"diner_payments": 3000, "platform_fees": -300, "paid_out": -2700}
    await books.check()


async def test_an_order_in_no_payout_is_found_when_its_time_has_come(books, make):
    await books.record(make.order(1), make.leg(1))
    books.clock.advance(days=9)
    await books.look_again()
    assert await books.discrepancies() == set()
    books.clock.advance(days=2)
    assert await books.look_again() == 1
    assert await books.discrepancies() == {("missing_line", f"order:{make.order_id(1)}", "open")}
    assert await books.look_again() == 0


async def test_payouts_by_hand_close_what_they_must_have_paid(books, make):
    await books.record(make.order(1), make.leg(1))
    books.clock.advance(days=11)
    await books.look_again()
    by_hand = make.payout(900, automatic=False)
    await books.record(make.seen(by_hand))
    assert await books.discrepancies() == {("missing_line", f"order:{make.order_id(1)}", "resolved")}
    assert await books.import_payouts() == 0
    balances = await books.balances()
    assert (balances["paid_out"], balances["venue_balance"], balances["venue_payable"]) == (-900, 900, -900)


async def test_snapshots_in_any_order_keep_the_newest_and_the_first_payment(books, make):
    later = make.order(1, seq=6, refunds=(300,), at=make.order(1).order.occurred_at + timedelta(hours=1))
    counts = await books.record(later)
    assert counts["adopted"] == 1
    counts = await books.record(make.order(1, seq=3))
    assert counts["old"] == 1
    counts = await books.record(make.order(1, seq=9, refunds=(300,)))
    assert counts["gap"] == 1
    assert await books.rows(
        "SELECT seq, refunded_minor, paid_at = $1 FROM orders", make.order(1).order.paid_at
    ) == [(9, 300, True)]
    assert (await books.balances())["refunded"] == -300


async def test_a_lost_dispute_is_recovered_or_borne_and_the_books_say_which(books, make, stripe):
    lost = (Dispute("dp_1", 1000, withdrawn=True, reinstated=False),)
    await books.record(make.order(1, disputes=lost), make.leg(1), make.fee(1))
    assert (await books.balances())["dispute_losses"] == 1000
    await books.record(make.leg(1, reversed_minor=1000))
    balances = await books.balances()
    assert "dispute_losses" not in balances
    line, origin = make.refund_line(1, 1000, 0)
    stripe.origins[line.line_id] = replace(origin, refund_id=None)
    payout = a_payout(stripe, make, make.paid(1), line)
    await books.record(make.seen(payout))
    await books.import_payouts()
    assert await books.discrepancies() == set()
    assert await books.rows("SELECT section FROM lines WHERE type = 'payment_refund'") == [("disputes",)]
    assert "venue_payable" not in await books.balances()


async def test_custody_moves_between_accounts(books, make):
    await books.record(make.order(1, seq=3, custody=Custody.WAITING))
    assert await books.balances() == {"diner_payments": 1000, "waiting": -1000}
    await books.record(make.order(1, seq=4, custody=Custody.REFUND_OWED))
    assert await books.balances() == {"diner_payments": 1000, "refund_owed": -1000}
    await books.record(make.order(1, seq=5, refunds=(1000,)), make.fee(1, refunded_minor=100), make.leg(1))
    assert await books.balances() == {"diner_payments": 1000, "refunded": -1000}
