"""Keep `stack.json` and `supervisor.json` in step with what the supervisor does."""

from __future__ import annotations

import os
from typing import Any

import msgspec

from twyst.devstack.databases import SERVICES
from twyst.devstack.identity import ProcessIdentity
from twyst.devstack.launches import kept_output
from twyst.devstack.layout import StackLayout
from twyst.devstack.plan import StackPlan
from twyst.devstack.record import (
    ControlAddress,
    ProcessRecord,
    SupervisorRecord,
    forget_record,
    write_record,
)
from twyst.devstack.stack_file import ProcessLine, StackFile, stack_file_path, write_stack_file
from twyst.devstack.status import Status
from twyst.devstack.supervisor import Supervisor

_VENUES = "venues"
_URLS = ("gateway", "order", "fulfillment", "reconciliation", "sandbox", "web")


class Publication:
    """Both files, from the moment the supervisor takes commands until it is done."""

    def __init__(self, plan: StackPlan) -> None:
        self._plan = plan
        self._supervisor: Supervisor | None = None
        self._address: ControlAddress | None = None
        self._ready = False
        self._seeded: list[dict[str, Any]] = []

    def begin(self, supervisor: Supervisor, address: ControlAddress) -> None:
        self._supervisor = supervisor
        self._address = address
        self.update()

    def announce_ready(self) -> None:
        self._ready = True
        self.update()

    def end(self) -> None:
        """A stopped stack has neither file."""
        self._supervisor = None
        forget_record(self._plan.layout.state)
        stack_file_path(self._plan.layout.state).unlink(missing_ok=True)

    def update(self) -> None:
        """Called on every change of a process."""
        if self._supervisor is None or self._address is None:
            return
        state = self._plan.layout.state
        write_stack_file(state, self.stack_file())
        myself = ProcessIdentity.of(os.getpid())
        assert myself is not None
        records = self._records(self._supervisor)
        write_record(
            state, SupervisorRecord(myself, self._ready, self._address, records, self._plan.every_port)
        )

    def stack_file(self) -> StackFile:
        supervisor = self._supervisor
        lines = []
        if supervisor is not None:
            running = ((name, process.child) for name, process in supervisor.processes.items())
            lines = [
                ProcessLine(name, child.identity.pid, _log(self._plan.layout, name))
                for name, child in running
                if child is not None
            ]
        return _describe(self._plan, self._venues(), lines)

    def _records(self, supervisor: Supervisor) -> list[ProcessRecord]:
        return [
            ProcessRecord(
                name,
                process.status,
                process.child.identity if process.child else None,
                process.restarts,
                _log(self._plan.layout, name),
            )
            for name, process in supervisor.processes.items()
        ]

    def _venues(self) -> list[dict[str, Any]]:
        """What the seed task printed, once it is done, and until it is done again; an earlier stack's output does not count."""
        for entry in self._plan.table.process:
            process = self._supervisor.processes[entry.name] if self._supervisor else None
            if entry.keep == _VENUES and process is not None and process.status is Status.DONE:
                output = kept_output(entry, self._plan.layout.state).read_bytes()
                self._seeded = msgspec.json.decode(output)[_VENUES]
        return self._seeded


def _log(layout: StackLayout, name: str) -> str:
    path = layout.log_of(name)
    return str(path.relative_to(layout.root) if path.is_relative_to(layout.root) else path)


def _describe(plan: StackPlan, venues: list[dict[str, Any]], processes: list[ProcessLine]) -> StackFile:
    urls: dict[str, str | None] = dict.fromkeys(_URLS)
    urls |= {entry.url: plan.url(entry.name) for entry in plan.table.process if entry.url}
    return StackFile(
        urls=urls,
        kafka={"bootstrap": plan.kafka_bootstrap},
        postgres={service: plan.auditor_dsn(service) for service in SERVICES},
        workers={service: plan.worker_dsn(service) for service in SERVICES},
        webhook_secrets={
            "platform": plan.secrets.webhook_secrets_platform,
            "connect": plan.secrets.webhook_secrets_connect,
        },
        stripe={
            "api_key": plan.secrets.stripe_api_key,
            "publishable_key": plan.secrets.stripe_publishable_key,
        },
        venues=venues,
        processes=processes,
    )
