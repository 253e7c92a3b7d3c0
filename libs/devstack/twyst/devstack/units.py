"""What the supervisor runs: the servers and the rows of the process table, all as units."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from twyst.devstack.child import Launch
from twyst.devstack.databases import SERVICES, ensure_database, ensure_roles
from twyst.devstack.errors import StackError
from twyst.devstack.kafka import kafka_answers
from twyst.devstack.kafka_jars import Progress
from twyst.devstack.launches import launch_of, require_output
from twyst.devstack.plan import NAMESPACE, StackPlan, variables
from twyst.devstack.postgres import postgres_answers
from twyst.devstack.process_table import ProcessEntry
from twyst.devstack.topics import physical_topics, provision_topics

_PROBE_SECONDS = 2.0


async def _nothing() -> None:
    return


@dataclass(frozen=True)
class Unit:
    """Something to start after its needs. Without `prepare` it is a server that others run."""

    name: str
    is_ready: Callable[[], Awaitable[bool]]
    prepare: Callable[[], Awaitable[Launch]] | None = None
    needs: tuple[str, ...] = ()
    # Runs each time the unit has become ready, before anybody who needs it starts.
    once_ready: Callable[[], Awaitable[None]] = _nothing
    restarts: bool = False
    task: bool = False


def units_of(plan: StackPlan, client: httpx.AsyncClient, progress: Progress) -> tuple[Unit, ...]:
    """All units of a plan, in the order of the table."""
    values = variables(plan)
    rows = (_row(entry, plan, client, values) for entry in plan.table.process)
    return (_kafka(plan, progress), _postgres(plan), *rows)


def _kafka(plan: StackPlan, progress: Progress) -> Unit:
    server = plan.kafka

    async def provision() -> None:
        await provision_topics(plan.kafka_bootstrap, physical_topics(NAMESPACE))

    return Unit(
        "kafka",
        is_ready=lambda: kafka_answers(plan.kafka_bootstrap),
        prepare=None if server is None else lambda: server.prepare(progress),
        once_ready=provision,
    )


def _postgres(plan: StackPlan) -> Unit:
    async def provision() -> None:
        await ensure_roles(plan.postgres_admin_url, plan.secrets.role_passwords)
        for service in SERVICES:
            await ensure_database(plan.postgres_admin_url, service)

    return Unit(
        "postgres",
        is_ready=lambda: postgres_answers(plan.postgres_admin_url),
        prepare=None if plan.postgres is None else plan.postgres.prepare,
        once_ready=provision,
    )


def _row(entry: ProcessEntry, plan: StackPlan, client: httpx.AsyncClient, values: dict[str, str]) -> Unit:
    async def prepare() -> Launch:
        return launch_of(entry, plan, values)

    async def is_ready() -> bool:
        if entry.ready == "tcp":
            return await _accepts(plan.ports[entry.name])
        return await _answers(client, plan.url(entry.name) + (entry.ready or ""))

    async def check_output() -> None:
        if entry.keep is not None:
            require_output(entry, plan.layout.state)

    return Unit(
        entry.name,
        is_ready=is_ready,
        prepare=prepare,
        needs=entry.needs,
        once_ready=check_output,
        restarts=not entry.task,
        task=entry.task,
    )


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url, timeout=_PROBE_SECONDS)).is_success
    except httpx.HTTPError:
        return False


async def _accepts(port: int) -> bool:
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), _PROBE_SECONDS)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


async def until_server_answers(unit: Unit, timeout_seconds: float) -> None:
    """Wait for a server that others run. Raises StackError when it does not answer."""
    try:
        async with asyncio.timeout(timeout_seconds):
            while True:
                if await unit.is_ready():
                    return
                await asyncio.sleep(0.2)
    except TimeoutError as error:
        variable = "TWYST_KAFKA_BOOTSTRAP" if unit.name == "kafka" else "TWYST_POSTGRES_ADMIN_URL"
        raise StackError(
            f"{unit.name} does not answer where {variable} says: start it or unset {variable}."
        ) from error
