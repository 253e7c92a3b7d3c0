"""What an order costs: the server's prices, the tip, the total, and the platform's fee. Integers in minor units only.

`price` answers either a priced order or everything that stands against it. What is wrong with single lines is told
for all of them at once, so that a diner mends a cart in one go; sums are judged only when every line is right.
"""

from __future__ import annotations

from dataclasses import dataclass

from twyst.money import (
    AmountNotChargeableError,
    AmountTooLargeError,
    AmountTooSmallError,
    Currency,
    application_fee_minor,
    validate_charge,
)
from twyst.order.domain.menu import Item, Menu, Option, is_served
from twyst.order.domain.order import Line, Modifier
from twyst.order.domain.refusals import (
    AboveMaximum,
    BelowMinimum,
    ChangedLine,
    EmptyOrder,
    ItemSoldOut,
    LineRefusal,
    ModifierSoldOut,
    NotChargeable,
    NoteTooLong,
    NotServedNow,
    QuantityOutOfRange,
    Refusal,
    RepeatedModifier,
    TipOutOfRange,
    TooFewChosen,
    TooManyChosen,
    TooManyLines,
    TotalChanged,
    UnknownItem,
    UnknownModifier,
)
from twyst.order.domain.venue import FeePolicy

MAXIMUM_LINES = 50
MAXIMUM_QUANTITY = 99
MAXIMUM_LINE_NOTE = 140
MAXIMUM_ORDER_NOTE = 280
MAXIMUM_TIP_PERCENT = 200


@dataclass(frozen=True, slots=True)
class RequestedLine:
    """A line as the diner wants it. `expected_unit_amount_minor` is the price that was shown, if the page says it."""

    item_id: str
    quantity: int
    modifier_ids: tuple[str, ...] = ()
    note: str | None = None
    expected_unit_amount_minor: int | None = None
    allergy: bool = False


@dataclass(frozen=True, slots=True)
class RequestedOrder:
    """All that the diner decides. `expected_total_minor` is the total that was shown and agreed to."""

    lines: tuple[RequestedLine, ...]
    tip_minor: int = 0
    note: str | None = None
    expected_total_minor: int | None = None
    allergy: bool = False


@dataclass(frozen=True, slots=True)
class PricedOrder:
    """An order with the server's prices. `application_fee_minor` is None when the platform takes nothing."""

    lines: tuple[Line, ...]
    items_minor: int
    tip_minor: int
    total_minor: int
    application_fee_minor: int | None
    note: str | None = None
    allergy: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Everything that stands against an order; never empty."""

    refusals: tuple[Refusal, ...]


def price(
    menu: Menu, requested: RequestedOrder, fee: FeePolicy, currency: Currency, minute_of_week: int
) -> PricedOrder | Refused:
    """Price an order from a menu as it stands now, at a minute of the venue's local week."""
    refusals = _form_refusals(requested)
    if refusals:
        return Refused(refusals)
    lines: list[Line] = []
    wrong: list[Refusal] = []
    for number, line in enumerate(requested.lines, start=1):
        priced = _price_line(menu, line, number, minute_of_week)
        if isinstance(priced, Line):
            lines.append(priced)
        else:
            wrong.extend(priced)
    if wrong:
        return Refused(tuple(wrong))
    return _total(tuple(lines), requested, fee, currency)


def _form_refusals(requested: RequestedOrder) -> tuple[Refusal, ...]:
    refusals: list[Refusal] = []
    if not requested.lines:
        refusals.append(EmptyOrder())
    if len(requested.lines) > MAXIMUM_LINES:
        refusals.append(TooManyLines(len(requested.lines), MAXIMUM_LINES))
    if requested.note is not None and len(requested.note) > MAXIMUM_ORDER_NOTE:
        refusals.append(NoteTooLong(None, len(requested.note), MAXIMUM_ORDER_NOTE))
    return tuple(refusals)


def _price_line(
    menu: Menu, requested: RequestedLine, number: int, minute_of_week: int
) -> Line | list[LineRefusal]:
    found = menu.find(requested.item_id)
    if found is None:
        return [UnknownItem(number, requested.item_id)]
    category, item = found
    refusals = _line_refusals(item, requested, number)
    if not is_served(category, minute_of_week):
        refusals.append(NotServedNow(number, item.item_id, item.name))
    if refusals:
        return refusals
    chosen = _chosen(item, requested.modifier_ids)
    unit_amount_minor = item.price_minor + sum(option.amount_minor for option in chosen)
    return Line(
        line_id=str(number),
        item_id=item.item_id,
        name=item.name,
        quantity=requested.quantity,
        unit_amount_minor=unit_amount_minor,
        amount_minor=unit_amount_minor * requested.quantity,
        modifiers=tuple(Modifier(option.modifier_id, option.name, option.amount_minor) for option in chosen),
        allergens=tuple(sorted({*item.allergens, *(a for option in chosen for a in option.allergens)})),
        note=requested.note or None,
        station=item.station,
        allergy=requested.allergy,
    )


def _line_refusals(item: Item, requested: RequestedLine, number: int) -> list[LineRefusal]:
    refusals: list[LineRefusal] = []
    if not 1 <= requested.quantity <= MAXIMUM_QUANTITY:
        refusals.append(QuantityOutOfRange(number, requested.quantity, MAXIMUM_QUANTITY))
    if requested.note is not None and len(requested.note) > MAXIMUM_LINE_NOTE:
        refusals.append(NoteTooLong(number, len(requested.note), MAXIMUM_LINE_NOTE))
    if item.sold_out:
        refusals.append(ItemSoldOut(number, item.item_id, item.name))
    return refusals + _modifier_refusals(item, requested.modifier_ids, number)


def _modifier_refusals(item: Item, modifier_ids: tuple[str, ...], number: int) -> list[LineRefusal]:
    known = {option.modifier_id: option for option in item.options()}
    refusals: list[LineRefusal] = []
    for position, modifier_id in enumerate(modifier_ids):
        option = known.get(modifier_id)
        if option is None:
            refusals.append(UnknownModifier(number, item.item_id, modifier_id))
        elif modifier_id in modifier_ids[:position]:
            refusals.append(RepeatedModifier(number, item.item_id, modifier_id))
        elif option.sold_out:
            refusals.append(ModifierSoldOut(number, item.item_id, modifier_id, option.name))
    for group in item.modifier_groups:
        count = sum(option.modifier_id in modifier_ids for option in group.options)
        if count < group.minimum:
            refusals.append(TooFewChosen(number, item.item_id, group.group_id, group.name, group.minimum))
        if count > group.maximum:
            refusals.append(TooManyChosen(number, item.item_id, group.group_id, group.name, group.maximum))
    return refusals


def _chosen(item: Item, modifier_ids: tuple[str, ...]) -> list[Option]:
    """The chosen options in the menu's order, so that equal choices look equal in the kitchen."""
    return [option for option in item.options() if option.modifier_id in modifier_ids]


def _total(
    lines: tuple[Line, ...], requested: RequestedOrder, fee: FeePolicy, currency: Currency
) -> PricedOrder | Refused:
    items_minor = sum(line.amount_minor for line in lines)
    total_minor = items_minor + requested.tip_minor
    refusal = (
        _tip_refusal(requested.tip_minor, items_minor)
        or _change_refusal(lines, requested, total_minor)
        or _charge_refusal(total_minor, currency)
    )
    if refusal is not None:
        return Refused((refusal,))
    return PricedOrder(
        lines=lines,
        items_minor=items_minor,
        tip_minor=requested.tip_minor,
        total_minor=total_minor,
        application_fee_minor=application_fee_minor(
            items_minor,
            fee.basis_points,
            fee.fixed_minor,
            total_minor,
            quantum_minor=currency.charge_quantum_minor,
        ),
        note=requested.note or None,
        allergy=requested.allergy,
    )


def _tip_refusal(tip_minor: int, items_minor: int) -> Refusal | None:
    maximum_minor = items_minor * MAXIMUM_TIP_PERCENT // 100
    return None if 0 <= tip_minor <= maximum_minor else TipOutOfRange(tip_minor, maximum_minor)


def _change_refusal(
    lines: tuple[Line, ...], requested: RequestedOrder, total_minor: int
) -> TotalChanged | None:
    """The diner agreed to a total; charging another one takes a new agreement, even to a lower one."""
    changed = tuple(
        ChangedLine(
            line.line_id, line.item_id, line.name, wanted.expected_unit_amount_minor, line.unit_amount_minor
        )
        for line, wanted in zip(lines, requested.lines, strict=True)
        if wanted.expected_unit_amount_minor not in {None, line.unit_amount_minor}
    )
    if changed or requested.expected_total_minor not in {None, total_minor}:
        return TotalChanged(requested.expected_total_minor, total_minor, changed)
    return None


def _charge_refusal(total_minor: int, currency: Currency) -> Refusal | None:
    try:
        validate_charge(total_minor, currency)
    except AmountTooSmallError as error:
        return BelowMinimum(total_minor, error.minimum_minor)
    except AmountTooLargeError as error:
        return AboveMaximum(total_minor, error.maximum_minor)
    except AmountNotChargeableError as error:
        return NotChargeable(total_minor, error.quantum_minor)
    return None
