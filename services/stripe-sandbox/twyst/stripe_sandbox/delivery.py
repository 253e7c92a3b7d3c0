"""Delivery of webhooks: many requests at a time per endpoint, retried until one is answered with 2xx.

A delivery is due by whichever of its two schedules comes first: Stripe's exponential one on the virtual clock, or a
short one in wall time, so that a receiver that was away for a moment catches up within seconds.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import httpx

from twyst.runtime.shutdown import Stop
from twyst.stripe_sandbox import delivery_queue
from twyst.stripe_sandbox.delivery_queue import Attempt, Due, Outcome, RetrySchedule
from twyst.stripe_sandbox.objects.webhook_endpoint import live_secrets
from twyst.stripe_sandbox.store import Record, to_json
from twyst.stripe_sandbox.waiting import first_of
from twyst.stripe_sandbox.webhooks import Signed, corrupt, sign
from twyst.stripe_sandbox.world import World

_HEADERS: Final = {
    b"Content-Type": b"application/json; charset=utf-8",
    b"User-Agent": b"Stripe/1.0 (Twyst sandbox)",
}
_IDLE_SECONDS: Final = 1.0
# After this many failures in a row an endpoint is taken for down, and asked by one request at a time.
_FAILURES_UNTIL_DOWN: Final = 8
_PROBE_PAUSE_SECONDS_FIRST: Final = 0.1
_PROBE_PAUSE_SECONDS_MAX: Final = 1.0


@dataclass(frozen=True, slots=True)
class DeliveryOptions:
    """Limits of delivery, in wall time."""

    timeout_seconds: float = 10.0
    concurrency: int = 8
    """Requests at a time for each endpoint."""
    retries: RetrySchedule = field(default_factory=RetrySchedule)


class Deliverer:
    """Sends what is due to every endpoint."""

    def __init__(self, world: World, http: httpx.AsyncClient, options: DeliveryOptions) -> None:
        self._world = world
        self._http = http
        self._options = options
        self._lanes: dict[str, _Lane] = {}
        self._changed = asyncio.Event()
        world.on_change(self._changed.set)

    async def run(self, stop: Stop) -> None:
        """Deliver until the stop; what is on its way then is sent again after the next start."""
        # An attempt that fails in a way nobody foresaw ends the group, and with it the process.
        async with asyncio.TaskGroup() as attempts:
            while not stop.requested:
                self._changed.clear()
                waits = [self._start_due(lane, attempts) for lane in self._all_lanes()]
                wait_seconds = min([_IDLE_SECONDS, *waits])
                await first_of(stop.wait(), self._changed.wait(), timeout_seconds=wait_seconds)
            for lane in self._lanes.values():
                lane.abandon()

    def _all_lanes(self) -> "list[_Lane]":
        for endpoint_id in delivery_queue.endpoints(self._world):
            if endpoint_id not in self._lanes:
                self._lanes[endpoint_id] = _Lane(
                    endpoint_id, self._options.concurrency, on_room=self._changed.set
                )
        return list(self._lanes.values())

    def _start_due(self, lane: "_Lane", attempts: asyncio.TaskGroup) -> float:
        """Start what is due. Answers after how many seconds to look again, unless something happens earlier."""
        room = lane.room
        if room == 0:
            return lane.pause_left_seconds or _IDLE_SECONDS
        for due in delivery_queue.due(self._world, lane.endpoint_id, room, lane.in_flight):
            lane.start(due.delivery_id, attempts.create_task(self._attempt(lane, due)))
        now = self._world.clock.wall()
        next_due = delivery_queue.next_due_wall(self._world.store, lane.endpoint_id, now)
        return _IDLE_SECONDS if next_due is None else max(next_due - now, 0.001)

    async def _attempt(self, lane: "_Lane", due: Due) -> None:
        endpoint = self._world.store.load(due.endpoint_id)
        if endpoint is None:
            return
        at_wall = self._world.clock.wall()
        started = time.monotonic()
        outcome, signed = self._prepare(endpoint, due, at_wall)
        sent_sha256 = None if outcome is Outcome.LOST else signed.sha256
        delivery_queue.begin(self._world.store, due, at_wall, sent_sha256)
        status_code = None
        if outcome is not Outcome.LOST:
            answered, status_code = await self._post(endpoint["url"], signed)
            outcome = answered if outcome is Outcome.DELIVERED else outcome
        attempt = Attempt(
            outcome=outcome,
            duration_ms=int((time.monotonic() - started) * 1000),
            status_code=status_code,
        )
        with self._world.work() as work:
            delivery_queue.record(work, due, attempt, self._options.retries)
            if lane.note(outcome):
                delivery_queue.endpoint_recovered(work, lane.endpoint_id)

    def _prepare(self, endpoint: Record, due: Due, wall_seconds: float) -> tuple[Outcome, Signed]:
        """The request, and what it may come to at best: a fault can lose or spoil the first attempt."""
        event = delivery_queue.event_body(self._world.store, due.event.id, endpoint["api_version"])
        body = to_json(event).encode()
        secrets = live_secrets(endpoint, self._world.clock.now())
        webhooks = self._world.faults.webhooks_for(due.event.type)
        if webhooks is not None and due.attempts == 0 and not due.is_duplicate:
            dice = self._world.faults.dice("attempt", due.event.seq, due.endpoint_id)
            if dice.random() < webhooks.drop_until_retry:
                return Outcome.LOST, Signed(b"", b"")
            if webhooks.corruptions and dice.random() < webhooks.corrupt:
                return Outcome.CORRUPTED, corrupt(
                    dice.choice(webhooks.corruptions), body, secrets, wall_seconds
                )
        return Outcome.DELIVERED, sign(body, secrets, wall_seconds)

    async def _post(self, url: str, signed: Signed) -> tuple[Outcome, int | None]:
        headers = {**_HEADERS, b"Stripe-Signature": signed.signature}
        try:
            answer = await self._http.post(
                url, content=signed.body, headers=headers, timeout=self._options.timeout_seconds
            )
        except httpx.TimeoutException:
            return Outcome.TIMED_OUT, None
        except (httpx.HTTPError, httpx.InvalidURL):
            return Outcome.UNREACHABLE, None
        return (Outcome.DELIVERED if answer.is_success else Outcome.REFUSED), answer.status_code


class _Lane:
    """One endpoint's traffic: what is on its way, and whether the endpoint seems to be down."""

    def __init__(self, endpoint_id: str, concurrency: int, on_room: Callable[[], None]) -> None:
        self.endpoint_id = endpoint_id
        self.in_flight: dict[int, asyncio.Task[None]] = {}
        self._concurrency = concurrency
        self._on_room = on_room
        self._failures = 0
        self._paused_until = 0.0

    @property
    def room(self) -> int:
        """How many more requests may be started now."""
        if self.pause_left_seconds > 0:
            return 0
        return max(0, (1 if self._is_down else self._concurrency) - len(self.in_flight))

    @property
    def pause_left_seconds(self) -> float:
        return max(0.0, self._paused_until - time.monotonic())

    @property
    def _is_down(self) -> bool:
        return self._failures >= _FAILURES_UNTIL_DOWN

    def start(self, delivery_id: int, task: asyncio.Task[None]) -> None:
        self.in_flight[delivery_id] = task

        def leave(_task: asyncio.Task[None]) -> None:
            del self.in_flight[delivery_id]
            self._on_room()

        task.add_done_callback(leave)

    def note(self, outcome: Outcome) -> bool:
        """Learn from an attempt. True when the endpoint has just come back."""
        if outcome in (Outcome.LOST, Outcome.CORRUPTED):
            return False
        if outcome is Outcome.DELIVERED:
            was_down = self._is_down
            self._failures = 0
            self._paused_until = 0.0
            return was_down
        self._failures += 1
        if self._is_down:
            doublings = min(self._failures - _FAILURES_UNTIL_DOWN, 30)
            pause = min(_PROBE_PAUSE_SECONDS_FIRST * 2.0**doublings, _PROBE_PAUSE_SECONDS_MAX)
            self._paused_until = time.monotonic() + pause
        return False

    def abandon(self) -> None:
        for task in list(self.in_flight.values()):
            task.cancel()
