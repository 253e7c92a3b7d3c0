"""The commands that belong to no single service."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from twyst.mailbox.audit import OF_RUN, RECENT, AuditRow, audit_row
from twyst.ops import lag, parked, replay, topics
from twyst.ops.desk import Execution
from twyst.ops.eyes import Eyes, Mistaken
from twyst.ops.options import changing
from twyst.ops.registry import Registry, desk

_Run = Annotated[str, typer.Argument(help="The plan's id, as planning printed it.")]


def register(registry: Registry) -> None:
    """Add them."""
    app = registry.app
    app.command()(execute)
    app.command()(abort)
    app.command()(audit)
    lag.register(registry)
    parked.register(registry)
    replay.register(registry)
    topics.register(registry)


@changing(max_items=None, rate=None, without=("execute",))
def execute(context: typer.Context, plan: _Run, *, how: Execution) -> None:
    """Do a plan exactly as it was written down, or go on with one that was cut off."""
    desk(context).execute(plan, how.care)


@changing(without=("execute", "max_items", "rate"))
def abort(context: typer.Context, plan: _Run, *, how: Execution) -> None:
    """Give a plan up; what it did already stays done."""
    desk(context).abort(plan, how.care)


def audit(
    context: typer.Context,
    run: Annotated[str | None, typer.Argument(help="A plan's id: everything about it, item by item.")] = None,
    *, limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
) -> None:  # fmt: skip
    """What operators planned, did and were refused, the newest first; of one run every item, in order."""
    here = desk(context)

    async def work(eyes: Eyes) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for service in eyes.targets.read.databases:
            rows = await eyes.rows(service, OF_RUN, run) if run else await eyes.rows(service, RECENT, limit)
            found += [_shown(service, audit_row(row)) for row in rows]
        if run:
            if not found:
                raise Mistaken(f"there is no run {run}; `twyst-ops audit` lists them")
            return found
        return sorted(found, key=lambda each: str(each["at"]), reverse=True)[:limit]

    here.told.rows("audit", here.look(work), empty="nobody has done anything yet")


def _shown(service: str, row: AuditRow) -> dict[str, Any]:
    return {
        "at": row.recorded_at.isoformat(timespec="milliseconds"), "service": service, "run": row.run_id,
        "entry": str(row.entry), "command": row.command, "by": row.actor, "item": row.item, "reason": row.reason,
        "what": _what(row.details),
    }  # fmt: skip


def _what(details: Any) -> str:
    plan = details.get("plan")
    if plan:
        return str(plan["draft"]["summary"])
    return ", ".join(f"{name} {value}" for name, value in details.items() if name != "digest")
