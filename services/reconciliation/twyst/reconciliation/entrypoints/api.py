"""The HTTP API: payouts, statements, settlements and discrepancies of a venue, and the platform's summary."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from starlette.responses import Response

from twyst.access.dependencies import VenueScope, require_operator, require_staff
from twyst.access.permissions import Action as Permission
from twyst.access.staff import StaffClaims
from twyst.reconciliation.application.act_on_discrepancy import ActOnDiscrepancy
from twyst.reconciliation.application.ports import Clock
from twyst.reconciliation.application.read_statements import all_lines, read_month, read_payout
from twyst.reconciliation.application.readings import Readings
from twyst.reconciliation.application.views import DiscrepancyView
from twyst.reconciliation.domain.discrepancies import WORDS, Action, Status
from twyst.reconciliation.domain.lines import SECTION_WORDS
from twyst.reconciliation.domain.statement import Statement
from twyst.reconciliation.entrypoints import shapes
from twyst.reconciliation.entrypoints.cursors import (
    day_cursor,
    encode_cursor,
    line_cursor,
    moment_cursor,
)
from twyst.reconciliation.entrypoints.statement_csv import statement_csv
from twyst.runtime.problems import Problem

CSV: Final = "text/csv"
_DEFAULT_DAYS: Final = 30
_MAXIMUM_DAYS: Final = 366
_STATUSES: Final = {
    "open": (Status.OPEN, Status.REOPENED),
    "resolved": (Status.RESOLVED,),
    "all": tuple(Status),
}

_AS_CSV: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {CSV: {"schema": {"type": "string"}}}}}

_PayoutScope = Annotated[VenueScope, Depends(require_staff(Permission.PAYOUTS))]
_DiscrepancyScope = Annotated[VenueScope, Depends(require_staff(Permission.DISCREPANCIES))]
_ResolverScope = Annotated[VenueScope, Depends(require_staff(Permission.RESOLVE_DISCREPANCY))]
_Operator = Annotated[StaffClaims, Depends(require_operator)]
_Cursor = Annotated[str | None, Query(max_length=400, description="The cursor of the page before.")]
_Limit = Annotated[int, Query(ge=1, le=500, description="At most so many.")]
_Period = Annotated[str, Query(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="A month: YYYY-MM.")]


def payout_router(readings: Readings) -> APIRouter:
    """Payouts of a venue and their statements."""
    router = APIRouter(prefix="/v1/venues/{venue_id}", tags=["payouts"])

    @router.get("/payouts")
    async def list_payouts(
        scope: _PayoutScope, cursor: _Cursor = None, limit: _Limit = 50
    ) -> shapes.PayoutsModel:
        """The venue's payouts, newest arrival first, and where its money is."""
        async with readings.of_venue(str(scope.venue_id)) as reading:
            found = await reading.payouts(day_cursor(cursor), limit)
            balances = await reading.balances()
            comparison = await reading.comparison()
        last = found[-1] if len(found) == limit else None
        behind = None if last is None else encode_cursor(last.arrival_date, last.payout_id)
        return shapes.PayoutsModel.model_validate(
            {"payouts": found, "cursor": behind, "balances": balances, "as_of": comparison.as_of}
        )

    @router.get("/payouts/{payout_id}", response_model=shapes.PayoutStatementModel, responses=_AS_CSV)
    async def get_payout(
        scope: _PayoutScope, payout_id: str, request: Request, cursor: _Cursor = None, limit: _Limit = 200
    ) -> Any:
        """The payout's statement: Twyst, Stripe and the difference, with every line. As CSV for `Accept: text/csv`."""
        venue_id = str(scope.venue_id)
        async with readings.of_venue(venue_id) as reading:
            found = await read_payout(reading, payout_id)
            if found is None:
                raise Problem(404, "payout-not-found", title="No such payout")
            if _wants_csv(request):
                pages = all_lines(readings, venue_id, payout_id)
                return _csv_response(payout_id, statement_csv(found, pages))
            lines = await reading.lines(payout_id, line_cursor(cursor), limit)
        return shapes.PayoutStatementModel.model_validate(
            {
                "payout": found.payout,
                "statement": _statement(found.statement),
                "roll_forward": found.roll_forward,
                "lines": lines,
                "cursor": encode_cursor(lines[-1].line_id) if len(lines) == limit else None,
            }
        )

    return router


def statement_router(readings: Readings) -> APIRouter:
    """A venue's monthly statements."""
    router = APIRouter(prefix="/v1/venues/{venue_id}", tags=["payouts"])

    @router.get("/statements")
    async def get_statements(scope: _PayoutScope, period: _Period) -> shapes.StatementsModel:
        """A month's statements: what arrived at the bank in it, and what was paid by diners in it."""
        async with readings.of_venue(str(scope.venue_id)) as reading:
            found = await read_month(reading, _first_day(period))
        statements = [
            {
                "currency": each.currency,
                "statement": _statement(each.statement),
                "payouts": each.payouts,
                "not_itemised": each.not_itemised,
                "activity": each.activity,
            }
            for each in found
        ]
        return shapes.StatementsModel.model_validate({"period": period, "statements": statements})

    return router


def settlement_router(readings: Readings, clock: Clock) -> APIRouter:
    """The timeline of a venue's money."""
    router = APIRouter(prefix="/v1/venues/{venue_id}", tags=["payouts"])

    @router.get("/settlements")
    async def list_settlements(
        scope: _PayoutScope,
        first: Annotated[date | None, Query(alias="from", description="First day; 30 days ago.")] = None,
        last: Annotated[
            date | None, Query(alias="to", description="Last day; tomorrow, for its time zone.")
        ] = None,
        cursor: _Cursor = None,
        limit: _Limit = 100,
    ) -> shapes.SettlementsModel:
        """How far the money of each day and of each order has come: paid, available, in a payout, paid out."""
        now = clock()
        last = last or now.date() + timedelta(days=1)
        first = first or last - min(timedelta(days=_DEFAULT_DAYS), last - date.min)
        if not timedelta(0) <= last - first <= timedelta(days=_MAXIMUM_DAYS):
            raise Problem(422, "invalid-period", title="The period is not valid", detail="At most a year.")
        async with readings.of_venue(str(scope.venue_id)) as reading:
            days = await reading.day_settlements(first, last)
            orders = await reading.order_settlements(first, last, moment_cursor(cursor), limit, now)
        more = orders[-1] if len(orders) == limit else None
        behind = None if more is None else encode_cursor(more.paid_at, more.order_id)
        return shapes.SettlementsModel.model_validate({"days": days, "orders": orders, "cursor": behind})

    return router


def discrepancy_router(readings: Readings) -> APIRouter:
    """Discrepancies of a venue."""
    router = APIRouter(prefix="/v1/venues/{venue_id}/discrepancies", tags=["discrepancies"])

    @router.get("")
    async def list_discrepancies(
        scope: _DiscrepancyScope,
        status: Annotated[str, Query(pattern="^(open|resolved|all)$")] = "open",
        cursor: _Cursor = None,
        limit: _Limit = 50,
    ) -> shapes.DiscrepanciesModel:
        """Differences between Twyst and Stripe, newest first; `open` includes reopened ones."""
        async with readings.of_venue(str(scope.venue_id)) as reading:
            found = await reading.discrepancies(_STATUSES[status], moment_cursor(cursor), limit)
            comparison = await reading.comparison()
        last = found[-1] if len(found) == limit else None
        return shapes.DiscrepanciesModel(
            discrepancies=[_discrepancy(each) for each in found],
            cursor=None if last is None else encode_cursor(last.opened_at, last.discrepancy_id),
            matched_through=comparison.matched_through,
        )

    return router


def discrepancy_acts_router(readings: Readings) -> APIRouter:
    """What people do about discrepancies."""
    router = APIRouter(prefix="/v1/venues/{venue_id}/discrepancies/{discrepancy_id}", tags=["discrepancies"])
    act = ActOnDiscrepancy(readings)

    async def do(
        scope: VenueScope, discrepancy_id: UUID, action: Action, note: str
    ) -> shapes.DiscrepancyModel:
        found = await act(str(scope.venue_id), str(discrepancy_id), action, actor=scope.subject, note=note)
        if found is None:
            raise Problem(404, "discrepancy-not-found", title="No such discrepancy")
        return _discrepancy(found)

    @router.post("/resolve")
    async def resolve_discrepancy(
        scope: _ResolverScope, discrepancy_id: UUID, body: shapes.NoteModel
    ) -> shapes.DiscrepancyModel:
        """Explain a difference. It stays resolved as long as the difference stays as it is."""
        return await do(scope, discrepancy_id, Action.RESOLVED, body.note)

    @router.post("/reopen")
    async def reopen_discrepancy(
        scope: _ResolverScope, discrepancy_id: UUID, body: shapes.NoteModel
    ) -> shapes.DiscrepancyModel:
        """Take a resolution back."""
        return await do(scope, discrepancy_id, Action.REOPENED, body.note)

    @router.post("/notes")
    async def note_discrepancy(
        scope: _ResolverScope, discrepancy_id: UUID, body: shapes.NoteModel
    ) -> shapes.DiscrepancyModel:
        """Leave a note for whoever looks next."""
        return await do(scope, discrepancy_id, Action.NOTED, body.note)

    return router


def platform_router(readings: Readings) -> APIRouter:
    """What only the operator sees."""
    router = APIRouter(prefix="/v1/platform", tags=["platform"])

    @router.get("/summary")
    async def get_platform_summary(_operator: _Operator) -> shapes.PlatformSummaryModel:
        """Where all the money is, per currency."""
        return shapes.PlatformSummaryModel.model_validate({"currencies": await readings.platform_summary()})

    return router


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "rows": [
            {
                "section": row.section,
                "label": SECTION_WORDS[row.section],
                "lines": row.lines,
                "twyst_minor": row.twyst_minor,
                "stripe_minor": row.stripe_minor,
                "difference_minor": row.difference_minor,
            }
            for row in statement.rows
        ],
        "twyst_minor": statement.twyst_minor,
        "stripe_minor": statement.paid_out_minor,
        "difference_minor": statement.difference_minor,
        "remainder_minor": statement.remainder_minor,
        "waiting": statement.waiting,
    }


def _discrepancy(view: DiscrepancyView) -> shapes.DiscrepancyModel:
    fields = {name: getattr(view, name) for name in DiscrepancyView.__dataclass_fields__}
    return shapes.DiscrepancyModel.model_validate(
        {**fields, "difference_minor": view.difference_minor, "explanation": WORDS[view.kind]}
    )


def _first_day(period: str) -> date:
    try:
        return date.fromisoformat(f"{period}-01")
    except ValueError as error:  # the year 0000 passes the pattern
        raise Problem(422, "invalid-period", title="The period is not valid") from error


def _wants_csv(request: Request) -> bool:
    """Whether CSV is asked for before JSON."""
    accepted = [part.partition(";")[0].strip() for part in request.headers.get("accept", "").split(",")]
    wanted = [part for part in accepted if part in (CSV, "application/json")]
    return wanted[:1] == [CSV]


def _csv_response(payout_id: str, chunks: AsyncIterator[str]) -> Response:
    safe = "".join(letter for letter in payout_id if letter.isalnum() or letter == "_")
    headers = {"Content-Disposition": f'attachment; filename="statement-{safe}.csv"', "Vary": "Accept"}
    return StreamingResponse(chunks, media_type=f"{CSV}; charset=utf-8", headers=headers)
