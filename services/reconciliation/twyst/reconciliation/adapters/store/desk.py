"""The worker's transactions, which see every venue."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import Database
from twyst.mailbox.errors import is_transient
from twyst.reconciliation.adapters.store.accounts import PostgresAccounts
from twyst.reconciliation.adapters.store.discrepancies import PostgresDiscrepancies
from twyst.reconciliation.adapters.store.facts import PostgresFacts
from twyst.reconciliation.adapters.store.intake import PostgresIntake
from twyst.reconciliation.adapters.store.ledger import PostgresLedger
from twyst.reconciliation.adapters.store.legs import PostgresLegs
from twyst.reconciliation.adapters.store.lines import PostgresLines
from twyst.reconciliation.adapters.store.orders import PostgresOrders
from twyst.reconciliation.adapters.store.payouts import PostgresPayouts


class PostgresDesk:
    """`Desk` on the connection of an open transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.intake = PostgresIntake(connection)
        self.accounts = PostgresAccounts(connection)
        self.orders = PostgresOrders(connection)
        self.legs = PostgresLegs(connection)
        self.lines = PostgresLines(connection)
        self.facts = PostgresFacts(connection)
        self.payouts = PostgresPayouts(connection)
        self.ledger = PostgresLedger(connection)
        self.discrepancies = PostgresDiscrepancies(connection)


class PostgresTransactions:
    """`Transactions` on a database, as the worker's role."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[PostgresDesk]:
        async with self._database.transaction() as connection:
            yield PostgresDesk(connection)

    def is_transient(self, error: Exception) -> bool:
        return is_transient(error)
