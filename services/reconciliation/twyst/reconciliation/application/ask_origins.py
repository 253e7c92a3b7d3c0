"""Ask Stripe where lines came from that found no order in time. What Stripe cannot say becomes a discrepancy."""

from __future__ import annotations

import logging

from twyst.reconciliation.application.news import Origin, Touched
from twyst.reconciliation.application.ports import (
    Clock,
    Stripe,
    StripeRefused,
    StripeUnavailable,
    Transactions,
)
from twyst.reconciliation.application.reconcile import reconcile
from twyst.reconciliation.domain.lines import Line
from twyst.reconciliation.domain.outcome import Policy

log = logging.getLogger(__name__)


class AskOrigins:
    """One pass over unknown lines, oldest first."""

    def __init__(
        self, transactions: Transactions, stripe: Stripe, clock: Clock, policy: Policy, *, limit: int = 50
    ) -> None:
        self._transactions = transactions
        self._stripe = stripe
        self._clock = clock
        self._policy = policy
        self._limit = limit

    async def __call__(self) -> int:
        """Ask about at most `limit` lines; how many were answered. Stops when Stripe does not answer."""
        async with self._transactions.begin() as desk:
            lines = await desk.lines.unknown(self._clock() - self._policy.grace, self._limit)
        answered = 0
        for line in lines:
            try:
                origin = await self._stripe.origin(line)
            except StripeRefused as error:
                log.warning("Stripe does not say where a line came from", extra=_extra(line, error))
                await self._save(line, None)
            except StripeUnavailable as error:
                log.warning("Stripe cannot be asked about unknown lines", extra=_extra(line, error))
                return answered
            else:
                await self._save(line, origin)
            answered += 1
        return answered

    async def _save(self, line: Line, origin: Origin | None) -> None:
        touched = Touched(lines={line.line_id: "Stripe was asked"})
        async with self._transactions.begin() as desk:
            await desk.accounts.lock([line.account_id])
            if origin is not None:
                await desk.lines.save_origins([origin])
                # A transfer to another account would be saved under a lock that is not held; it explains nothing here.
                if origin.leg is not None and origin.leg.account_id == line.account_id:
                    await desk.legs.save([origin.leg])
                    touched.transfers[origin.leg.transfer_id] = "Stripe was asked"
            await desk.lines.mark_asked([line.line_id])
            await reconcile(desk, touched, now=self._clock(), policy=self._policy)


def _extra(line: Line, error: Exception) -> dict[str, str]:
    return {"line_id": line.line_id, "error": repr(error)}
