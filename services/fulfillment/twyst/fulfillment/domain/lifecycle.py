"""How a ticket follows its order: one total table, and nothing else decides.

Orders report their stage with every event. A stage that an order cannot have come to, because the ticket is further
already, is a contradiction: somebody must look, and nothing is guessed.
"""

from __future__ import annotations

from enum import StrEnum

from twyst.fulfillment.domain.ticket import TicketState


class Stage(StrEnum):
    """How far an order is, in the kitchen's words."""

    UNPAID = "unpaid"
    PAID = "paid"
    FULFILLING = "fulfilling"
    COMPLETED = "completed"
    CANCELED = "canceled"


class Step(StrEnum):
    """What an order's stage does to its ticket."""

    NOTHING = "nothing"
    OPEN = "open"
    START = "start"
    COMPLETE = "complete"
    VOID = "void"
    CONTRADICTION = "contradiction"


_NO_TICKET = None
_READY, _FULFILLING = TicketState.READY, TicketState.FULFILLING
_COMPLETED, _VOIDED = TicketState.COMPLETED, TicketState.VOIDED

# fmt: off
_TABLE: dict[tuple[TicketState | None, Stage], Step] = {
    (_NO_TICKET, Stage.UNPAID):      Step.NOTHING,        # nothing reaches the kitchen before it is paid
    (_NO_TICKET, Stage.PAID):        Step.OPEN,
    (_NO_TICKET, Stage.FULFILLING):  Step.OPEN,           # first heard of while it is being made
    (_NO_TICKET, Stage.COMPLETED):   Step.NOTHING,        # first heard of when it was over
    (_NO_TICKET, Stage.CANCELED):    Step.NOTHING,

    (_READY, Stage.UNPAID):          Step.CONTRADICTION,
    (_READY, Stage.PAID):            Step.NOTHING,
    (_READY, Stage.FULFILLING):      Step.START,
    (_READY, Stage.COMPLETED):       Step.COMPLETE,       # the start was missed
    (_READY, Stage.CANCELED):        Step.VOID,

    (_FULFILLING, Stage.UNPAID):     Step.CONTRADICTION,
    (_FULFILLING, Stage.PAID):       Step.CONTRADICTION,
    (_FULFILLING, Stage.FULFILLING): Step.NOTHING,
    (_FULFILLING, Stage.COMPLETED):  Step.COMPLETE,
    (_FULFILLING, Stage.CANCELED):   Step.VOID,

    (_COMPLETED, Stage.UNPAID):      Step.CONTRADICTION,
    (_COMPLETED, Stage.PAID):        Step.CONTRADICTION,
    (_COMPLETED, Stage.FULFILLING):  Step.CONTRADICTION,
    (_COMPLETED, Stage.COMPLETED):   Step.NOTHING,
    (_COMPLETED, Stage.CANCELED):    Step.CONTRADICTION,  # what was served is refunded, never canceled

    (_VOIDED, Stage.UNPAID):         Step.CONTRADICTION,
    (_VOIDED, Stage.PAID):           Step.CONTRADICTION,
    (_VOIDED, Stage.FULFILLING):     Step.CONTRADICTION,
    (_VOIDED, Stage.COMPLETED):      Step.CONTRADICTION,
    (_VOIDED, Stage.CANCELED):       Step.NOTHING,
}
# fmt: on


def step(state: TicketState | None, stage: Stage) -> Step:
    """What an order at `stage` does to a ticket in `state`; None when there is no ticket."""
    return _TABLE[state, stage]
