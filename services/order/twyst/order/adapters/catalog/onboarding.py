"""A venue's account at Stripe, within one transaction, behind the application's `OnboardingBook` port."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from twyst.order.adapters.catalog.convert import onboarding_of
from twyst.order.adapters.catalog.reading import row
from twyst.order.adapters.catalog.tables import StripeAccountRow
from twyst.order.domain.account import Account, Onboarding


class SqlOnboardingBook:
    """`OnboardingBook` in a session that is joined to an open transaction."""

    def __init__(self, session: AsyncSession, venue_id: UUID) -> None:
        self._session = session
        self._venue_id = venue_id

    async def current(self) -> Onboarding | None:
        statement = select(StripeAccountRow).where(StripeAccountRow.venue_id == self._venue_id)
        found = await row(self._session, StripeAccountRow, statement)
        return onboarding_of(found) if found else None

    async def begin(self, key: str) -> Onboarding:
        await self._session.execute(
            insert(StripeAccountRow)
            .values(venue_id=self._venue_id, key=key, requested_at=func.clock_timestamp())
            .on_conflict_do_nothing(index_elements=["venue_id"])
        )
        begun = await self.current()
        assert begun is not None
        return begun

    async def clock(self) -> datetime:
        now: datetime = (await self._session.execute(select(func.clock_timestamp()))).scalar_one()
        return now

    async def record(self, account: Account, read_at: datetime) -> bool:
        kept = await self._session.execute(
            update(StripeAccountRow)
            .where(
                col(StripeAccountRow.venue_id) == self._venue_id,
                or_(col(StripeAccountRow.read_at).is_(None), col(StripeAccountRow.read_at) < read_at),
                # One account per venue, for life: a second answer never replaces the first.
                or_(
                    col(StripeAccountRow.account_id).is_(None),
                    col(StripeAccountRow.account_id) == account.account_id,
                ),
            )
            .values(account_id=account.account_id, account=msgspec.to_builtins(account), read_at=read_at)
            .returning(col(StripeAccountRow.venue_id))
        )
        return kept.first() is not None
