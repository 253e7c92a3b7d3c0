"""Why an order cannot be priced, as one problem document that names every reason."""

import re
from dataclasses import asdict

from twyst.order.domain.pricing import Refused
from twyst.order.domain.refusals import (
    ItemSoldOut,
    ModifierSoldOut,
    NotServedNow,
    Refusal,
    TotalChanged,
    UnknownItem,
    UnknownModifier,
)
from twyst.runtime.problems import Problem

# Right when the page was opened, and not any more: the diner looks again and agrees anew.
_OVERTAKEN = (ItemSoldOut, ModifierSoldOut, NotServedNow, UnknownItem, UnknownModifier, TotalChanged)


def pricing_problem(refused: Refused) -> Problem:
    """409 when the menu changed under the diner, 422 when the order was never right.

    `refusals` has one member for each reason: `code` is its name in kebab-case, the rest are its fields.
    """
    refusals = [{"code": _code(refusal), **asdict(refusal)} for refusal in refused.refusals]
    if all(isinstance(refusal, _OVERTAKEN) for refusal in refused.refusals):
        return Problem(
            409,
            "order-overtaken",
            title="The menu or the price has changed",
            detail="Look at what changed and order again.",
            refusals=refusals,
        )
    return Problem(422, "order-not-valid", title="The order cannot be taken", refusals=refusals)


def _code(refusal: Refusal) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(refusal).__name__).lower()
