"""Drives the platform's own `GroupConsumer` as FastStream does: poll, hand over the batch, and poll again whatever comes."""

from __future__ import annotations

import asyncio

from simulation.bus import Bus, Member
from simulation.processes import Life

from twyst.messaging.group import GroupConsumer, Subscription
from twyst.messaging.topics import Topics
from twyst.runtime.shutdown import Stop


async def consume(bus: Bus, life: Life, subscription: Subscription, topics: Topics) -> None:
    """One subscription, as long as the process lives."""
    chance = bus.weather.chance
    group = bus.group(subscription.group, [topics.physical(name) for name in subscription.topics])
    member = Member(group, life, chance.choice((0.0, 0.1, 0.5, 1.0)))
    consumer = GroupConsumer(subscription, asyncio.get_running_loop().time)
    consumer.bind(lambda: member, Stop())
    max_records = chance.choice((3, 50, subscription.max_records))
    while consumer.circuit_open_because is None:
        message = consumer.parse(await member.fetch(max_records))
        try:
            await consumer.take(message)
        except Exception:  # noqa: BLE001 (FastStream logs it and polls again; the batch was rewound)
            bus.weather.note("batch came again")
    bus.weather.note("circuit opened")
