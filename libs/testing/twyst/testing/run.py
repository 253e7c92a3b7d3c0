"""One test run: a folder that all its pytest processes share, and the keeper that serves them."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from twyst.devstack.databases import (
    ServiceDatabase,
    clone_database,
    derived_passwords,
    drop_database,
    ensure_database,
    service_database,
)
from twyst.devstack.identity import ProcessIdentity
from twyst.devstack.leftovers import mark, stop_leftovers
from twyst.testing.backend import Backend
from twyst.testing.keeper import Endpoints, endpoints_file, failure_file

_START_SECONDS = 240.0
_KEEPER = "keeper"

Migrate = Callable[[str], None]


class StackUnavailableError(Exception):
    """Kafka or PostgreSQL could not be had; the message says why and what to do."""


def schema_of(migrate: Migrate) -> str:
    """A short name of a schema: suites that give one service different migrations get different databases."""
    return hashlib.sha256(f"{migrate.__module__}.{migrate.__qualname__}".encode()).hexdigest()[:8]


@dataclass(frozen=True)
class TestRun:
    """The shared folder and what was decided for the run. Passed to xdist workers as JSON."""

    __test__ = False

    folder: Path
    backend: Backend
    owner: ProcessIdentity
    token: str

    @classmethod
    def begin(cls, backend: Backend) -> TestRun:
        """Called once, by the pytest process that the run belongs to."""
        owner = ProcessIdentity.of(os.getpid())
        assert owner is not None
        folder = Path(tempfile.mkdtemp(prefix="twyst-tests-")).resolve()
        return cls(folder, backend, owner, secrets.token_hex(3))

    @classmethod
    def from_json(cls, text: str) -> TestRun:
        return msgspec.json.decode(text, type=cls, dec_hook=lambda _type, value: Path(value))

    def to_json(self) -> str:
        return msgspec.json.encode(self, enc_hook=str).decode()

    def endpoints(self) -> Endpoints:
        """Where the servers are; the first process to ask starts them, the others wait for it."""
        with self._exclusively(_KEEPER):
            if not endpoints_file(self.folder).exists():
                self._start_keeper()
            return msgspec.json.decode(endpoints_file(self.folder).read_bytes(), type=Endpoints)

    def end(self) -> None:
        """Stop the servers and remove the folder. Servers that others own keep nothing of ours either."""
        with contextlib.suppress(FileNotFoundError):
            self._drop_foreign_databases()
        # The keeper ends its servers at once; the sweep is for a keeper that was killed.
        stop_leftovers(self.folder, _KEEPER)
        stop_leftovers(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)

    async def template(self, service: str, migrate: Migrate) -> str:
        """The run's migrated database that nobody is connected to; the first process to ask makes it."""
        return await asyncio.to_thread(self._template, service, migrate)

    async def clone(self, service: str, migrate: Migrate, name: str) -> ServiceDatabase:
        """A fresh copy of the template under the given name."""
        admin_url = (await asyncio.to_thread(self.endpoints)).postgres_admin_url
        template = await self.template(service, migrate)
        await self._copy(admin_url, service, template, name)
        return service_database(admin_url, service, derived_passwords(admin_url), name)

    async def _copy(self, admin_url: str, service: str, template: str, name: str) -> None:
        # PostgreSQL refuses two copies of one template at once.
        lock = await asyncio.to_thread(self._lock, f"copy-{service}")
        try:
            await clone_database(admin_url, service, template=template, name=name)
            self._remember(name)
        finally:
            lock.close()

    def _template(self, service: str, migrate: Migrate) -> str:
        admin_url = self.endpoints().postgres_admin_url
        name = f"t{self.token}_template_{service}_{schema_of(migrate)}"
        done = self.folder / f"{name}.done"
        with self._exclusively(name):
            if not done.exists():
                self._remember(name)
                asyncio.run(ensure_database(admin_url, service, name))
                migrate(service_database(admin_url, service, derived_passwords(admin_url), name).migrator)
                done.touch()
        return name

    def _start_keeper(self) -> None:
        if failure_file(self.folder).exists():
            raise StackUnavailableError(failure_file(self.folder).read_text())
        log = self.folder / "keeper.log"
        arguments = {
            "--run": str(self.folder),
            "--owner": msgspec.json.encode(self.owner).decode(),
            "--backend": msgspec.json.encode(self.backend).decode(),
        }
        words = [word for pair in arguments.items() for word in pair]
        with log.open("ab") as output:
            keeper = subprocess.Popen(
                [sys.executable, "-m", "twyst.testing.keeper", *words],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                env={**os.environ, **mark(self.folder, _KEEPER)},
            )
        self._await_keeper(keeper, log)

    def _await_keeper(self, keeper: subprocess.Popen[bytes], log: Path) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not endpoints_file(self.folder).exists():
            ended = keeper.poll() is not None
            if failure_file(self.folder).exists():
                raise StackUnavailableError(failure_file(self.folder).read_text())
            if ended or time.monotonic() > deadline:
                raise StackUnavailableError(f"Kafka and PostgreSQL did not start:\n{log.read_text()}")
            time.sleep(0.05)

    def _remember(self, database: str) -> None:
        if self.backend.postgres == "url":
            with (self.folder / "databases.txt").open("a") as names:
                names.write(database + "\n")

    def _drop_foreign_databases(self) -> None:
        names = (self.folder / "databases.txt").read_text().split()
        admin_url = self.backend.postgres_admin_url
        assert admin_url is not None

        async def drop() -> None:
            for name in names:
                await drop_database(admin_url, name)

        asyncio.run(drop())

    @contextlib.contextmanager
    def _exclusively(self, name: str) -> Iterator[None]:
        lock = self._lock(name)
        try:
            yield
        finally:
            lock.close()

    def _lock(self, name: str) -> _Lock:
        return _Lock(self.folder / f"{name}.lock")


class _Lock:
    """An exclusive lock between processes, let go when closed or when its process dies."""

    def __init__(self, path: Path) -> None:
        self._handle = path.open("w")
        fcntl.flock(self._handle, fcntl.LOCK_EX)

    def close(self) -> None:
        self._handle.close()
