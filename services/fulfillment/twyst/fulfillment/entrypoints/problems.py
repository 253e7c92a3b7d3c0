"""How the service's own errors are answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from twyst.fulfillment.application.call_staff import UnknownCall, UnknownTable
from twyst.fulfillment.application.ports import OrdersNotFollowed
from twyst.fulfillment.application.work_ticket import UnknownTicket
from twyst.fulfillment.domain import work
from twyst.runtime.problems import Problem, ProblemFactory


def _conflict(slug: str, title: str) -> ProblemFactory:
    return lambda refusal: Problem(409, slug, title=title, detail=f"{refusal}.")


PROBLEMS: Final[Mapping[type[Exception], ProblemFactory]] = {
    OrdersNotFollowed: lambda _: Problem(
        503,
        "orders-not-followed",
        title="The board is not live",
        detail="Orders that are paid now do not arrive here yet; none is lost. Try again in a few seconds.",
        headers={"Retry-After": "5"},
    ),
    UnknownTicket: lambda _: Problem(404, "ticket-not-found", title="No such ticket"),
    UnknownTable: lambda _: Problem(404, "table-not-found", title="No such table"),
    UnknownCall: lambda _: Problem(404, "call-not-found", title="No such call"),
    work.UnknownLine: lambda _: Problem(404, "line-not-found", title="No such line"),
    work.NotOnBoard: _conflict("ticket-not-on-board", "The ticket is not on the board"),
    work.NotCompleted: _conflict("ticket-not-completed", "Only a completed ticket can be recalled"),
    work.StillOpen: _conflict("ticket-open", "The ticket is still open"),
}
