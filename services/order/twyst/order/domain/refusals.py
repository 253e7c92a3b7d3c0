"""Every way in which an order cannot be priced. `line` is the requested line's position, counted from 1."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EmptyOrder:
    """There is nothing in it."""


@dataclass(frozen=True, slots=True)
class TooManyLines:
    """More lines than a ticket holds."""

    lines: int
    maximum: int


@dataclass(frozen=True, slots=True)
class NoteTooLong:
    """A wish has too many characters; `line` is None for that of the whole order."""

    line: int | None
    length: int
    maximum: int


@dataclass(frozen=True, slots=True)
class QuantityOutOfRange:
    """Less than one, or an absurd number."""

    line: int
    quantity: int
    maximum: int


@dataclass(frozen=True, slots=True)
class UnknownItem:
    """The menu has no such item, or no longer."""

    line: int
    item_id: str


@dataclass(frozen=True, slots=True)
class ItemSoldOut:
    """There is no more of it."""

    line: int
    item_id: str
    name: str


@dataclass(frozen=True, slots=True)
class NotServedNow:
    """Its category is served at other hours."""

    line: int
    item_id: str
    name: str


@dataclass(frozen=True, slots=True)
class UnknownModifier:
    """The item has no such option, or no longer."""

    line: int
    item_id: str
    modifier_id: str


@dataclass(frozen=True, slots=True)
class RepeatedModifier:
    """One option was chosen twice."""

    line: int
    item_id: str
    modifier_id: str


@dataclass(frozen=True, slots=True)
class ModifierSoldOut:
    """There is no more of a chosen option."""

    line: int
    item_id: str
    modifier_id: str
    name: str


@dataclass(frozen=True, slots=True)
class TooFewChosen:
    """A group wants more options chosen."""

    line: int
    item_id: str
    group_id: str
    name: str
    minimum: int


@dataclass(frozen=True, slots=True)
class TooManyChosen:
    """A group allows fewer options."""

    line: int
    item_id: str
    group_id: str
    name: str
    maximum: int


@dataclass(frozen=True, slots=True)
class TipOutOfRange:
    """Negative, or more than anybody means to give."""

    tip_minor: int
    maximum_minor: int


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line whose unit price is not the one that was shown."""

    line_id: str
    item_id: str
    name: str
    expected_unit_amount_minor: int | None
    unit_amount_minor: int


@dataclass(frozen=True, slots=True)
class TotalChanged:
    """The total is not the one that the diner agreed to; `changed` names the lines, as far as their prices were sent."""

    expected_total_minor: int | None
    total_minor: int
    changed: tuple[ChangedLine, ...]


@dataclass(frozen=True, slots=True)
class BelowMinimum:
    """Less than Stripe charges."""

    total_minor: int
    minimum_minor: int


@dataclass(frozen=True, slots=True)
class AboveMaximum:
    """More than Stripe charges."""

    total_minor: int
    maximum_minor: int


@dataclass(frozen=True, slots=True)
class NotChargeable:
    """Between two steps of the currency."""

    total_minor: int
    quantum_minor: int


LineRefusal = (
    NoteTooLong
    | QuantityOutOfRange
    | UnknownItem
    | ItemSoldOut
    | NotServedNow
    | UnknownModifier
    | RepeatedModifier
    | ModifierSoldOut
    | TooFewChosen
    | TooManyChosen
)
Refusal = (
    LineRefusal
    | EmptyOrder
    | TooManyLines
    | TipOutOfRange
    | TotalChanged
    | BelowMinimum
    | AboveMaximum
    | NotChargeable
)
