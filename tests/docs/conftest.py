"""The order service's database, for the recorded example."""

from __future__ import annotations

from twyst.order.adapters.migrate import upgrade
from twyst.testing.stack import register_service_migrations

register_service_migrations("order", upgrade)
