"""What a deed changes things with: the workers' roles, one producer, and HTTP to the gateway."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

import httpx

from twyst.mailbox.database import Database
from twyst.messaging.producer import Producer
from twyst.ops.eyes import Eyes, Refused
from twyst.ops.targets import OpsTargets

_TIMEOUT_SECONDS = 30.0
_SEND_SECONDS = 30.0
_FOR_AS_LONG_AS_IT_TAKES = 0.0
"""An operator is there, and some of this is one transaction over a whole topic."""


class Hands:
    """Opened for one run and closed with it."""

    def __init__(self, targets: OpsTargets, eyes: Eyes) -> None:
        self.targets = targets
        self.eyes = eyes
        self._stack = AsyncExitStack()
        self._databases: dict[str, Database] = {}
        self._producer: Producer | None = None
        self._http: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def database(self, service: str) -> Database:
        """A service's database with its worker's role, as the service itself uses it."""
        if service not in self._databases:
            self._databases[service] = open_database(self.targets, service)
            self._stack.push_async_callback(self._databases[service].close)
        return self._databases[service]

    async def producer(self) -> Producer:
        """A producer of our own, with the platform's options."""
        if self._producer is None:
            bootstrap = self.eyes.kafka_address()
            self._producer = Producer(bootstrap, client_id="twyst-ops", send_timeout_seconds=_SEND_SECONDS)
            await self._producer.start()
            self._stack.push_async_callback(self._producer.stop)
        return self._producer

    async def post(self, url: str, *, content: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        """One request; status and body of the answer."""
        if self._http is None:
            self._http = await self._stack.enter_async_context(httpx.AsyncClient(timeout=_TIMEOUT_SECONDS))
        answer = await self._http.post(url, content=content, headers=dict(headers))
        return answer.status_code, answer.text


def open_database(targets: OpsTargets, service: str) -> Database:
    """With the worker's role; Refused when nobody said where it is."""
    dsn = targets.workers.get(service)
    if dsn is None:
        raise Refused(f"needs the {service} worker's DSN: give --worker {service}=postgresql://…")
    return Database(
        dsn,
        pool_size=2,
        application_name=f"twyst-ops-{service}",
        transaction_timeout_seconds=_FOR_AS_LONG_AS_IT_TAKES,
    )
