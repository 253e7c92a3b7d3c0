"""`python -m twyst.devstack.provision`: what the platform needs on servers that others run, as in docker-compose.yml.

Each command may be run again and then finds nothing to do. A server that is still starting is waited for.
Nothing of the embedded stack is loaded, so the image that runs this holds no supervisor and no server.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import asyncpg
import typer
from aiokafka.errors import KafkaError

from twyst.devstack.databases import SERVICES, database_name, ensure_database, ensure_roles, role_names
from twyst.devstack.errors import StackError
from twyst.devstack.local_secrets import signing_key_files
from twyst.devstack.topics import Size, physical_topics, provision_topics

T = TypeVar("T")

_PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 1.0
_NOT_YET = (OSError, TimeoutError, KafkaError, asyncpg.CannotConnectNowError)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@app.command()
def topics(
    bootstrap: Annotated[str, typer.Option(envvar="TWYST_KAFKA_BOOTSTRAP", help="Bootstrap servers.")],
    namespace: Annotated[
        str, typer.Option(envvar="TWYST_TOPIC_NAMESPACE", help="The first part of every topic's name.")
    ] = "twyst",
    size: Annotated[Size, typer.Option(help="Which of the contracts' numbers of partitions.")] = "local",
    replication_factor: Annotated[int, typer.Option(min=1, help="Copies of each partition.")] = 1,
) -> None:
    """Create the topics that the contracts declare."""
    declared = physical_topics(namespace, size)
    made = _run(lambda: provision_topics(bootstrap, declared, replication_factor=replication_factor))
    typer.echo(f"{len(declared)} topics, {len(made)} of them new")


@app.command()
def databases(
    admin_url: Annotated[
        str, typer.Option(envvar="TWYST_POSTGRES_ADMIN_URL", help="A superuser's DSN of the server.")
    ],
    role_password: Annotated[
        str, typer.Option(envvar="TWYST_ROLE_PASSWORD", help="The password of every role: for a laptop.")
    ],
) -> None:
    """Create the databases and the roles of every service."""

    async def provision() -> list[str]:
        await ensure_roles(admin_url, dict.fromkeys(role_names(), role_password))
        return [database_name(service) for service in SERVICES if await ensure_database(admin_url, service)]

    made = _run(provision)
    typer.echo(f"{len(role_names())} roles; new databases: {', '.join(made) or 'none'}")


@app.command()
def keys(
    folder: Annotated[Path, typer.Argument(help="Where the staff tokens' keys are kept.")],
) -> None:
    """Make the key pair that staff tokens are signed with, unless it is there."""
    private, public = signing_key_files(folder)
    typer.echo(f"signing key {private}, public keys {public}")


def _run(work: Callable[[], Awaitable[T]]) -> T:
    # aiokafka logs every refused connection; while a broker starts that is expected.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    return asyncio.run(_patiently(work))


async def _patiently(work: Callable[[], Awaitable[T]]) -> T:
    """The work's result. Raises StackError when the server does not answer in time or refuses us."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE_SECONDS
    while True:
        try:
            return await work()
        except _NOT_YET as error:
            if loop.time() >= deadline:
                raise StackError(
                    f"The server did not answer for {_PATIENCE_SECONDS:.0f} s: {error}."
                ) from error
        except asyncpg.InvalidPasswordError as error:
            raise StackError(
                "PostgreSQL refuses the password, which it keeps with its data: give the one it was made with, "
                "or remove its volume and start over."
            ) from error
        await asyncio.sleep(_PAUSE_SECONDS)


def run() -> None:
    """Run the command of `sys.argv`. What an operator can cure ends with one sentence and exit code 1."""
    try:
        app()
    except StackError as error:
        typer.echo(f"twyst: {error}", err=True)
        raise SystemExit(1) from error


if __name__ == "__main__":
    run()
