"""What a command of any service gets: the targets, eyes to look with, and one way to propose and do things."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
import typer
from aiokafka.errors import KafkaError
from asyncpg.exceptions import (
    InsufficientPrivilegeError,
    InvalidAuthorizationSpecificationError,
    UndefinedTableError,
)
from sqlalchemy.exc import SQLAlchemyError

from twyst.mailbox.errors import CONNECTION_ERRORS
from twyst.messaging.admin import TopicMissing
from twyst.messaging.errors import PublishError
from twyst.ops import safety
from twyst.ops.console import Told, bars, say
from twyst.ops.eyes import Eyes, Mistaken, Refused
from twyst.ops.hands import Hands
from twyst.ops.run import Deed, Draft, Plan
from twyst.ops.safety import Care, Outcome
from twyst.ops.targets import OpsTargets
from twyst.verify.sources import Sources, Unavailable, WrongRole

T = TypeVar("T")
OK, UNREACHABLE, WRONG_OPTIONS, PARTIAL, REFUSED, DRIFT = 0, 1, 2, 3, 4, 5
_SHOWN = 20
_ROLES = (WrongRole, InsufficientPrivilegeError, InvalidAuthorizationSpecificationError, UndefinedTableError)
_AWAY = (
    Unavailable, TopicMissing, PublishError, KafkaError, httpx.HTTPError, SQLAlchemyError, *CONNECTION_ERRORS,
)  # fmt: skip

Planner = Callable[[Eyes], Awaitable[Draft]]
PlanCheck = Callable[[Plan], None]


def _every_plan(_plan: Plan) -> None:
    """No plan is refused."""


@dataclass(frozen=True, slots=True)
class Execution:
    """The options that every changing command has."""

    execute: bool = False
    care: Care = field(default_factory=Care)


class Desk:
    """Where a command does its work. Everything it can end in becomes an exit code and one line."""

    def __init__(self, targets: OpsTargets, told: Told, deeds: dict[str, Deed]) -> None:
        self.targets = targets
        self.told = told
        self._deeds = deeds

    @property
    def services(self) -> list[str]:
        """Services whose audits there are."""
        return list(self.targets.read.databases)

    def look(self, work: Callable[[Eyes], Coroutine[Any, Any, T]]) -> T:
        """Do something that only reads."""

        async def run() -> T:
            async with self._eyes() as eyes:
                return await work(eyes)

        return self._told_apart(run)

    def change(self, name: str, planner: Planner, how: Execution) -> None:
        """Plan, and with `--execute` do it at once; otherwise say how to do exactly this."""
        deed = self._deeds[name]

        async def run() -> tuple[str | None, Outcome | None]:
            async with self._eyes() as eyes:
                draft = await planner(eyes)
                if not draft.items:
                    self.told.line(f"{draft.summary}: nothing to do")
                    return None, None
                plan = await safety.propose(self.targets, deed, draft, how.care)
                self.told.plan(plan)
                if not how.execute:
                    return plan.run_id, None
                return plan.run_id, await self._carry_out(eyes, deed, plan.run_id, how.care)

        run_id, outcome = self._told_apart(run)
        if outcome is None:
            self._tell_how(run_id)
        else:
            self._tell(outcome)

    def execute(self, run_id: str, care: Care, *, check: PlanCheck = _every_plan) -> None:
        """Do a plan, or what is left of it; `check` may say that it is none of the command's."""

        async def run() -> Outcome:
            _, plan, _ = await safety.recall(self.targets, self.services, run_id)
            check(plan)
            async with self._eyes() as eyes:
                return await self._carry_out(eyes, self._deeds[plan.command], run_id, care)

        self._tell(self._told_apart(run))

    def abort(self, run_id: str, care: Care, *, check: PlanCheck = _every_plan) -> None:
        """Give a plan up; `check` may say that it is none of the command's."""

        async def run() -> Plan:
            _, plan, _ = await safety.recall(self.targets, self.services, run_id)
            check(plan)
            return await safety.abort(self.targets, self.services, run_id, care)

        plan = self._told_apart(run)
        self.told.line(f"run {run_id} of `{plan.command}` is aborted; what it did stays done")
        if self.told.as_json:
            self.told.document({"run_id": run_id, "aborted": True})

    def drift(self, words: str) -> None:
        """End with the code that says: what should agree does not."""
        self.told.line(words)
        raise typer.Exit(DRIFT)

    def _told_apart(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The work's result; what an operator can cure becomes one line and an exit code."""
        try:
            return asyncio.run(work())
        except Refused as error:
            say(f"refused: {error}")
            raise typer.Exit(REFUSED) from error
        except Mistaken as error:
            say(str(error))
            raise typer.Exit(WRONG_OPTIONS) from error
        except _ROLES as error:
            say(f"{error}: look with an auditor's DSN of this service, change with its worker's")
            raise typer.Exit(WRONG_OPTIONS) from error
        except _AWAY as error:
            cure = (
                "; `make status` says what runs, `make up DETACH=1` starts it"
                if self.targets.is_local
                else ""
            )
            say(f"something does not answer: {_said_by(error)}{cure}")
            raise typer.Exit(UNREACHABLE) from error
        except KeyboardInterrupt:
            say("interrupted; `twyst-ops execute` goes on with what is left")
            raise typer.Exit(130) from None

    @asynccontextmanager
    async def _eyes(self) -> AsyncIterator[Eyes]:
        async with Sources(self.targets.read) as sources:
            yield Eyes(self.targets, sources)

    async def _carry_out(self, eyes: Eyes, deed: Deed, run_id: str, care: Care) -> Outcome:
        async with Hands(self.targets, eyes) as hands:
            with bars() as progress:
                return await safety.carry_out(hands, deed, run_id, care, progress)

    def _tell_how(self, run_id: str | None) -> None:
        if self.told.as_json:
            self.told.document({"run_id": run_id, "executed": False})
        elif run_id is not None:
            self.told.line(f"nothing was changed. To do this: {self._words_to_execute(run_id)}")

    def _words_to_execute(self, run_id: str) -> str:
        confirm = "" if self.targets.is_local else f" --confirm {self.targets.environment}"
        return f'twyst-ops execute {run_id} --reason "…"{confirm}'

    def _tell(self, outcome: Outcome) -> None:
        if self.told.as_json:
            self.told.document({
                "run_id": outcome.run_id, "executed": True, "done": outcome.done, "failed": outcome.failed,
            })  # fmt: skip
        else:
            for name, words in [*outcome.done.items()][:_SHOWN]:
                self.told.line(f"{name}: {words}")
            if len(outcome.done) > _SHOWN:
                self.told.line(f"… and {len(outcome.done) - _SHOWN} more: twyst-ops audit {outcome.run_id}")
            self.told.line(f"{len(outcome.done)} done, {len(outcome.failed)} failed (run {outcome.run_id})")
        if outcome.failed:
            say(f"what failed is tried again by: {self._words_to_execute(outcome.run_id)}")
            raise typer.Exit(PARTIAL)


def _said_by(error: Exception) -> str:
    """In one line; SQLAlchemy tells statement and parameters as well, which are none of an operator's business."""
    origin = getattr(error, "orig", None) or error
    return " ".join(str(origin).split()) or type(origin).__name__


def deeds_by_name(deeds: Sequence[Deed]) -> dict[str, Deed]:
    """A name that two services claim is a mistake of theirs."""
    found: dict[str, Deed] = {}
    for deed in deeds:
        if deed.name in found:
            raise ValueError(f"the command {deed.name!r} is contributed twice")
        found[deed.name] = deed
    return found
