"""Everything about one start of the stack that is decided before the first process runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from twyst.devstack.databases import ROLES, SERVICES, service_database
from twyst.devstack.errors import StackError
from twyst.devstack.kafka import EmbeddedKafka
from twyst.devstack.layout import StackLayout
from twyst.devstack.local_secrets import LocalSecrets, load_or_create_secrets, signing_key_files
from twyst.devstack.options import StackOptions
from twyst.devstack.ports import Ports, holder_of
from twyst.devstack.postgres import EmbeddedPostgres
from twyst.devstack.process_table import ProcessTable, read_table

NAMESPACE = "twyst"

_KAFKA_PORT, _POSTGRES_PORT, _WEB_PORT = 19092, 15432, 3000


@dataclass(frozen=True)
class StackPlan:
    """Servers, ports, secrets and rows of one start. A server that the environment names is None here.

    `claims` keeps other stacks off the ports while this one starts, and as long as the plan lives.
    """

    layout: StackLayout
    table: ProcessTable
    secrets: LocalSecrets
    kafka: EmbeddedKafka | None
    postgres: EmbeddedPostgres | None
    kafka_bootstrap: str
    postgres_admin_url: str
    ports: Mapping[str, int]
    claims: Ports
    notes: tuple[str, ...]

    def url(self, process: str) -> str:
        return f"http://127.0.0.1:{self.ports[process]}"

    @property
    def every_port(self) -> dict[str, int]:
        """Of the processes and of the servers that this stack runs itself."""
        servers = {"kafka": self.kafka, "postgres": self.postgres}
        return {**self.ports, **{name: server.port for name, server in servers.items() if server}}

    def auditor_dsn(self, service: str) -> str:
        return service_database(self.postgres_admin_url, service, self.secrets.role_passwords).auditor

    def worker_dsn(self, service: str) -> str:
        return service_database(self.postgres_admin_url, service, self.secrets.role_passwords).worker


def make_plan(
    layout: StackLayout, options: StackOptions, environment: Mapping[str, str] = os.environ
) -> StackPlan:
    """Read the table, choose the ports, make or read the secrets. Raises StackError."""
    table = read_table(options.table or layout.root / "deploy" / "local" / "processes.toml").without(
        options.without
    )
    layout.prepare()
    secrets = load_or_create_secrets(layout.state)
    chooser = _PortChooser(options.ports, table)
    bootstrap = environment.get("TWYST_KAFKA_BOOTSTRAP") or None
    admin_url = environment.get("TWYST_POSTGRES_ADMIN_URL") or None
    kafka = postgres = None
    if bootstrap is None:
        kafka = EmbeddedKafka(layout, chooser.choose("kafka", _KAFKA_PORT), chooser.any())
    if admin_url is None:
        postgres = EmbeddedPostgres(
            layout, chooser.choose("postgres", _POSTGRES_PORT), secrets.postgres_password
        )
    ports = {entry.name: chooser.choose(entry.name, entry.port) for entry in table.process if entry.port}
    return StackPlan(
        layout=layout,
        table=table,
        secrets=secrets,
        kafka=kafka,
        postgres=postgres,
        kafka_bootstrap=bootstrap or (kafka.bootstrap if kafka else ""),
        postgres_admin_url=admin_url or (postgres.admin_url if postgres else ""),
        ports=ports,
        claims=chooser.claims,
        notes=chooser.notes,
    )


class _PortChooser:
    """The demanded port (0: any free one), else the preferred one, else a free one and a note about it."""

    def __init__(self, demanded: Mapping[str, int], table: ProcessTable) -> None:
        known = {"kafka", "postgres", *(entry.name for entry in table.process if entry.port)}
        for name in demanded.keys() - known:
            raise StackError(
                f"A port is given for {name}, which listens on none: use {', '.join(sorted(known))}."
            )
        self._demanded = demanded
        self.claims = Ports()
        self._replaced: list[str] = []
        self._holders: set[str] = set()

    @property
    def notes(self) -> tuple[str, ...]:
        """One line about all preferred ports that were taken."""
        if not self._replaced:
            return ()
        holders = "".join(sorted(self._holders)) if len(self._holders) == 1 else ""
        return (f"taken{holders}, so a free port is used instead: {', '.join(self._replaced)}",)

    def choose(self, name: str, preferred: int) -> int:
        if name in self._demanded:
            demanded = self._demanded[name]
            return self.claims.exactly(demanded, name) if demanded else self.claims.any()
        port = self.claims.preferred(preferred)
        if port != preferred:
            self._replaced.append(f"{name} {preferred}")
            self._holders.add(holder_of(preferred))
        return port

    def any(self) -> int:
        return self.claims.any()


def variables(plan: StackPlan) -> dict[str, str]:
    """What `${…}` in the process table may name."""
    private_key, public_keys = signing_key_files(plan.layout.state)
    values = {
        "python": sys.executable,
        "root": str(plan.layout.root),
        "data": str(plan.layout.data),
        "namespace": NAMESPACE,
        "kafka_bootstrap": plan.kafka_bootstrap,
        "stripe_api_key": plan.secrets.stripe_api_key,
        "stripe_publishable_key": plan.secrets.stripe_publishable_key,
        "webhook_secrets_platform": ",".join(plan.secrets.webhook_secrets_platform),
        "webhook_secrets_connect": ",".join(plan.secrets.webhook_secrets_connect),
        "capability_keys": ",".join(plan.secrets.capability_keys),
        "jwks_file": str(public_keys),
        "jwt_signing_key_file": str(private_key),
        "url_web": "",
    }
    for service in SERVICES:
        database = service_database(plan.postgres_admin_url, service, plan.secrets.role_passwords)
        values |= {f"dsn_{service}_{role}": getattr(database, role) for role in ROLES}
    values |= {f"url_{name.replace('-', '_')}": plan.url(name) for name in plan.ports}
    # Without the web app of the stack somebody may run a development server on its port. Browsers know
    # loopback by two names.
    web_port = plan.ports.get("web", _WEB_PORT)
    values["cors_origins"] = f"http://127.0.0.1:{web_port},http://localhost:{web_port}"
    return values
