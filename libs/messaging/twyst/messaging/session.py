"""One life of an aiokafka producer, from connect to close, with an end that is bounded.

aiokafka's `stop` waits until everything pending was delivered, which may be never, and cancelling it leaves its
sender running. So the end goes through the producer's parts: the sender is cancelled, the connections are closed, and
whoever waits for an acknowledgement is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, ProducerClosed


class Session:
    """A connected producer and the acknowledgements that it still owes."""

    def __init__(self, client: AIOKafkaProducer) -> None:
        self._client = client
        self._owed: set[asyncio.Future[Any]] = set()

    async def send(
        self, topic: str, key: bytes, value: bytes | None, headers: Sequence[tuple[str, bytes]]
    ) -> asyncio.Future[Any]:
        """Enqueue one record; the future is its acknowledgement."""
        ack: asyncio.Future[Any] = await self._client.send(topic, value=value, key=key, headers=list(headers))
        self._owed.add(ack)
        ack.add_done_callback(self._settle)
        return ack

    def abandon(self) -> None:
        """Send nothing more: the sender stops after the requests that are on their way."""
        sender = self._client._sender.sender_task  # noqa: SLF001 (see the module's docstring)
        if sender is not None:
            sender.cancel()
        self._fail_owed()

    async def close(self, timeout_seconds: float) -> None:
        """Deliver what is pending within the bound, then disconnect whatever the state."""
        stopping = asyncio.create_task(self._client.stop(), name="aiokafka stop")
        await asyncio.wait({stopping}, timeout=timeout_seconds)
        if not stopping.done():
            self.abandon()
            await self._client.client.close()
            stopping.cancel()
        await asyncio.gather(stopping, return_exceptions=True)
        self._fail_owed()

    def _fail_owed(self) -> None:
        for ack in list(self._owed):
            if not ack.done():
                ack.set_exception(ProducerClosed())

    def _settle(self, ack: asyncio.Future[Any]) -> None:
        self._owed.discard(ack)
        if not ack.cancelled():
            ack.exception()  # whoever waited may have given up; then it is no error that nobody looked at


async def open_session(new_client: Callable[[], AIOKafkaProducer], timeout_seconds: float) -> Session:
    """Connect; KafkaError, OSError or TimeoutError when that fails within the bound."""
    client = new_client()
    try:
        async with asyncio.timeout(timeout_seconds):
            await client.start()
    except BaseException:
        await _discard(client)
        raise
    return Session(client)


async def _discard(client: AIOKafkaProducer) -> None:
    try:
        await client.stop()
    except (KafkaError, OSError):
        return  # it never connected; there is nothing to lose
