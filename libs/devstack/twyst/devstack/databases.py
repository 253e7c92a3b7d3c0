"""The platform's databases and roles on one PostgreSQL server.

Per service: a database, and the cluster roles `<service>_migrator` (owns the schema), `<service>_api`,
`<service>_worker` (both get their grants from migrations) and `<service>_auditor` (reads everything, changes
nothing).
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

SERVICES = ("order", "fulfillment", "reconciliation")
ROLES = ("migrator", "api", "worker", "auditor")

# Serialises `ensure_*` between processes that set up the same server at once.
_SETUP_LOCK = 7_406_041
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class ServiceDatabase:
    """One service's database and how each role connects to it (plain `postgresql://` DSNs)."""

    service: str
    name: str
    admin: str
    migrator: str
    api: str
    worker: str
    auditor: str


def database_name(service: str) -> str:
    return f"twyst_{service}"


def role_name(service: str, role: str) -> str:
    return f"{service}_{role}"


def role_names() -> tuple[str, ...]:
    return tuple(role_name(service, role) for service in SERVICES for role in ROLES)


def derived_passwords(admin_url: str) -> dict[str, str]:
    """Passwords on which all test runs against one external server agree without talking."""
    return {role: hashlib.sha256(f"{admin_url} {role}".encode()).hexdigest()[:32] for role in role_names()}


def service_database(
    admin_url: str, service: str, passwords: Mapping[str, str], name: str | None = None
) -> ServiceDatabase:
    """The DSNs of a service's database; `name` for a test's clone."""
    database = name or database_name(service)

    def dsn(role: str) -> str:
        user = role_name(service, role)
        return _with(admin_url, database=database, user=user, password=passwords[user])

    return ServiceDatabase(
        service, database, _with(admin_url, database=database), *(dsn(role) for role in ROLES)
    )


async def connect(url: str, timeout_seconds: float = 60.0) -> asyncpg.Connection:
    """A connection.

    Without TLS on this machine: the client would look for certificates in the home folder, readable or not.
    """
    on_this_machine = urlsplit(url).hostname in _LOOPBACK
    options = {"ssl": False} if on_this_machine else {}
    return await asyncpg.connect(url, timeout=timeout_seconds, **options)


async def ensure_roles(admin_url: str, passwords: Mapping[str, str]) -> None:
    """Create the roles, or give existing ones these passwords."""
    async with _setup(admin_url) as connection:
        known = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
        for name in role_names():
            verb = "ALTER" if name in known else "CREATE"
            # Utility statements take no parameters, so PostgreSQL itself quotes the password.
            secret = await connection.fetchval("SELECT quote_literal($1::text)", passwords[name])
            audits = name.endswith("_auditor")
            rights = "BYPASSRLS" if audits else "NOBYPASSRLS"
            await connection.execute(f"{verb} ROLE {name} LOGIN {rights} PASSWORD {secret}")
            if audits:
                await connection.execute(f"ALTER ROLE {name} SET default_transaction_read_only = on")


async def ensure_database(admin_url: str, service: str, name: str | None = None) -> bool:
    """Create the service's empty database when it is missing; True when it was."""
    database = name or database_name(service)
    async with _setup(admin_url) as connection:
        exists = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database)
        if not exists:
            await connection.execute(f'CREATE DATABASE "{database}" OWNER {role_name(service, "migrator")}')
        await _grant_connect(connection, service, database)
    await _prepare_schema(_with(admin_url, database=database), service)
    return not exists


async def clone_database(admin_url: str, service: str, *, template: str, name: str) -> None:
    """Copy a database that nobody is connected to (about 50 ms)."""
    connection = await connect(admin_url)
    try:
        owner = role_name(service, "migrator")
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER {owner}')
        await _grant_connect(connection, service, name)
    finally:
        await connection.close()


async def drop_database(admin_url: str, name: str) -> None:
    """Remove a database and throw out whoever is connected."""
    connection = await connect(admin_url)
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        await connection.close()


async def _grant_connect(connection: asyncpg.Connection, service: str, database: str) -> None:
    """Grants on a database are not copied from its template."""
    roles = ", ".join(role_name(service, role) for role in ("api", "worker", "auditor"))
    await connection.execute(f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC')
    await connection.execute(f'GRANT CONNECT ON DATABASE "{database}" TO {roles}')


async def _prepare_schema(database_url: str, service: str) -> None:
    migrator, auditor = role_name(service, "migrator"), role_name(service, "auditor")
    others = f"{role_name(service, 'api')}, {role_name(service, 'worker')}, {auditor}"
    connection = await connect(database_url)
    try:
        async with connection.transaction():
            await connection.execute(f"ALTER SCHEMA public OWNER TO {migrator}")
            await connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
            await connection.execute(f"GRANT USAGE ON SCHEMA public TO {others}")
            # What the migrator will ever create, in any schema (refold makes a shadow one), the auditor may
            # read.
            for objects, right in (("TABLES", "SELECT"), ("SEQUENCES", "SELECT"), ("SCHEMAS", "USAGE")):
                await connection.execute(
                    f"ALTER DEFAULT PRIVILEGES FOR ROLE {migrator} GRANT {right} ON {objects} TO {auditor}"
                )
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def _setup(admin_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect(admin_url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _SETUP_LOCK)
        yield connection
    finally:
        await connection.close()


def _with(url: str, *, database: str, user: str | None = None, password: str = "") -> str:
    """The URL with another database and, when given, another user."""
    parts = urlsplit(url)
    netloc = parts.netloc
    if user is not None:
        netloc = f"{user}:{quote(password, safe='')}@{parts.netloc.rpartition('@')[2]}"
    return urlunsplit((parts.scheme, netloc, f"/{database}", parts.query, ""))
