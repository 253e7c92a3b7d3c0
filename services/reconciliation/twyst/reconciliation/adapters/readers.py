"""How each consumer group reads its records, fresh from a topic or parked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from twyst.messaging.records import Record
from twyst.reconciliation.adapters import messages
from twyst.reconciliation.application import ports
from twyst.reconciliation.application.news import ACCOUNTS, ORDERS, VENUES, Delivery
from twyst.reconciliation.application.redrive import Readers

Read = Callable[[Record], Delivery]


def readers(environment: str) -> Mapping[str, Read]:
    """How each group reads its records."""
    readings = {
        ORDERS: messages.read_order,
        ACCOUNTS: messages.stripe_reader(environment),
        VENUES: messages.read_venue,
    }

    def reader(read: Callable[[bytes], messages.Reading]) -> Read:
        return lambda record: messages.deliver(record, read)

    return {group: reader(read) for group, read in readings.items()}


def parked_readers(environment: str) -> Readers:
    """The same for records that were parked: as they came."""

    def reader(read: Read) -> Callable[[ports.ParkedRecord], Delivery]:
        return lambda parked: read(
            Record(
                parked.topic,
                parked.partition,
                parked.offset,
                parked.record_key,
                parked.value,
                parked.headers,
                parked.timestamp_ms,
            )
        )

    return {group: reader(read) for group, read in readers(environment).items()}
