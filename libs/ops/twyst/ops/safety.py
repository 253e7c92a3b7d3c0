"""The rules of care, once for all commands: plan first, frozen bounds, a reason, a cap, one run at a time, an audit.

A plan is a row of the audit, and so is everything that is done by it. Executing reads the plan back, refuses when it is old,
changed or over, and does exactly its items; one that was cut off goes on with those that are left.
"""

from __future__ import annotations

import asyncio
import getpass
import hashlib
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import uuid4

import msgspec

from twyst.mailbox import audit
from twyst.mailbox.audit import AuditEntry, AuditRow, Entry
from twyst.mailbox.connection import dedicated
from twyst.mailbox.database import Database
from twyst.ops.eyes import Failed, Refused
from twyst.ops.hands import Hands, open_database
from twyst.ops.run import MAX_ITEMS, PLANS_LIVE, RATE_PER_SECOND, Deed, Draft, Item, Plan
from twyst.ops.targets import OpsTargets

MIN_REASON = 8
_OVER = frozenset({Entry.FINISHED, Entry.ABORTED})


@dataclass(frozen=True, slots=True)
class Care:
    """How carefully this run goes. Limits that are None are the plan's own."""

    reason: str = ""
    actor: str = ""
    max_items: int | None = None
    rate_per_second: float | None = None
    confirm: str | None = None


@dataclass(slots=True)
class Outcome:
    """What became of a run's items, each with its words."""

    run_id: str
    done: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


class Teller(Protocol):
    """Hears how far a run is; progress bars are one."""

    def begun(self, plan: Plan, left: int, /) -> None: ...

    def did(self, item: Item, words: str, *, failed: bool) -> None: ...


def who(given: str | None) -> str:
    """Who acts, for the audit: as they say, or the user of this machine."""
    return given or os.environ.get("TWYST_OPS_ACTOR") or getpass.getuser()


async def propose(targets: OpsTargets, deed: Deed, draft: Draft, care: Care) -> Plan:
    """Write a plan down; Refused when it is larger than the cap."""
    plan = Plan(
        uuid4().hex[:12], deed.name, targets.environment, draft, datetime.now(UTC),
        care.max_items or MAX_ITEMS, care.rate_per_second or RATE_PER_SECOND,
    )  # fmt: skip
    async with _audited(targets, deed.service) as database:
        if draft.weight > plan.max_items:
            refusal = f"{draft.weight} are more than --max-items {plan.max_items}: narrow the selection, or raise it"
            await _write(database, _entry(plan, Entry.REFUSED, care, details={"because": refusal}))
            raise Refused(refusal)
        details = {"plan": msgspec.to_builtins(plan), "digest": plan.digest}
        await _write(database, _entry(plan, Entry.PLANNED, care, details=details))
    return plan


async def recall(targets: OpsTargets, services: list[str], run_id: str) -> tuple[str, Plan, list[AuditRow]]:
    """A plan, whose audit holds it, and all that was done by it. Refused when there is none."""
    known = [service for service in services if service in targets.read.databases]
    if not known:
        raise Refused("needs an auditor's DSN of the service: give --auditor order=postgresql://…")
    for service in known:
        async with _looked_at(targets, service) as database, database.transaction() as connection:
            rows = await audit.of_run(connection, run_id)
        for row in rows:
            if row.entry is Entry.PLANNED:
                return service, msgspec.convert(row.details["plan"], Plan), rows
    raise Refused(f"there is no plan {run_id}; `twyst-ops audit` lists them")


async def carry_out(hands: Hands, deed: Deed, run_id: str, care: Care, teller: Teller) -> Outcome:
    """Do what is left of a plan, item by item. Refused when it must not be done; a failed item ends nothing else."""
    targets = hands.targets
    _, plan, _ = await recall(targets, [deed.service], run_id)
    async with _audited(targets, deed.service) as database:
        try:
            _check_words(targets, care)
            async with _alone(targets, deed):
                # Read with the lock: what another run of this plan did until now is done.
                _, plan, rows = await recall(targets, [deed.service], run_id)
                _check_plan(plan, rows, targets, care)
                return await _go_on(hands, deed, _Run(database, plan, care, rows), teller)
        except Refused as error:
            await _write(database, _entry(plan, Entry.REFUSED, care, details={"because": str(error)}))
            raise


async def _go_on(hands: Hands, deed: Deed, run: _Run, teller: Teller) -> Outcome:
    if deed.check is not None:
        await deed.check(hands, run.plan)
    await run.write(Entry.STARTED, details={"digest": run.plan.digest})
    outcome = await _do_items(hands, deed, run, teller)
    if not outcome.failed:
        await run.refuse_aborted()
        await run.write(Entry.FINISHED, details={"done": len(outcome.done), "failed": 0})
    return outcome


async def abort(targets: OpsTargets, services: list[str], run_id: str, care: Care) -> Plan:
    """A plan that shall not be executed any more. A run at work ends before its next item or checkpoint."""
    service, plan, rows = await recall(targets, services, run_id)
    _check_words(targets, care)
    if any(row.entry in _OVER for row in rows):
        raise Refused(f"run {run_id} is over already")
    async with _audited(targets, service) as database:
        await _write(database, _entry(plan, Entry.ABORTED, care))
    return plan


class _Run:
    """One execution of a plan, as a deed sees it."""

    def __init__(self, database: Database, plan: Plan, care: Care, rows: list[AuditRow]) -> None:
        self._database = database
        self.plan = plan
        self.care = care
        self.done = {row.item: str(row.details.get("words", "")) for row in rows if row.entry is Entry.DONE}
        self._reached = {row.item: dict(row.details) for row in rows if row.entry is Entry.CHECKPOINT}

    @property
    def run_id(self) -> str:
        return self.plan.run_id

    @property
    def reason(self) -> str:
        return self.care.reason

    @property
    def actor(self) -> str:
        return self.care.actor

    def reached(self, item: Item) -> dict[str, Any]:
        return self._reached.get(item.id, {})

    async def refuse_aborted(self) -> None:
        async with self._database.transaction() as connection:
            if await audit.is_aborted(connection, self.run_id):
                raise Refused(f"run {self.run_id} is aborted meanwhile; what it did stays done")

    async def checkpoint(self, item: Item, reached: Mapping[str, Any]) -> None:
        self._reached[item.id] = dict(reached)
        await self.write(Entry.CHECKPOINT, item=item.id, details=reached)
        await self.refuse_aborted()

    async def write(
        self, entry: Entry, *, item: str | None = None, details: Mapping[str, Any] | None = None
    ) -> None:
        await _write(self._database, _entry(self.plan, entry, self.care, item=item, details=details))


async def _do_items(hands: Hands, deed: Deed, run: _Run, teller: Teller) -> Outcome:
    outcome = Outcome(run.run_id, done={name: words for name, words in run.done.items() if name})
    left = [item for item in run.plan.draft.items if item.id not in outcome.done]
    teller.begun(run.plan, len(left))
    pause = 1 / (run.care.rate_per_second or run.plan.rate_per_second)
    for item in left:
        await run.refuse_aborted()
        try:
            words = await deed.do(hands, item, run)
        except Failed as error:
            outcome.failed[item.id] = str(error)
            await run.write(Entry.FAILED, item=item.id, details={"because": str(error)})
            teller.did(item, str(error), failed=True)
        else:
            outcome.done[item.id] = words
            await run.write(Entry.DONE, item=item.id, details={"words": words})
            teller.did(item, words, failed=False)
        await asyncio.sleep(pause)
    return outcome


def _check_words(targets: OpsTargets, care: Care) -> None:
    if len(care.reason.strip()) < MIN_REASON:
        raise Refused(
            f"--reason is missing or shorter than {MIN_REASON} letters: say why, it is kept for good"
        )
    if not targets.is_local and care.confirm != targets.environment:
        raise Refused(f"this is {targets.environment}: repeat its name with --confirm {targets.environment}")


def _check_plan(plan: Plan, rows: list[AuditRow], targets: OpsTargets, care: Care) -> None:
    planned = next(row for row in rows if row.entry is Entry.PLANNED)
    if planned.details["digest"] != plan.digest:
        raise Refused(f"plan {plan.run_id} is not what was planned: plan anew")
    if plan.environment != targets.environment:
        raise Refused(f"plan {plan.run_id} is of {plan.environment}, and this is {targets.environment}")
    over = next((row for row in rows if row.entry in _OVER), None)
    if over is not None:
        raise Refused(f"run {plan.run_id} is {over.entry} since {over.recorded_at:%Y-%m-%d %H:%M:%S}")
    begun = any(row.entry is Entry.STARTED for row in rows)
    if not begun and datetime.now(UTC) - plan.made_at > PLANS_LIVE:
        raise Refused(f"plan {plan.run_id} is older than {PLANS_LIVE.seconds // 60} minutes: plan anew")
    if plan.draft.weight > (cap := care.max_items or plan.max_items):
        raise Refused(f"{plan.draft.weight} are more than --max-items {cap}")


@asynccontextmanager
async def _looked_at(targets: OpsTargets, service: str) -> AsyncIterator[Database]:
    database = Database(targets.read.databases[service], pool_size=1, application_name="twyst-ops-audit")
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def _audited(targets: OpsTargets, service: str) -> AsyncIterator[Database]:
    database = open_database(targets, service)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def _alone(targets: OpsTargets, deed: Deed) -> AsyncIterator[None]:
    """One run of a command at a time, for as long as the connection lives that holds the lock."""
    key = int.from_bytes(hashlib.sha256(deed.name.encode()).digest()[:8], "big", signed=True)
    async with dedicated(
        targets.workers[deed.service], application_name="twyst-ops-lock", command_timeout_seconds=30
    ) as (connection, _lost):
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", key):
            raise Refused(f"another run of `{deed.name}` is at work: wait for it, or end it")
        yield


def _entry(
    plan: Plan,
    entry: Entry,
    care: Care,
    *,
    item: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    return AuditEntry(plan.run_id, entry, plan.command, care.actor, care.reason or None, item, details or {})


async def _write(database: Database, entry: AuditEntry) -> None:
    async with database.transaction() as connection:
        await audit.append(connection, [entry])
