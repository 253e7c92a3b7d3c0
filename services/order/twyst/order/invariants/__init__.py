"""What must hold of orders: what `twyst-verify` looks at, contributed by an entry point."""

from __future__ import annotations

from typing import Final

from twyst.order.invariants.events import EVENTS
from twyst.order.invariants.fold import FOLD
from twyst.order.invariants.money import MONEY
from twyst.order.invariants.tables import TABLES

INVARIANTS: Final = (*TABLES, *FOLD, *EVENTS, *MONEY)
