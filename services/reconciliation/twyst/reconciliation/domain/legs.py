"""The legs that a destination charge leaves at Stripe: `tr_` with its `py_` on the venue's account, and the fee.

They are the way back from a balance line to an order: `py_` → `tr_` → `ch_` → order. Each field only grows, so the
order of events does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


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
            self,
            refunded_minor=max(known.refunded_minor, self.refunded_minor),
            payment_id=known.payment_id or self.payment_id,
            charge_id=known.charge_id or self.charge_id,
        )


class LegIndex:
    """Finds legs and fees by the ids that balance lines carry."""

    def __init__(self, legs: Iterable[Leg], fees: Iterable[Fee] = ()) -> None:
        by_id = {leg.transfer_id: leg for leg in legs}
        self._by_transfer = dict(sorted(by_id.items()))
        self._by_payment = {leg.payment_id: leg for leg in by_id.values() if leg.payment_id is not None}
        self._by_order: dict[str, list[Leg]] = {}
        for leg in self._by_transfer.values():
            if leg.order_id is not None:
                self._by_order.setdefault(leg.order_id, []).append(leg)
        self._fees = {fee.payment_id: fee for fee in fees if fee.payment_id is not None}

    def find(self, payment_id: str | None, transfer_id: str | None) -> Leg | None:
        """The leg of a `py_`, else of a `tr_`."""
        if payment_id in self._by_payment:
            return self._by_payment[payment_id]
        return None if transfer_id is None else self._by_transfer.get(transfer_id)

    def of_order(self, order_id: str) -> list[Leg]:
        """The legs that name the order, by transfer id."""
        return self._by_order.get(order_id, [])

    def fee(self, leg: Leg | None) -> Fee | None:
        """The fee that was taken of the leg's payment, if its event came."""
        return None if leg is None or leg.payment_id is None else self._fees.get(leg.payment_id)
