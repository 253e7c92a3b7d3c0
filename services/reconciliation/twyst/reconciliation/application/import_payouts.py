"""Fetch the lines of payouts that Stripe says can be listed, page by page, and check that they add up.

An errand is a leased row: whoever holds it calls Stripe outside of any transaction and writes each page in one of its
own. A crash anywhere leaves the errand to its lease; fetching again adds nothing twice.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from twyst.reconciliation.application.news import Errand, Origin, Touched
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

LEASE = timedelta(minutes=2)
_FIRST_PAUSE = timedelta(seconds=2)
_LAST_PAUSE = timedelta(minutes=10)
_REFUSED_PAUSE = timedelta(hours=6)


class ImportPayouts:
    """Serves the errands that are due."""

    def __init__(
        self, transactions: Transactions, stripe: Stripe, clock: Clock, policy: Policy, *, limit: int = 10
    ) -> None:
        self._transactions = transactions
        self._stripe = stripe
        self._clock = clock
        self._policy = policy
        self._limit = limit

    async def __call__(self) -> int:
        """Fetch what is due; how many payouts were fetched to the end."""
        async with self._transactions.begin() as desk:
            errands = await desk.payouts.lease(self._clock(), LEASE, self._limit)
        return [await self._serve(errand) for errand in errands].count(None)

    async def fetch_now(self, payout_id: str) -> Exception | None:
        """Fetch one payout's lines without waiting for its time; what Stripe said against it."""
        async with self._transactions.begin() as desk:
            errand = await desk.payouts.lease_now(payout_id, self._clock(), LEASE)
        return None if errand is None else await self._serve(errand)

    async def _serve(self, errand: Errand) -> Exception | None:
        """Fetch, or say when to try again."""
        try:
            await self._fetch(errand)
        except StripeUnavailable as error:
            pause = min(_LAST_PAUSE, _FIRST_PAUSE * 2 ** min(errand.attempts, 20))
            await self._fail(errand, error, pause)
            return error
        except StripeRefused as error:
            await self._fail(errand, error, _REFUSED_PAUSE)
            return error
        return None

    async def _fetch(self, errand: Errand) -> None:
        async for page in self._stripe.payout_lines(errand.account_id, errand.payout_id):
            await self._save_lines(errand, page)
        async with self._transactions.begin() as desk:
            types = await desk.lines.refunding_types(errand.payout_id)
        for type_ in types:
            pages = self._stripe.refund_origins(errand.account_id, errand.payout_id, type_)
            async for origins in pages:
                await self._save_origins(errand, origins)
        async with self._transactions.begin() as desk:
            await desk.accounts.lock([errand.account_id])
            await desk.payouts.finish(errand, self._clock())
            touched = Touched(payouts={errand.payout_id: "its lines"})
            await reconcile(desk, touched, now=self._clock(), policy=self._policy)

    async def _save_lines(self, errand: Errand, page: list[Line]) -> None:
        async with self._transactions.begin() as desk:
            await desk.accounts.lock([errand.account_id])
            changed = await desk.lines.save(page, listed_by=errand)
            touched = Touched(lines=dict.fromkeys(changed, errand.payout_id))
            await reconcile(desk, touched, now=self._clock(), policy=self._policy)
            await desk.payouts.extend(errand, self._clock() + LEASE)

    async def _save_origins(self, errand: Errand, origins: list[Origin]) -> None:
        async with self._transactions.begin() as desk:
            await desk.accounts.lock([errand.account_id])
            await desk.lines.save_origins(origins)
            touched = Touched(lines={origin.line_id: errand.payout_id for origin in origins})
            await reconcile(desk, touched, now=self._clock(), policy=self._policy)
            await desk.payouts.extend(errand, self._clock() + LEASE)

    async def _fail(self, errand: Errand, error: Exception, pause: timedelta) -> None:
        log.warning(
            "payout lines were not fetched", extra={"payout_id": errand.payout_id, "error": repr(error)}
        )
        async with self._transactions.begin() as desk:
            await desk.payouts.fail(errand, repr(error), self._clock() + pause)
