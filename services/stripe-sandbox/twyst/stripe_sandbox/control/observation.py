"""What the sandbox knows and a test may ask: deliveries, requests, sums; and the fault switches."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from twyst.stripe_sandbox import request_log
from twyst.stripe_sandbox.control.command import Command
from twyst.stripe_sandbox.control.oracle import deliveries, summary
from twyst.stripe_sandbox.faults import FaultPlan
from twyst.stripe_sandbox.world import World


class DeliveryQuery(Command):
    """Which deliveries; every filter is optional."""

    after: int = Field(default=0, ge=0, description="The `seq` of the last row that is known.")
    limit: int = Field(default=1000, ge=1, le=10_000)
    event: str | None = None
    type: str | None = Field(default=None, description="Event type.")
    object: str | None = Field(default=None, description="Id of the object that the event is about.")
    endpoint: str | None = None
    status: Literal["pending", "delivered", "failed", "dropped"] | None = None


class Page(BaseModel):
    """Rows in the order of their making; ask again with `after` = the last row's `seq`."""

    data: list[dict[str, Any]]


def observation_router(world: World) -> APIRouter:
    """Oracles and fault switches."""
    router = APIRouter(prefix="/_sandbox", tags=["observation"])

    @router.get("/deliveries")
    async def list_deliveries(query: Annotated[DeliveryQuery, Query()]) -> Page:
        """What was sent where, each attempt with its time, outcome and the SHA-256 of its body."""
        filters = {
            "event_id": query.event,
            "type": query.type,
            "object_id": query.object,
            "endpoint_id": query.endpoint,
            "status": query.status,
        }
        return Page(data=deliveries(world.store, filters, after_seq=query.after, limit=query.limit))

    @router.get("/requests")
    async def list_requests(after: int = 0, limit: int = 1000, idempotency_key: str | None = None) -> Page:
        """The log of POST and DELETE requests."""
        found = request_log.read(world.store, after_seq=after, limit=limit, idempotency_key=idempotency_key)
        return Page(data=found)

    @router.get("/summary")
    async def read_summary() -> dict[str, Any]:
        """Sums per account and currency, from balance transactions alone."""
        return summary(world.store)

    @router.get("/faults")
    async def read_faults() -> FaultPlan:
        """The switches in force."""
        return world.faults.plan

    @router.put("/faults")
    async def set_faults(plan: FaultPlan) -> FaultPlan:
        """Replace all switches."""
        world.faults.set_plan(plan)
        return world.faults.plan

    @router.delete("/faults", status_code=204)
    async def clear_faults() -> None:
        """Nothing goes wrong on purpose any more."""
        world.faults.set_plan(FaultPlan())

    return router
