"""Exchange a pairing code for a session. A code works once, until it expires."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from twyst.order.application.catalog_ports import Clock, Transactions
from twyst.order.application.mint_pairing_code import hash_code
from twyst.order.domain.staff import Member, normalized_code


class CodeNotValid(Exception):
    """The code is unknown, used, or expired: which of them is nobody's business."""


@dataclass(frozen=True, slots=True)
class Session:
    """Who a token is to be issued for."""

    venue_id: UUID
    member: Member


async def start_session(transactions: Transactions, typed: str, now: Clock) -> Session:
    """Use up a code. Raises `CodeNotValid`."""
    code = normalized_code(typed)
    if code is None:
        raise CodeNotValid
    code_hash = hash_code(code)
    async with transactions.of_code(code_hash) as found:
        if found is None:
            raise CodeNotValid
        venue_id, catalog = found
        member_id = await catalog.roster.use_code(code_hash, now())
        member = await catalog.roster.member(member_id) if member_id else None
        if member is None or member.removed:
            raise CodeNotValid
    return Session(venue_id, member)
