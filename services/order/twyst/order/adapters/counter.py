"""Where orders are placed: a venue's catalog and the order desk on one connection, in one transaction."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from twyst.mailbox.database import Database
from twyst.order.adapters.book.desk import PostgresDesk
from twyst.order.adapters.catalog.catalog import SqlCatalog
from twyst.order.application.catalog_ports import Catalog
from twyst.order.application.ports import Desk

# No vowels and nothing that is misheard or misread when it is called out over a counter.
_NUMBER_ALPHABET = "23456789CDFGHJKLMNPQRTVWXZ"


class SqlCounter:
    """`Counter` on the service's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def open(self, venue_id: UUID) -> AsyncIterator[tuple[Desk, Catalog]]:
        async with self._database.transaction(venue_id) as connection:
            yield PostgresDesk(connection), SqlCatalog(connection, venue_id)


def new_order_id() -> str:
    """A version 7 UUID: random, and ascending by time, so that the newest orders lie together in every index."""
    milliseconds = time.time_ns() // 1_000_000
    bits = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(UUID(int=bits))


def order_number(order_id: str) -> str:
    """A short name of an order for calling it out; not unique, and not meant to be."""
    number = UUID(order_id).int & 0xFFFF_FFFF
    letters = []
    for _ in range(3):
        number, index = divmod(number, len(_NUMBER_ALPHABET))
        letters.append(_NUMBER_ALPHABET[index])
    return "".join(letters)
