"""The order's lifecycle: one total table. Nothing outside this file decides where an order goes.

A **trigger** is a predicate over the order's facts (`settle` walks the table with every trigger that holds) or a command.
An **outcome** is `Move`, `Ignore` or `Reject`: every state × trigger has exactly one, and each that does not move says why.
`docs/state-machine.md` is generated from this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an order is. The strict path, and one side exit."""

    CREATED = "CREATED"
    PAYMENT_PENDING = "PAYMENT_PENDING"
    PAYMENT_SUCCEEDED = "PAYMENT_SUCCEEDED"
    FULFILLING = "FULFILLING"
    COMPLETED = "COMPLETED"
    CANCELED = "CANCELED"


class Trigger(StrEnum):
    """What may move an order. The first five are predicates over facts, in the order in which `settle` tries them."""

    PAYMENT_STARTED = "payment_started"
    PAYMENT_VERIFIED = "payment_verified"
    PAYMENT_REFUSED = "payment_refused"
    PAYMENT_CANCELED = "payment_canceled"
    REFUNDED_IN_FULL = "refunded_in_full"
    START = "start"
    COMPLETE = "complete"
    CANCEL = "cancel"
    REFUND = "refund"
    GIVE_UP = "give_up"
    GIVE_UP_ATTACHED = "give_up_attached"


@dataclass(frozen=True, slots=True)
class Move:
    """The order goes to state `to`; state and version change."""

    to: State


@dataclass(frozen=True, slots=True)
class Ignore:
    """Nothing moves, and that is right; `because` says why."""

    because: str


@dataclass(frozen=True, slots=True)
class Reject:
    """The command is refused (409); `because` says why."""

    because: str


Outcome = Move | Ignore | Reject

FACT_TRIGGERS = (
    Trigger.PAYMENT_STARTED,
    Trigger.PAYMENT_VERIFIED,
    Trigger.PAYMENT_REFUSED,
    Trigger.PAYMENT_CANCELED,
    Trigger.REFUNDED_IN_FULL,
)
PAID = frozenset({State.PAYMENT_SUCCEEDED, State.FULFILLING, State.COMPLETED})
FINAL = frozenset({State.COMPLETED, State.CANCELED})

_COLUMNS = (
    State.CREATED,
    State.PAYMENT_PENDING,
    State.PAYMENT_SUCCEEDED,
    State.FULFILLING,
    State.COMPLETED,
    State.CANCELED,
)


def _to(state: str) -> Move:
    return Move(State(state))


I, R = Ignore, Reject  # noqa: E741 (a row of the table is one line)

# fmt: off
_ROWS: dict[Trigger, tuple[Outcome, Outcome, Outcome, Outcome, Outcome, Outcome]] = {
    # trigger                  CREATED                 PAYMENT_PENDING           PAYMENT_SUCCEEDED      FULFILLING             COMPLETED                    CANCELED
    Trigger.PAYMENT_STARTED:  (_to("PAYMENT_PENDING"), I("pending already"),     I("late copy"),        I("late copy"),        I("late copy"),              I("the order is over")),
    Trigger.PAYMENT_VERIFIED: (_to("PAYMENT_PENDING"), _to("PAYMENT_SUCCEEDED"), I("paid already"),     I("paid already"),     I("paid already"),           I("over; the money is held or its refund is owed")),
    Trigger.PAYMENT_REFUSED:  (_to("PAYMENT_PENDING"), _to("CANCELED"),          I("contradiction"),    I("contradiction"),    I("contradiction"),          I("over; the money is held")),
    Trigger.PAYMENT_CANCELED: (_to("PAYMENT_PENDING"), _to("CANCELED"),          I("contradiction"),    I("contradiction"),    I("contradiction"),          I("canceled already")),
    Trigger.REFUNDED_IN_FULL: (I("not paid"),          I("not paid"),            _to("CANCELED"),       _to("CANCELED"),       I("served; a money fact"),   I("the order is over")),

    Trigger.START:            (R("not paid"),          R("not paid"),            _to("FULFILLING"),     I("started already"),  R("completed already"),      R("canceled")),
    Trigger.COMPLETE:         (R("not paid"),          R("not paid"),            R("start it first"),   _to("COMPLETED"),      I("completed already"),      R("canceled")),
    Trigger.CANCEL:           (R("not paid"),          R("not paid"),            _to("CANCELED"),       _to("CANCELED"),       R("served: refund instead"), I("canceled already")),
    Trigger.REFUND:           (R("not paid"),          R("not paid"),            I("a refund intent"),  I("a refund intent"),  I("a refund intent"),        I("a refund intent")),

    Trigger.GIVE_UP:          (_to("CANCELED"),        R("payment has begun"),   R("paid"),             R("paid"),             R("completed already"),      I("the order is over")),
    Trigger.GIVE_UP_ATTACHED: (R("only Stripe cancels it"), R("only Stripe cancels it"), R("paid"),     R("paid"),             R("completed already"),      R("canceled")),
}
# fmt: on

TABLE: dict[tuple[State, Trigger], Outcome] = {
    (state, trigger): row[column] for trigger, row in _ROWS.items() for column, state in enumerate(_COLUMNS)
}


def outcome(state: State, trigger: Trigger) -> Outcome:
    """The one decision about `trigger` in `state`."""
    return TABLE[state, trigger]
