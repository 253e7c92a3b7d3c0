"""How often staff may be called: a table that rings all evening, or one phone that rings every table, is stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from twyst.runtime.ratelimit import Limit, TokenBuckets

_GENEROUS_PER_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class CallLimits:
    """The buckets. A burst of one minute's worth is let through at once."""

    address: TokenBuckets
    table: TokenBuckets

    @classmethod
    def of(cls, *, per_address_per_minute: int, per_table_per_minute: int) -> Self:
        return cls(_buckets(per_address_per_minute), _buckets(per_table_per_minute))

    @classmethod
    def generous(cls) -> Self:
        """For a laptop, where demonstrations and tests come from one address."""
        return cls(_buckets(_GENEROUS_PER_MINUTE), _buckets(_GENEROUS_PER_MINUTE))

    def call(self, address: str, venue_id: UUID, table_id: UUID) -> None:
        """Before staff are called. Raises the 429 problem."""
        self.address.require(address)
        self.table.require(f"{venue_id}/{table_id}")


def _buckets(per_minute: int) -> TokenBuckets:
    return TokenBuckets(Limit(per_minute / 60, per_minute))
