"""Reading: rows with the auditors' roles, topics without a group, Stripe's lists with GET. Nothing here can write."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import asyncpg
import httpx
import msgspec
import stripe

from twyst.messaging.admin import offsets_for_time, read_all
from twyst.messaging.topics import Topics
from twyst.verify.invariant import Row, Rows, SandboxLog, Scope, Source, StripeList
from twyst.verify.seen import Seen
from twyst.verify.targets import Targets, without_tls

_PAGE, _LOG_PAGE = 100, 10_000
_TIMEOUT_SECONDS = 60.0
_CONNECT_SECONDS = 5.0
# What a connection may raise. The last one is how asyncpg reports a connection lost at a bad moment.
_AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class Unavailable(Exception):
    """A source is not among the targets, or does not answer; the message says which."""


class WrongRole(Unavailable):
    """A database does not show what was asked for: the role is another's, or the database is."""


class NotAtStripe(Unavailable):
    """Stripe answers that it has no such object, or that the key may not see it."""


class Sources:
    """All that is read of one platform. Connections are opened when they are first needed."""

    def __init__(self, targets: Targets) -> None:
        self.targets = targets
        self._topics = Topics(targets.namespace)
        self._connections: dict[str, asyncpg.Connection] = {}
        self._http = httpx.AsyncClient(timeout=_TIMEOUT_SECONDS)
        self._stripe = StripeLists(targets) if targets.stripe_key else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()
        if self._stripe is not None:
            await self._stripe.close()
        for connection in self._connections.values():
            connection.terminate()

    def missing(self, sources: Sequence[Source], topics: Sequence[str]) -> str | None:
        """Why something cannot be looked at with these targets; None if it can."""
        if topics and self.targets.kafka is None:
            return "needs Kafka's address"
        for source in sources:
            if isinstance(source, Rows) and source.database not in self.targets.databases:
                return f"needs the {source.database} database"
            if isinstance(source, StripeList) and self._stripe is None:
                return "needs a Stripe key"
            if isinstance(source, SandboxLog) and self.targets.sandbox is None:
                return "needs Stripe's sandbox"
        return None

    async def read(self, source: Source, scope: Scope) -> list[Row]:
        """Everything that a source holds."""
        match source:
            case Rows():
                return await self.rows(source, scope)
            case StripeList():
                assert self._stripe is not None
                return await self._stripe.read(source, scope)
            case SandboxLog():
                return await self._sandbox_log(source.path)

    async def rows(self, source: Rows, scope: Scope) -> list[Row]:
        """The rows of a statement, in a transaction that can only read."""
        connection = await self._connection(source.database)
        scoped = (scope.since, scope.patience)[: 2 if "$2" in source.sql else int("$1" in source.sql)]
        arguments = source.arguments or scoped
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                return [dict(row) for row in await connection.fetch(source.sql, *arguments)]
        except (asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedTableError) as error:
            raise WrongRole(f"the {source.database} database refuses: {error}") from error
        except _AWAY as error:
            self._connections.pop(source.database).terminate()
            raise Unavailable(f"the {source.database} database went away: {error!r}") from error

    async def stripe_object(self, path: str, account: str | None) -> dict[str, Any]:
        """One object of Stripe's API, of the platform or of a connected account."""
        if self._stripe is None:
            raise Unavailable("Stripe cannot be asked without a key")
        return await self._stripe.one(path, account)

    async def records(self, topic: str, scope: Scope) -> AsyncIterator[Seen]:
        """The records of a logical topic that exist when the reading begins."""
        assert self.targets.kafka is not None
        physical = self._topics.physical(topic)
        start = await offsets_for_time(self.targets.kafka, physical, scope.since) if scope.since else None
        async for record in read_all(self.targets.kafka, physical, start=start):
            yield Seen(topic, record)

    async def _connection(self, database: str) -> asyncpg.Connection:
        connection = self._connections.get(database)
        if connection is None or connection.is_closed():
            dsn = self.targets.databases[database]
            options = {"ssl": False} if without_tls(dsn) else {}
            try:
                connection = await asyncpg.connect(
                    dsn,
                    timeout=_CONNECT_SECONDS,
                    server_settings={"application_name": "twyst-verify", "jit": "off"},
                    **options,
                )
            except (OSError, TimeoutError, asyncpg.PostgresError) as error:
                raise Unavailable(f"the {database} database does not let us in: {error}") from error
            await connection.set_type_codec(
                "jsonb", encoder=str, decoder=msgspec.json.decode, schema="pg_catalog"
            )
            self._connections[database] = connection
        return connection

    async def _sandbox_log(self, path: str) -> list[Row]:
        found: list[Row] = []
        while True:
            after = found[-1]["seq"] if found else 0
            query = urlencode({"after": after, "limit": _LOG_PAGE})
            try:
                answer = await self._http.get(f"{self.targets.sandbox}{path}?{query}")
                answer.raise_for_status()
            except httpx.HTTPError as error:
                raise Unavailable(f"the sandbox does not answer: {error!r}") from error
            page = answer.json()["data"]
            found += page
            if len(page) < _LOG_PAGE:
                return found


class StripeLists:
    """Stripe's lists, page by page, with the official client. It only ever asks with GET."""

    def __init__(self, targets: Targets) -> None:
        assert targets.stripe_key is not None
        self._client_http = stripe.HTTPXClient(timeout=_TIMEOUT_SECONDS)
        self._client = stripe.StripeClient(
            targets.stripe_key,
            base_addresses={"api": targets.stripe_api},
            http_client=self._client_http,
            max_network_retries=3,
        )

    async def close(self) -> None:
        await self._client_http.close_async()  # type: ignore[no-untyped-call]

    async def read(self, source: StripeList, scope: Scope) -> list[Row]:
        """All objects, the newest first; those of a connected account have it as `account`."""
        made = {"created[gte]": int(scope.since.timestamp())} if scope.since else {}
        accounts: list[str | None] = [None]
        if source.connected:
            accounts += [each["id"] for each in await self.pages("/v1/accounts", None)]
        found: list[Row] = []
        for account in accounts:
            rows = await self.pages(source.path, account, **made)
            found += [{"account": account, **row} for row in rows] if account else rows
        return found

    async def one(self, path: str, account: str | None) -> dict[str, Any]:
        """One object."""
        return dict((await self._get(path, account)).data)

    async def pages(self, path: str, account: str | None, **query: Any) -> list[Row]:
        """One account's list, from its first page to its last."""
        found: list[Row] = []
        after: dict[str, str] = {}
        while True:
            asked = urlencode({"limit": _PAGE, **query, **after})
            page = (await self._get(f"{path}?{asked}", account)).data
            found += page["data"]
            if not page["has_more"]:
                return found
            after = {"starting_after": page["data"][-1]["id"]}
            await asyncio.sleep(0)  # a long list must not keep Ctrl-C waiting

    async def _get(self, path: str, account: str | None) -> Any:
        options: dict[str, Any] = {"stripe_account": account} if account else {}
        try:
            return await self._client.raw_request_async("get", path, **options)
        except (stripe.InvalidRequestError, stripe.PermissionError) as error:
            raise NotAtStripe(f"Stripe refuses {path}: {error.user_message or error}") from error
        except stripe.StripeError as error:
            # Stripe's own words may be a paragraph with line breaks.
            raise Unavailable(f"Stripe does not answer {path}: {' '.join(str(error).split())}") from error
