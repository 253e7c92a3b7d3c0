"""A venue's staff, devices and codes, within one transaction, behind the application's `Roster` port."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from twyst.order.adapters.catalog.convert import member_of
from twyst.order.adapters.catalog.reading import row, rows
from twyst.order.adapters.catalog.tables import MemberRow, PairingCodeRow
from twyst.order.domain.staff import Member, MemberKind, PairingCode


class SqlRoster:
    """`Roster` in a session that is joined to an open transaction."""

    def __init__(self, session: AsyncSession, venue_id: UUID) -> None:
        self._session = session
        self._venue_id = venue_id

    async def members(self, kind: MemberKind) -> tuple[Member, ...]:
        statement = (
            select(MemberRow)
            .where(
                MemberRow.venue_id == self._venue_id,
                MemberRow.kind == kind,
                col(MemberRow.removed_at).is_(None),
            )
            .order_by(col(MemberRow.created_at), col(MemberRow.member_id))
        )
        return tuple(member_of(found) for found in await rows(self._session, MemberRow, statement))

    async def member(self, member_id: UUID) -> Member | None:
        statement = select(MemberRow).where(
            MemberRow.venue_id == self._venue_id, MemberRow.member_id == member_id
        )
        found = await row(self._session, MemberRow, statement)
        return member_of(found) if found else None

    async def save_member(self, member: Member, at: datetime) -> None:
        changing = {
            "name": member.name,
            "role": member.role,
            "removed_at": at if member.removed else None,
        }
        await self._session.execute(
            insert(MemberRow)
            .values(
                venue_id=self._venue_id,
                member_id=member.member_id,
                kind=member.kind,
                created_at=member.created_at,
                **changing,
            )
            .on_conflict_do_update(index_elements=["venue_id", "member_id"], set_=changing)
        )

    async def add_code(self, code: PairingCode, at: datetime) -> None:
        await self._session.execute(
            insert(PairingCodeRow).values(
                code_hash=code.code_hash,
                venue_id=self._venue_id,
                member_id=code.member_id,
                minted_at=at,
                minted_by=code.minted_by,
                expires_at=code.expires_at,
            )
        )

    async def withdraw_codes(self, member_id: UUID) -> None:
        await self._session.execute(
            delete(PairingCodeRow).where(
                col(PairingCodeRow.venue_id) == self._venue_id,
                col(PairingCodeRow.member_id) == member_id,
                col(PairingCodeRow.used_at).is_(None),
            )
        )

    async def use_code(self, code_hash: str, at: datetime) -> UUID | None:
        used = await self._session.execute(
            update(PairingCodeRow)
            .where(
                col(PairingCodeRow.venue_id) == self._venue_id,
                col(PairingCodeRow.code_hash) == code_hash,
                col(PairingCodeRow.used_at).is_(None),
                col(PairingCodeRow.expires_at) > at,
            )
            .values(used_at=at)
            .returning(col(PairingCodeRow.member_id))
        )
        return used.scalar_one_or_none()
