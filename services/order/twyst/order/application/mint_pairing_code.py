"""Mint a one-time code for a member of staff or a device. It is shown once; only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from twyst.order.application.catalog_ports import Clock, Transactions
from twyst.order.application.edit_staff import require_member
from twyst.order.application.load_venue import require_venue
from twyst.order.domain.staff import CODE_ALPHABET, CODE_LENGTH, Member, PairingCode, readable_code

CODE_LIFETIME = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class MintedCode:
    """A code as it is shown to the person who types it."""

    code: str
    member: Member
    expires_at: datetime


def new_code() -> str:
    """Sixty random bits: too many to guess within a code's lifetime."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def hash_code(code: str) -> str:
    """What is kept of a code. It is random and short-lived, so that a plain digest is enough."""
    return hashlib.sha256(code.encode()).hexdigest()


async def mint_pairing_code(
    transactions: Transactions,
    venue_id: UUID,
    member_id: UUID,
    *,
    by: str,
    now: Clock,
    lifetime: timedelta = CODE_LIFETIME,
) -> MintedCode:
    """A new code in place of the member's unused ones. Raises `MemberNotFound` or `VenueNotFound`."""
    code = new_code()
    async with transactions.of_venue(venue_id) as catalog:
        await require_venue(catalog, lock=True)
        member = await require_member(catalog, member_id)
        at = now()
        minted = PairingCode(hash_code(code), member_id, at + lifetime, by)
        await catalog.roster.withdraw_codes(member_id)
        await catalog.roster.add_code(minted, at)
    return MintedCode(readable_code(code), member, minted.expires_at)
