"""Who may do what: one table, read by the API's dependencies, the docs and the test of every role on every route."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """What a member of staff is in the venues of the token; `operator` is the platform's and needs no venues."""

    KITCHEN = "kitchen"
    FLOOR = "floor"
    MANAGER = "manager"
    OWNER = "owner"
    ACCOUNTANT = "accountant"
    OPERATOR = "operator"


class Action(StrEnum):
    """What a route lets its caller do."""

    VIEW_BOARD = "view_board"
    VIEW_ORDERS = "view_orders"
    START = "start"
    COMPLETE = "complete"
    WORK_TICKETS = "work_tickets"
    CANCEL = "cancel"
    REFUND = "refund"
    TIMELINE = "timeline"
    AVAILABILITY = "availability"
    PAUSE = "pause"
    EDIT_MENU = "edit_menu"
    EDIT_VENUE = "edit_venue"
    TABLES = "tables"
    TAGS = "tags"
    HOLDS = "holds"
    RESOLVE_HOLD = "resolve_hold"
    PAYOUTS = "payouts"
    DISCREPANCIES = "discrepancies"
    RESOLVE_DISCREPANCY = "resolve_discrepancy"
    STAFF = "staff"
    STRIPE_ACCOUNT = "stripe_account"
    CREATE_VENUE = "create_venue"


_OPERATOR: Final = frozenset({Role.OPERATOR})
_OWNING: Final = _OPERATOR | {Role.OWNER}
_MANAGING: Final = _OWNING | {Role.MANAGER}
_SERVING: Final = _MANAGING | {Role.FLOOR}
_WORKING: Final = _SERVING | {Role.KITCHEN}
_ACCOUNTING: Final = _MANAGING | {Role.ACCOUNTANT}

PERMISSIONS: Final = MappingProxyType(
    {
        Action.VIEW_BOARD: _WORKING,
        Action.VIEW_ORDERS: _WORKING | _ACCOUNTING,
        Action.START: _WORKING,
        Action.COMPLETE: _WORKING,
        Action.WORK_TICKETS: _WORKING,
        Action.CANCEL: _SERVING,
        Action.REFUND: _MANAGING,
        Action.TIMELINE: _SERVING | _ACCOUNTING,
        Action.AVAILABILITY: _WORKING,
        Action.PAUSE: _WORKING,
        Action.EDIT_MENU: _MANAGING,
        Action.EDIT_VENUE: _OWNING,
        Action.TABLES: _MANAGING,
        Action.TAGS: _MANAGING,
        Action.HOLDS: _ACCOUNTING,
        Action.RESOLVE_HOLD: _MANAGING,
        Action.PAYOUTS: _ACCOUNTING,
        Action.DISCREPANCIES: _ACCOUNTING,
        Action.RESOLVE_DISCREPANCY: _ACCOUNTING,
        Action.STAFF: _OWNING,
        Action.STRIPE_ACCOUNT: _OWNING,
        Action.CREATE_VENUE: _OPERATOR,
    },
)
"""The roles that may do each action."""


def permits(role: Role, action: Action) -> bool:
    """Whether the role may do it, in a venue that its token holds."""
    return role in PERMISSIONS[action]
