"""Whatever happens in whatever order, the money adds up: properties of the ledger, without HTTP."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from twyst.stripe_sandbox import ledger
from twyst.stripe_sandbox.clock import Clock
from twyst.stripe_sandbox.errors import StripeError
from twyst.stripe_sandbox.faults import Faults
from twyst.stripe_sandbox.ids import random_ids
from twyst.stripe_sandbox.objects import (
    account,
    charge,
    confirmation,
    dispute,
    payment_intent,
    payout,
    refund,
    transfer,
)
from twyst.stripe_sandbox.rules import Rules
from twyst.stripe_sandbox.store import Record, Store
from twyst.stripe_sandbox.world import Work, World

PLATFORM = "acct_platform"


@dataclass
class Bank:
    """What came in and went out at the outer edge: payers, Stripe's own pocket, and bank accounts."""

    world: World
    venue: str
    paid: list[str] = field(default_factory=list)
    received_minor: int = 0
    returned_minor: int = 0

    def attempt(self, step):
        """A step that Stripe refuses changes nothing."""
        with self.world.work() as work:
            try:
                with work.store.undo_on_error():
                    step(work)
            except StripeError:
                return


def open_bank() -> Bank:
    store = Store(None)
    world = World(
        store=store, clock=Clock(), new_id=random_ids(), rules=Rules(api_version="x"), faults=Faults(store)
    )
    with world.work() as work:
        account.ensure_platform(work)
        venue = account.create(work, {"country": "DE", "capabilities": {"transfers": {"requested": True}}})
        account.complete_onboarding(work, venue)
    return Bank(world, venue.id)


def pay(bank: Bank, amount: int, fee_percent: int) -> None:
    def step(work: Work) -> None:
        params = {"amount": amount, "currency": "eur", "transfer_data": {"destination": bank.venue}}
        if fee := amount * fee_percent // 100:
            params["application_fee_amount"] = fee
        intent = payment_intent.create(work, params)
        confirmation.confirm(work, intent, {"payment_method": "pm_card_visa"})
        charge.settle(work, work.fetch(intent["latest_charge"]))
        bank.paid.append(intent.id)
        bank.received_minor += amount

    bank.attempt(step)


def give_back(bank: Bank, which: int, percent: int, flags: int) -> None:
    def step(work: Work) -> None:
        amount = max(1, work.fetch(chosen(bank, which))["amount"] * percent // 100)
        params = {
            "payment_intent": chosen(bank, which),
            "amount": amount,
            "reverse_transfer": bool(flags & 1),
            "refund_application_fee": flags & 3 == 3,
        }
        made = refund.create(work, params)
        bank.returned_minor += amount
        if flags & 4:
            refund.end(work, made, "failed")
            bank.returned_minor -= amount

    if bank.paid:
        bank.attempt(step)


def quarrel(bank: Bank, which: int, verdict: str) -> None:
    def step(work: Work) -> None:
        paid = charge_of(work, bank, which)
        opened = dispute.open_dispute(work, paid, reason="fraudulent")
        dispute.close(work, opened, verdict)
        if verdict == "lost":
            bank.returned_minor += opened["amount"]

    if bank.paid:
        bank.attempt(step)


def take_back(bank: Bank, which: int, amount: int) -> None:
    def step(work: Work) -> None:
        moved = charge_of(work, bank, which)["transfer"]
        transfer.create_reversal(work, {"amount": amount}, moved)

    if bank.paid:
        bank.attempt(step)


def pay_out(bank: Bank, fails: bool) -> None:
    def step(work: Work) -> None:
        for made in payout.run(work, work.fetch(bank.venue), include_pending=True):
            lines = work.store.rows("SELECT source, net FROM ledger WHERE payout = ?", (made.id,))
            assert sum(line["net"] for line in lines) == 0
            assert sum(line["net"] for line in lines if line["source"] != made.id) == made["amount"]
            if fails:
                payout.fail(work, made, "account_closed", disable_bank_account=False)

    bank.attempt(step)


def chosen(bank: Bank, which: int) -> str:
    return bank.paid[which % len(bank.paid)]


def charge_of(work: Work, bank: Bank, which: int) -> Record:
    return work.fetch(work.fetch(chosen(bank, which))["latest_charge"])


STEPS = st.one_of(
    st.tuples(st.just(pay), st.integers(50, 100_000), st.integers(0, 100)),
    st.tuples(st.just(give_back), st.integers(0, 9), st.integers(1, 100), st.integers(0, 7)),
    st.tuples(st.just(quarrel), st.integers(0, 9), st.sampled_from(["won", "lost"])),
    st.tuples(st.just(take_back), st.integers(0, 9), st.integers(1, 1000)),
    st.tuples(st.just(pay_out), st.booleans()),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(STEPS, max_size=15))
def test_nothing_is_made_of_nothing(steps):
    """All accounts together hold what payers paid, less what they got back, Stripe's fees, and payouts that arrived."""
    bank = open_bank()
    for function, *arguments in steps:
        function(bank, *arguments)
    work = bank.world.view()
    held = sum(ledger.balance_minor(work, owner, "eur") for owner in (PLATFORM, bank.venue))
    fees = _sum(bank, "fee", "fee > 0 AND type IN ('charge', 'adjustment')")
    paid_out = -_sum(bank, "amount", "type IN ('payout', 'payout_failure')")
    assert held == bank.received_minor - bank.returned_minor - fees - paid_out
    bank.world.store.close()


@settings(max_examples=30, deadline=None)
@given(st.integers(50, 100_000), st.integers(1, 100), st.lists(st.integers(1, 40), min_size=1, max_size=10))
def test_a_full_refund_in_parts_leaves_the_venue_with_nothing(amount, fee_percent, parts):
    bank = open_bank()
    pay(bank, amount, fee_percent)
    for percent in [*parts, 100]:
        give_back(bank, 0, percent, 3)
    with bank.world.work() as work:
        left = amount - charge_of(work, bank, 0)["amount_refunded"]
        if left:
            has_fee = amount * fee_percent // 100 > 0
            params = {
                "payment_intent": bank.paid[0],
                "reverse_transfer": True,
                "refund_application_fee": has_fee,
            }
            refund.create(work, params)
    assert ledger.balance_minor(bank.world.view(), bank.venue, "eur") == 0
    bank.world.store.close()


def _sum(bank: Bank, column: str, condition: str) -> int:
    (row,) = bank.world.store.rows(
        f"SELECT coalesce(sum({column}), 0) AS total FROM ledger WHERE {condition}"
    )
    return row["total"]
