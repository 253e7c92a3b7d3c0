"""Every metric under the processes that serve it, from the definitions that they are started with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from twyst.fulfillment.entrypoints import metrics as fulfillment
from twyst.order.entrypoints import worker_metrics as order
from twyst.reconciliation.entrypoints import worker_metrics as reconciliation
from twyst.runtime.metrics import RUNTIME_METRICS, MetricDefinition
from twyst.webhook_gateway import observe as gateway

# The names are those of `deploy/local/processes.toml`.
SERVED: Mapping[str, Iterable[MetricDefinition]] = {
    "gateway": gateway.METRICS,
    "order-api": order.API_METRICS,
    "order-worker": order.WORKER_METRICS,
    "fulfillment-api": fulfillment.API_METRICS,
    "fulfillment-worker": fulfillment.WORKER_METRICS,
    "reconciliation-api": reconciliation.API_METRICS,
    "reconciliation-worker": reconciliation.WORKER_METRICS,
    "sandbox": (),
}


def metrics_tables() -> str:
    """A table for each set of processes, the largest sets first."""
    readers: dict[MetricDefinition, list[str]] = {each: list(SERVED) for each in RUNTIME_METRICS}
    for process, definitions in SERVED.items():
        for each in definitions:
            readers.setdefault(each, []).append(process)
    shared: dict[tuple[str, ...], list[MetricDefinition]] = {}
    for definition, processes in readers.items():
        shared.setdefault(tuple(processes), []).append(definition)
    tables = []
    for processes in sorted(shared, key=lambda names: (-len(names), names)):
        heading = "every process" if len(processes) == len(SERVED) else ", ".join(processes)
        rows = [
            f"| `{each.name}` | {each.kind} | {', '.join(each.labels)} | {each.help} |"
            for each in shared[processes]
        ]
        tables.append(
            "\n".join([f"### {heading}", "", "| metric | kind | labels | what |", "|---|---|---|---|", *rows])
        )
    return "\n\n".join(tables)
