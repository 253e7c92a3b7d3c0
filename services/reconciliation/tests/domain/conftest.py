"""A small model of Stripe: orders with their legs and balance lines, which errors can be put into."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from twyst.reconciliation.domain.discrepancies import Kind
from twyst.reconciliation.domain.legs import Fee, Leg, LegIndex
from twyst.reconciliation.domain.lines import Line
from twyst.reconciliation.domain.match import match
from twyst.reconciliation.domain.orders import Dispute, Order
from twyst.reconciliation.domain.outcome import Policy
from twyst.reconciliation.domain.postings import line_position, order_position
from twyst.reconciliation.domain.statement import Amounts, SectionTotals, make_statement


@dataclass
class World:
    """The facts, and what the domain says of them three days later."""

    now: datetime
    orders: list[Order] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)
    fees: list[Fee] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    policy: Policy = field(default_factory=Policy)

    @property
    def index(self) -> LegIndex:
        return LegIndex(self.legs, self.fees, self.lines)

    @property
    def payout_minor(self) -> int:
        return sum(line.net_minor for line in self.lines)

    def match(self, now=None, **options):
        return match(self.orders, self.index, self.lines, now=now or self.now, policy=self.policy, **options)

    def kinds(self, now=None, **options) -> list[Kind]:
        return [found.kind for found in self.match(now, **options).findings]

    def sections(self) -> list[str]:
        return [found.section for found in self.match().matches.values()]

    def balances(self, *more) -> dict[str, int]:
        """The ledger's balances after everything was posted; every single position sums to zero."""
        matches = self.match().matches
        positions = [order_position(each, self.index) for each in self.orders]
        positions += [line_position(each, matches[each.line_id]) for each in self.lines]
        totals: dict[str, int] = {}
        for position in (*positions, *more):
            assert sum(position.values()) == 0
            for (account, _), amount in position.items():
                totals[account] = totals.get(account, 0) + amount
        return {account: amount for account, amount in totals.items() if amount}

    def statement(self, paid_out_minor: int):
        matches = self.match().matches
        totals = [
            SectionTotals(
                matches[each.line_id].section,
                1,
                int(matches[each.line_id].waiting),
                _amounts(each),
                _amounts(matches[each.line_id]),
            )
            for each in self.lines
        ]
        return make_statement(paid_out_minor, totals)

    def seed(self, number: int, error: str) -> tuple[Kind, str]:
        """Put one error into the lines of an order; the finding that must come of it."""
        payment_id = self.legs[number].payment_id
        place = next(n for n, each in enumerate(self.lines) if each.payment_id == payment_id)
        hit = self.lines[place]
        line, extra = f"line:{hit.line_id}", replace(hit, line_id=f"{hit.line_id}_x")
        changed = {
            "amount": (Kind.AMOUNT_DIFFERS, replace(hit, amount_minor=hit.amount_minor + 1)),
            "fee": (Kind.FEE_DIFFERS, replace(hit, application_fee_minor=hit.application_fee_minor + 1)),
            "currency": (Kind.CURRENCY_DIFFERS, replace(hit, currency="usd")),
        }
        added = {
            "extra": (Kind.UNKNOWN_LINE, replace(extra, payment_id="py_nobody", expanded=True)),
            "duplicate": (Kind.DUPLICATE, extra),
            "type": (Kind.UNCLASSIFIED_LINE, replace(extra, type="brand_new_type")),
        }
        if error in changed:
            kind, self.lines[place] = changed[error]
            return kind, line
        if error in added:
            kind, another = added[error]
            self.lines.append(another)
            return kind, f"{line}_x"
        del self.lines[place]
        return Kind.MISSING_LINE, f"order:{self.orders[number].order_id}"


def _amounts(side) -> Amounts:
    return Amounts(side.amount_minor, side.application_fee_minor, side.other_fee_minor)


@pytest.fixture(scope="session")
def make_world(make):
    """Makes a world of orders: (amount, fee, parts refunded, recovered after a lost dispute) each."""

    def make_world(*specs) -> World:
        first = make.order(0).order.paid_at
        world = World(first + timedelta(days=3))
        for number, (amount, fee, refunds, recovered) in enumerate(specs):
            shares = [(2 * fee * minor + amount) // (2 * amount) for minor in refunds]
            disputes = (
                (Dispute(f"dp_{number}", recovered, withdrawn=True, reinstated=False),) if recovered else ()
            )
            snapshot = make.order(number, amount, fee, refunds=refunds, disputes=disputes)
            world.orders.append(snapshot.order)
            world.legs.append(make.leg(number, amount, reversed_minor=sum(refunds) + recovered))
            world.fees.append(make.fee(number, fee, refunded_minor=sum(shares)))
            taken = [make.refund_line(number, refunds[n], shares[n], part=n) for n in range(len(refunds))]
            if recovered:
                line, origin = make.refund_line(number, recovered, 0, part=9)
                taken.append((line, replace(origin, refund_id=None)))
            lines = [make.paid(number, amount, fee), *(with_origin(*each) for each in taken)]
            world.lines += [replace(line, payout_id="po_one") for line in lines]
        return world

    return make_world


def with_origin(line, origin) -> Line:
    """A line whose origin Stripe has told."""
    return replace(
        line,
        payment_id=origin.payment_id,
        transfer_id=origin.transfer_id,
        reversal_id=origin.reversal_id,
        refund_id=origin.refund_id,
        expanded=True,
    )
