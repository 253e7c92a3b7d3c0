"""The legs that a destination charge leaves at Stripe: `tr_` with its `py_` on the venue's account, and the fee.

They are the way back from a balance line to an order: `py_` → `tr_` → `ch_` → order. Each field only grows, so the
order of events does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from twyst.reconciliation.domain.lines import Line, Section


@dataclass(frozen=True, slots=True)
class Leg:
    """One transfer to a venue's account. `order_id` is what the platform wrote on the transfer or on its charge."""

    transfer_id: str
    account_id: str
    currency: str
    amount_minor: int
    reversed_minor: int
    payment_id: str | None
    charge_id: str | None
    payment_intent: str | None
    order_id: str | None

    def joined(self, known: Leg | None) -> Leg:
        """What this sighting and an earlier one say together; the same in either order."""
        if known is None:
            return self
        return replace(
            self,
            reversed_minor=max(known.reversed_minor, self.reversed_minor),
            payment_id=known.payment_id or self.payment_id,
            charge_id=known.charge_id or self.charge_id,
            payment_intent=known.payment_intent or self.payment_intent,
            order_id=known.order_id or self.order_id,
        )


@dataclass(frozen=True, slots=True)
class Fee:
    """The platform's fee on one `py_`."""

    fee_id: str
    account_id: str
    currency: str
    amount_minor: int
    refunded_minor: int
    payment_id: str | None
    charge_id: str | None

    def joined(self, known: Fee | None) -> Fee:
        """What this sighting and an earlier one say together; the same in either order."""
        if known is None:
            return self
        return replace(
            known,
            refunded_minor=max(known.refunded_minor, self.refunded_minor),
            payment_id=known.payment_id or self.payment_id,
            charge_id=known.charge_id or self.charge_id,
        )


class LegIndex:
    """Finds legs and fees by the ids that balance lines carry.

    A fee's event may be lost, so what balance lines show of the fee counts as well.
    """

    def __init__(self, legs: Iterable[Leg], fees: Iterable[Fee] = (), lines: Iterable[Line] = ()) -> None:
        by_id = {leg.transfer_id: leg for leg in legs}
        self._by_transfer = dict(sorted(by_id.items()))
        self._by_payment = {leg.payment_id: leg for leg in by_id.values() if leg.payment_id is not None}
        self._by_order: dict[str, list[Leg]] = {}
        for leg in self._by_transfer.values():
            if leg.order_id is not None:
                self._by_order.setdefault(leg.order_id, []).append(leg)
        self._fees = {fee.payment_id: fee for fee in fees if fee.payment_id is not None}
        for payment_id, seen in self._fees_in(lines):
            self._fees[payment_id] = seen.joined(self._fees.get(payment_id))

    def find(self, payment_id: str | None, transfer_id: str | None) -> Leg | None:
        """The leg of a `py_`, else of a `tr_`."""
        if payment_id in self._by_payment:
            return self._by_payment[payment_id]
        return None if transfer_id is None else self._by_transfer.get(transfer_id)

    def of_order(self, order_id: str) -> list[Leg]:
        """The legs that name the order, by transfer id."""
        return self._by_order.get(order_id, [])

    def fee(self, leg: Leg | None) -> Fee | None:
        """The fee that was taken of the leg's payment, as far as it is known."""
        return None if leg is None or leg.payment_id is None else self._fees.get(leg.payment_id)

    def _fees_in(self, lines: Iterable[Line]) -> Iterator[tuple[str, Fee]]:
        """What lines show of fees: what was taken with the payment, and what came back with each refund, once."""
        taken: dict[Leg, int] = {}
        given_back: dict[Leg, dict[str, int]] = {}
        for line in sorted(lines, key=lambda line: line.line_id, reverse=True):
            leg = self.find(line.payment_id, line.transfer_id) if line.is_of_an_order else None
            if leg is None:
                continue
            if line.section is Section.ORDERS:
                taken[leg] = line.application_fee_minor
            else:
                refunds = given_back.setdefault(leg, {})
                refunds[line.reversal_id or line.line_id] = -line.application_fee_minor
        for leg in {**taken, **given_back}:
            refunded_minor = sum(given_back.get(leg, {}).values())
            fee_minor = taken.get(leg, 0)
            if leg.payment_id is not None:
                yield (
                    leg.payment_id,
                    Fee(
                        "",
                        leg.account_id,
                        leg.currency,
                        fee_minor,
                        refunded_minor,
                        leg.payment_id,
                        leg.charge_id,
                    ),
                )
