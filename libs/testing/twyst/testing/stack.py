"""The pytest plugin (loaded by its entry point): real Kafka and PostgreSQL for every test that asks.

One pair of servers serves the whole run, also under xdist; each worker has its own topics and its own
databases, cloned from a template that is migrated once. `twyst.testing.backend` says where the servers come
from.
"""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from hypothesis import settings

from twyst.devstack.databases import ServiceDatabase, drop_database
from twyst.devstack.topics import delete_topics, physical_topics, provision_topics
from twyst.testing.backend import choose_backend
from twyst.testing.keeper import Endpoints
from twyst.testing.run import Migrate, TestRun, schema_of
from twyst.testing.stripe_events import SignedEvent, sign_stripe_event

_RUN = pytest.StashKey[TestRun]()
_WORKER_INPUT = "twyst_test_run"
_TOGETHER, _FIRST = "together", "first"
_SERVER_FIXTURES = frozenset(
    {"stack", "stack_endpoints", "kafka_bootstrap", "open_namespace", "database", "fresh_database"}
)

_migrations: dict[str, Migrate] = {}

OpenDatabase = Callable[[str], Awaitable[ServiceDatabase]]
OpenNamespace = Callable[[], Awaitable[str]]


def register_service_migrations(service: str, upgrade: Migrate) -> None:
    """Say how a service's schema is made: `upgrade(dsn)` with the migrator's DSN. Call it in a conftest."""
    _migrations[service] = upgrade


settings.register_profile("twyst", deadline=None)
settings.load_profile("twyst")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(_TOGETHER, "Folders whose tests run on one xdist worker, one line each.", "linelist", [])
    parser.addini(_FIRST, "Folders that xdist workers begin with, because they take longest.", "linelist", [])


def pytest_configure(config: pytest.Config) -> None:
    # CPython 3.11 fails with a SystemError when a collection runs finalizers while it parses source code, as pydantic
    # does for docstrings. So garbage is collected between modules and nowhere else.
    gc.disable()
    worker_input = getattr(config, "workerinput", None)
    if worker_input is None:
        try:
            backend = choose_backend()
        except ValueError as error:
            raise pytest.UsageError(str(error)) from error
        config.stash[_RUN] = TestRun.begin(backend)
        if backend.postgres != "url":
            # Our own server has no TLS; its clients need not look for certificates in a home folder.
            os.environ.setdefault("PGSSLMODE", "disable")
    else:
        config.stash[_RUN] = TestRun.from_json(worker_input[_WORKER_INPUT])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell an xdist worker which run it belongs to."""
    node.workerinput[_WORKER_INPUT] = node.config.stash[_RUN].to_json()  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and _RUN in config.stash:
        config.stash[_RUN].end()


def pytest_report_header(config: pytest.Config) -> str:
    return config.stash[_RUN].backend.describe()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that asks for a server is an integration test, marked or not. Workers of xdist begin with what is long."""
    if hasattr(config, "workerinput"):
        from twyst.testing.workers import put_first  # noqa: PLC0415 (only where xdist is)

        put_first(items, config.getini(_FIRST))
    for item in items:
        if _SERVER_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.integration)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    from twyst.testing.workers import ModuleScheduling  # noqa: PLC0415 (only where xdist is)

    return ModuleScheduling(config, log, config.getini(_TOGETHER))


@pytest.fixture(scope="module", autouse=True)
def _collect_garbage() -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture(scope="session")
def twyst_test_run(request: pytest.FixtureRequest) -> TestRun:
    """The run this process belongs to."""
    return request.config.stash[_RUN]


@pytest.fixture(scope="session")
async def stack_endpoints(twyst_test_run: TestRun) -> Endpoints:
    """Kafka's bootstrap address and PostgreSQL's superuser URL; the servers start here."""
    return await asyncio.to_thread(twyst_test_run.endpoints)


@pytest.fixture(scope="session")
async def kafka_bootstrap(stack_endpoints: Endpoints) -> str:
    """`host:port` of a real Apache Kafka."""
    return stack_endpoints.kafka_bootstrap


@pytest.fixture(scope="session")
async def topic_namespace(
    open_namespace: OpenNamespace,
) -> str:
    """The worker's own topic namespace; all topics of the contracts exist in it."""
    return await open_namespace()


@pytest.fixture(scope="session")
async def open_namespace(
    twyst_test_run: TestRun, kafka_bootstrap: str, worker_token: str
) -> AsyncIterator[OpenNamespace]:
    """Makes further namespaces, for a test that must see no other test's records."""
    opened: list[str] = []

    async def open_namespace() -> str:
        namespace = f"{worker_token}n{len(opened)}"
        opened.append(namespace)
        await provision_topics(kafka_bootstrap, physical_topics(namespace))
        return namespace

    yield open_namespace
    if twyst_test_run.backend.kafka == "url":
        for namespace in opened:
            await delete_topics(kafka_bootstrap, physical_topics(namespace))


@pytest.fixture(scope="session")
async def database(twyst_test_run: TestRun, worker_token: str) -> OpenDatabase:
    """The worker's own migrated database per service, the same one at every call.

    Use: `order = await database("order")`.
    """
    opened: dict[str, ServiceDatabase] = {}

    async def open_database(service: str) -> ServiceDatabase:
        migrate = _migration(service)
        name = f"{worker_token}_{service}_{schema_of(migrate)}"
        if name not in opened:
            opened[name] = await twyst_test_run.clone(service, migrate, name)
        return opened[name]

    return open_database


@pytest.fixture
async def fresh_database(
    twyst_test_run: TestRun, stack_endpoints: Endpoints, worker_token: str
) -> AsyncIterator[OpenDatabase]:
    """A migrated database for this test alone, dropped after it.

    Use: `order = await fresh_database("order")`.
    """
    opened: list[str] = []

    async def open_database(service: str) -> ServiceDatabase:
        name = f"{worker_token}_{service}_{secrets.token_hex(3)}"
        opened.append(name)
        return await twyst_test_run.clone(service, _migration(service), name)

    yield open_database
    for name in opened:
        await drop_database(stack_endpoints.postgres_admin_url, name)


@pytest.fixture(scope="session")
def signed_stripe_event() -> Callable[..., SignedEvent]:
    """Makes a webhook request: `signed_stripe_event(event, secret, timestamp=None)`."""
    return sign_stripe_event


@pytest.fixture(scope="session")
def worker_token(twyst_test_run: TestRun, request: pytest.FixtureRequest) -> str:
    """A short name that is unique to this run and this xdist worker."""
    worker_input = getattr(request.config, "workerinput", None)
    worker = worker_input["workerid"] if worker_input else "main"
    return f"t{twyst_test_run.token}{worker}"


def _migration(service: str) -> Migrate:
    if service not in _migrations:
        raise LookupError(
            f"No migrations are registered for {service!r}: "
            "call register_service_migrations in the tests' conftest."
        )
    return _migrations[service]
