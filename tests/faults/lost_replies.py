"""Executed, but the caller saw a time-out or a broken connection: on produce, on commit, on calls to Stripe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from faults.mesh import Mesh
from faults.proxy import Loss
from faults.scenario import Facts, Scenario

from twyst.testing.waiting import eventually

_PATIENCE_SECONDS = 150.0
_AFTERWARDS = 3


@dataclass(frozen=True)
class LostReply:
    """`count` replies to one kind of request (see `wire.py`) do not reach a process."""

    name: str
    process: str
    server: str
    kind: str
    says: str
    count: int = 2


LOST_REPLIES = (
    LostReply("webhook-produce", "gateway", "kafka", "produce", "a webhook is on the topic, the gateway waits for the acknowledgement"),
    LostReply("create", "order-api", "sandbox", "create", "Stripe has made a PaymentIntent, the API does not hear of it"),
    LostReply("order-commit", "order-api", "postgres", "commit", "an order is placed, the API does not hear of it"),
    LostReply("batch-commit", "order-worker", "postgres", "commit", "a batch is committed, the order worker does not hear of it"),
    LostReply("relay-produce", "order-worker", "kafka", "produce", "an order's event is on the topic, the relay waits for the acknowledgement"),
    LostReply("offset-commit", "order-worker", "kafka", "offset-commit", "offsets are committed, the order worker does not hear of it"),
    LostReply("refund", "order-worker", "sandbox", "refund", "Stripe has refunded, the order worker does not hear of it", 1),
    LostReply("cancel", "order-worker", "sandbox", "cancel", "Stripe has canceled, the order worker does not hear of it", 1),
    LostReply("seen-commit", "fulfillment-api", "postgres", "commit", "the kitchen's acknowledgement is committed, its API does not hear of it"),
    LostReply("ticket-commit", "fulfillment-worker", "postgres", "commit", "tickets are committed, the kitchen's worker does not hear of it"),
    LostReply("ticket-offset-commit", "fulfillment-worker", "kafka", "offset-commit", "offsets are committed, the kitchen's worker does not hear of it"),
    LostReply("books-commit", "reconciliation-worker", "postgres", "commit", "books are committed, their worker does not hear of it"),
)  # fmt: skip


def rounds() -> list[tuple[LostReply, ...]]:
    """All of them, in rounds in which each process loses one kind of reply at most."""
    processes = dict.fromkeys(each.process for each in LOST_REPLIES)
    columns = [[each for each in LOST_REPLIES if each.process == name] for name in processes]
    return [tuple(each for each in row if each is not None) for row in zip_longest(*columns)]


def scenarios() -> list[Scenario[Mesh]]:
    """Every kind, both ways of losing it."""
    return [lost(row, how) for how in ("cut", "hang") for row in rounds()]


def lost(replies: Sequence[LostReply], how: Loss) -> Scenario[Mesh]:
    """Processes lose replies at once; then everything goes on as if they had got them."""

    async def run(mesh: Mesh) -> Facts:
        async with mesh.world.impatient_rush() as hour:
            await hour.more("paid", 1)
            before = {each.name: mesh.link(each.process, each.server).counts["lost"] for each in replies}
            for each in replies:
                mesh.link(each.process, each.server).lose(each.kind, each.count, how)

            def losses() -> dict[str, int]:
                links = ((each.name, mesh.link(each.process, each.server)) for each in replies)
                return {name: link.counts["lost"] - before[name] for name, link in links}

            async def all_lost() -> bool:
                return all(losses()[each.name] >= each.count for each in replies)

            await eventually(all_lost, _PATIENCE_SECONDS)
            await hour.more("over", _AFTERWARDS)
        return {**{f"lost {name}": count for name, count in losses().items()}, "orders": hour.counts["over"]}

    return Scenario(f"{how} after {' '.join(each.name for each in replies)}", run)


def by_names(names: str) -> tuple[LostReply, ...]:
    """From `"refund create"`."""
    known = {each.name: each for each in LOST_REPLIES}
    return tuple(known[name] for name in names.split())
