"""How parked records come in again; by those who consume nothing."""

from __future__ import annotations

from twyst.fulfillment.application import follow_orders, record_venues
from twyst.fulfillment.application.redrive import Door
from twyst.fulfillment.entrypoints.records import as_record, read_order_event, read_venue


def doors(default_quote_seconds: int) -> dict[str, Door]:
    """How parked records of each consumer are read and applied again."""
    return {
        follow_orders.CONSUMER: Door(
            lambda parked: read_order_event(as_record(parked)),
            follow_orders.FollowOrders(default_quote_seconds),
        ),
        record_venues.CONSUMER: Door(
            lambda parked: read_venue(as_record(parked)), record_venues.RecordVenues()
        ),
    }
