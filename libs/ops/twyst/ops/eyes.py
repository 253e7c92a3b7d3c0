"""What looking may use: nothing in here can write."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from twyst.ops.targets import OpsTargets
from twyst.verify.invariant import Row, Rows, Scope
from twyst.verify.seen import Seen
from twyst.verify.sources import Sources

EVERYTHING = Scope(patience=timedelta(0))


class Refused(Exception):
    """An interlock says no; the message says why, and what would be right."""


class Mistaken(Exception):
    """The command line names what is not there, or what cannot be read; the message says what would be right."""


class Failed(Exception):
    """One item could not be done, and the others may go on; the message says why."""


@dataclass
class Eyes:
    """Everything that planning may use."""

    targets: OpsTargets
    sources: Sources

    def kafka_address(self) -> str:
        """Where the brokers are. Refused when nobody said it."""
        if self.targets.read.kafka is None:
            raise Refused("needs Kafka's address: give --kafka")
        return self.targets.read.kafka

    def stripe_key(self) -> str:
        """With which Stripe is asked. Refused when nobody said it."""
        if self.targets.read.stripe_key is None:
            raise Refused("needs a Stripe key: give --stripe-key")
        return self.targets.read.stripe_key

    def records(self, topic: str) -> AsyncIterator[Seen]:
        """Everything that a topic of the contracts holds now, each partition in order. Refused without Kafka's address."""
        self.kafka_address()
        return self.sources.records(topic, EVERYTHING)

    async def rows(self, database: str, sql: str, *arguments: Any) -> list[Row]:
        """Rows of a service's database, with the auditor's role."""
        if database not in self.targets.read.databases:
            raise Refused(f"needs the {database} auditor's DSN: give --auditor {database}=postgresql://…")
        return await self.sources.rows(Rows(database, sql, arguments), EVERYTHING)
