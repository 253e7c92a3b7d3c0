"""Who works in a venue: people and devices, and the one-time codes that start their sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that is read as another or as a digit."""

CODE_LENGTH = 12
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class MemberKind(StrEnum):
    """Whether a session is a person's or a device's."""

    STAFF = "staff"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class Member:
    """Someone or something that may hold sessions. `name` is a display name or the device's label."""

    member_id: UUID
    kind: MemberKind
    name: str
    role: str
    created_at: datetime
    removed: bool = False

    @property
    def subject(self) -> str:
        """What a session's token calls it."""
        return f"{self.kind}:{self.member_id}"


@dataclass(frozen=True, slots=True)
class PairingCode:
    """A code that was minted; only its hash is kept. `minted_by` is the subject of who asked for it."""

    code_hash: str
    member_id: UUID
    expires_at: datetime
    minted_by: str


def readable_code(code: str) -> str:
    """A code as it is shown: groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def normalized_code(typed: str) -> str | None:
    """A code as it was minted, from what a person typed; None when it cannot be one."""
    code = typed.upper().translate(_READ_AS)
    return code if len(code) == CODE_LENGTH and set(code) <= set(CODE_ALPHABET) else None
