"""Every invariant has been seen to fail: true rows and evidence are falsified in one place, and it is found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest
from faults.oracle import AT_REST, invariants, verify
from faults.planted_evidence import FALSIFIED
from faults.planted_rows import PLANTED
from faults.recorded import Recorded, record_everything, rules
from journeys.diners import Dining
from journeys.live_stack import LiveStack
from recovery.servers import superuser

from twyst.demo.clients import Platform, Venue
from twyst.testing.waiting import eventually
from twyst.verify.invariant import Probe, Query, Row, Rows, Scope
from twyst.verify.looking import Outcome, look

_DAY_SECONDS = 86_400
_ASKED = {each.id: each for each in invariants() if isinstance(each, Query | Probe)}
_CASES = [(name, what) for name, cases in FALSIFIED.items() for what, _ in cases]
_PLANTS = [
    pytest.param(name, statement, id=f"{name}-{number}")
    for name in _ASKED
    for number, statement in enumerate(PLANTED[name])
]


@pytest.fixture(scope="module")
async def evening(
    stack: LiveStack, platform: Platform, dining: Dining, venues: list[Venue]
) -> dict[str, Any]:
    """Orders of every kind, then a payout: one served and refunded in part, one canceled, one waiting, one given up."""
    served, canceled, waiting, given_up, _unpaid = [await dining.place(venues[0]) for _ in range(5)]
    for meal in (served, canceled, waiting):
        await dining.pay(meal)
        await dining.until(meal, "PAYMENT_SUCCEEDED")
    await dining.see(served)
    for command in ("start", "complete"):
        assert (await dining.staff(served, command)).status == 200
    await dining.refund(served, 100)
    await dining.staff(canceled, "cancel")
    await platform.order.ok("POST", f"/v1/orders/{given_up.order_id}/cancel", token=given_up.token)
    await dining.until(given_up, "CANCELED")
    await verify(stack.describe())
    for seconds in (3 * _DAY_SECONDS, 4 * _DAY_SECONDS):
        await platform.sandbox.ok("POST", "/_sandbox/clock/advance", body={"seconds": seconds})
        await platform.sandbox.ok("POST", "/_sandbox/payouts/run")
    await eventually(lambda: _payouts(platform, venues[0]), 120, 0.5)
    await verify(stack.describe())
    return stack.describe()


async def _payouts(platform: Platform, venue: Venue) -> list[Any]:
    listed = await platform.reconciliation.ok(
        "GET", f"/v1/venues/{venue.venue_id}/payouts", token=venue.manager_token
    )
    return [each for each in listed["payouts"] if each["itemisation"] == "itemised"]


@pytest.fixture(scope="module")
async def recorded(evening: dict[str, Any]) -> Recorded:
    return await record_everything(evening)


async def test_everything_is_looked_at_and_holds(evening: dict[str, Any]) -> None:
    report = await verify(evening)
    nothing_there = {each.invariant.id for each in report.of(Outcome.EMPTY)}
    # Nothing was parked and nothing waited, which is as it should be.
    rare = {"I46.unrouted", "I52.order", "I52.fulfillment", "I52.reconciliation", "I37.history"}
    assert nothing_there <= rare


async def test_true_evidence_breaks_no_rule(recorded: Recorded) -> None:
    report = await look(recorded, list(rules().values()), AT_REST)
    assert [each.verdict.samples for each in report.broken] == []


@pytest.mark.parametrize(("name", "what"), _CASES)
async def test_false_evidence_is_found(name: str, what: str, recorded: Recorded) -> None:
    falsify = dict(FALSIFIED[name])[what]
    rule = rules()[name]
    report = await look(falsify(recorded, rule), [rule], AT_REST)
    assert [each.invariant.id for each in report.broken] == [name]


class _OneTransaction:
    """Reads on the connection that planted, so that nobody else ever sees what it planted."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    def missing(self, _sources: Sequence[Any], _topics: Sequence[str]) -> str | None:
        return None

    async def rows(self, source: Rows, scope: Scope) -> list[Row]:
        scoped = (scope.since, scope.patience)[: 2 if "$2" in source.sql else int("$1" in source.sql)]
        return [dict(row) for row in await self._connection.fetch(source.sql, *(source.arguments or scoped))]


@pytest.mark.parametrize(("name", "statement"), _PLANTS)
async def test_a_planted_row_is_found(
    name: str, statement: str, stack: LiveStack, evening: dict[str, Any]
) -> None:
    del evening  # its rows are what is broken
    invariant = _ASKED[name]
    database = invariant.database if isinstance(invariant, Query) else invariant.databases[0]
    async with superuser(stack, database) as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            await connection.execute("SET LOCAL session_replication_role = replica")
            done = await connection.execute(statement)
            assert done not in {"INSERT 0 0", "UPDATE 0", "DELETE 0"}, statement
            report = await look(_OneTransaction(connection), [invariant], AT_REST)  # type: ignore[arg-type]
        finally:
            await transaction.rollback()
    assert [each.invariant.id for each in report.broken] == [name]


def test_every_invariant_has_been_seen_to_fail() -> None:
    assert {*FALSIFIED, *PLANTED} == {each.id for each in invariants()}
    assert set(FALSIFIED) == set(rules())
