"""Who may hold sessions in a venue: its staff and its devices."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from twyst.order.application.catalog_ports import Catalog, Clock, Transactions
from twyst.order.application.load_venue import require_venue
from twyst.order.domain.staff import Member, MemberKind


class MemberNotFound(Exception):
    """The venue has no such member of staff or device, or no longer."""


async def add_member(transactions: Transactions, venue_id: UUID, member: Member, now: Clock) -> Member:
    """Add a member of staff or a device. Raises `VenueNotFound`."""
    async with transactions.of_venue(venue_id) as catalog:
        await require_venue(catalog, lock=True)
        await catalog.roster.save_member(member, now())
    return member


async def remove_member(
    transactions: Transactions, venue_id: UUID, kind: MemberKind, member_id: UUID, now: Clock
) -> None:
    """No session begins any more for a member; one that is running ends with its token, at most 12 hours later.

    Raises `MemberNotFound` or `VenueNotFound`.
    """
    async with transactions.of_venue(venue_id) as catalog:
        await require_venue(catalog, lock=True)
        member = await require_member(catalog, member_id)
        if member.kind is not kind:
            raise MemberNotFound
        await catalog.roster.withdraw_codes(member_id)
        await catalog.roster.save_member(replace(member, removed=True), now())


async def require_member(catalog: Catalog, member_id: UUID) -> Member:
    """A member that was not removed, or `MemberNotFound`."""
    member = await catalog.roster.member(member_id)
    if member is None or member.removed:
        raise MemberNotFound
    return member
