"""The process that holds Kafka and PostgreSQL for one test run.

It belongs to no pytest process: it watches the run's owner and ends with it, so nothing stays behind after a
Ctrl-C, a crashed xdist worker or a `kill -9` of pytest itself. Run as `python -m twyst.testing.keeper`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import secrets
import shutil
import signal
from pathlib import Path

import msgspec
from docker.errors import DockerException

from twyst.devstack.child import Child, Startable, start_together
from twyst.devstack.databases import derived_passwords, ensure_roles
from twyst.devstack.errors import StackError
from twyst.devstack.identity import ProcessIdentity
from twyst.devstack.kafka import EmbeddedKafka, kafka_answers
from twyst.devstack.layout import StackLayout
from twyst.devstack.ports import Ports
from twyst.devstack.postgres import EmbeddedPostgres, postgres_answers
from twyst.testing.backend import Backend
from twyst.testing.containers import KAFKA_IMAGE, POSTGRES_IMAGE, ApacheKafkaContainer

_OWNER_POLL_SECONDS = 0.5
_CONTAINER_READY_SECONDS = 90.0


class Endpoints(msgspec.Struct, frozen=True):
    """How to reach the run's servers."""

    kafka_bootstrap: str
    postgres_admin_url: str


def endpoints_file(run: Path) -> Path:
    return run / "endpoints.json"


def failure_file(run: Path) -> Path:
    return run / "failure.txt"


class Servers:
    """Starts what the backend says, and stops whatever did start."""

    def __init__(self, run: Path, backend: Backend) -> None:
        self._backend = backend
        self._layout = StackLayout.of_project(run)
        self._ports = Ports()
        self._children: list[Child] = []
        self._containers = contextlib.ExitStack()

    async def start(self) -> Endpoints:
        self._layout.prepare()
        ports = self._ports
        bootstrap, admin_url = self._backend.kafka_bootstrap or "", self._backend.postgres_admin_url or ""
        servers: list[Startable] = []
        if self._backend.kafka == "embedded":
            kafka = EmbeddedKafka(self._layout, ports.any(), ports.any())
            servers.append(kafka)
            bootstrap = kafka.bootstrap
        if self._backend.postgres == "embedded":
            postgres = EmbeddedPostgres(self._layout, ports.any(), secrets.token_urlsafe(24), durable=False)
            servers.append(postgres)
            admin_url = postgres.admin_url
        self._children += await start_together(*servers)
        try:
            if self._backend.kafka == "containers":
                bootstrap = await asyncio.to_thread(self._kafka_container)
            if self._backend.postgres == "containers":
                admin_url = await asyncio.to_thread(self._postgres_container)
        except (DockerException, TimeoutError) as error:
            raise StackError(
                f"The Docker engine could not run the test containers ({error}): pull {KAFKA_IMAGE} and "
                f"{POSTGRES_IMAGE}, or set TWYST_TEST_BACKEND=embedded."
            ) from error
        await _until_reachable(bootstrap, admin_url)
        await ensure_roles(admin_url, derived_passwords(admin_url))
        return Endpoints(bootstrap, admin_url)

    async def stop(self) -> None:
        """The data is thrown away with the servers, so nobody waits for a tidy shutdown."""
        for child in self._children:
            await child.kill()
        await asyncio.to_thread(self._containers.close)

    def _kafka_container(self) -> str:
        return self._containers.enter_context(ApacheKafkaContainer()).bootstrap

    def _postgres_container(self) -> str:
        from testcontainers.community.postgres import PostgresContainer  # noqa: PLC0415 (slow)

        password = secrets.token_urlsafe(24)
        settings = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
        container = PostgresContainer(
            POSTGRES_IMAGE, username="postgres", password=password, dbname="postgres"
        )
        container.with_command(f"postgres {settings}")
        return str(self._containers.enter_context(container).get_connection_url(driver=None))


async def _until_reachable(bootstrap: str, admin_url: str) -> None:
    try:
        async with asyncio.timeout(_CONTAINER_READY_SECONDS):
            while True:
                if await kafka_answers(bootstrap) and await postgres_answers(admin_url):
                    return
                await asyncio.sleep(0.2)
    except TimeoutError as error:
        raise StackError(
            f"Kafka at {bootstrap} or PostgreSQL does not answer: check the URLs you set."
        ) from error


async def keep(run: Path, backend: Backend, owner: ProcessIdentity) -> None:
    """Start the servers, say where they are, and stop them when the owner is gone or SIGTERM arrives."""
    servers = Servers(run, backend)
    serving = asyncio.create_task(_serve(servers, run))
    try:
        await asyncio.wait(
            (serving, asyncio.create_task(_until_unwanted(owner))), return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await servers.stop()


async def _serve(servers: Servers, run: Path) -> None:
    """Ends by itself only when the servers cannot be had, and then says why."""
    try:
        endpoints = await servers.start()
    except StackError as error:
        _write(failure_file(run), str(error).encode())
        return
    _write(endpoints_file(run), msgspec.json.encode(endpoints))
    await asyncio.Event().wait()


async def _until_unwanted(owner: ProcessIdentity) -> None:
    enough = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, enough.set)
    while owner.is_running():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(enough.wait(), _OWNER_POLL_SECONDS)
            return


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(".new")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description="Hold Kafka and PostgreSQL for one test run.")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument(
        "--owner", required=True, help="pid and start mark of the process to end with, as JSON"
    )
    parser.add_argument("--backend", required=True, help="the backend, as JSON")
    arguments = parser.parse_args()
    # Ryuk would remove the containers of a killed run; the keeper itself does that.
    os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
    owner = msgspec.json.decode(arguments.owner, type=ProcessIdentity)
    backend = msgspec.json.decode(arguments.backend, type=Backend)
    asyncio.run(keep(arguments.run, backend, owner))
    # Only now is every thread at rest that may still write into the folder.
    if not owner.is_running():
        shutil.rmtree(arguments.run, ignore_errors=True)


if __name__ == "__main__":
    main()
