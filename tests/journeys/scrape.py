"""Reads `/metrics` as Prometheus does, with Prometheus's own parser."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
from journeys.live_stack import LiveStack
from prometheus_client.parser import text_string_to_metric_families

_TABLE = Path(__file__).parents[2] / "deploy" / "local" / "processes.toml"
_OURS = "${python}"


def processes() -> list[str]:
    """The Python processes of the local stack that go on running."""
    table = tomllib.loads(_TABLE.read_text())["process"]
    return [each["name"] for each in table if each["command"][0] == _OURS and not each.get("task")]


@dataclass(frozen=True, slots=True)
class Family:
    """A metric as the page announces it, named as its definition is."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One value."""

    family: str
    name: str
    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True, slots=True)
class Scrape:
    """One process's page."""

    families: tuple[Family, ...]
    samples: tuple[Sample, ...]

    def of(self, family: str) -> list[Sample]:
        return [sample for sample in self.samples if sample.family == family]


async def scrape(stack: LiveStack, http: httpx.AsyncClient, process: str) -> Scrape:
    """What the process serves just now."""
    page = await http.get(f"http://127.0.0.1:{stack.port(process)}/metrics")
    page.raise_for_status()
    return read(page.text)


def read(page: str) -> Scrape:
    """A page in the text format, where a counter's family lacks the `_total` of its samples."""
    families, samples = [], []
    for family in text_string_to_metric_families(page):
        name = f"{family.name}_total" if family.type == "counter" else family.name
        families.append(Family(name, family.type))
        samples += [Sample(name, each.name, each.labels, each.value) for each in family.samples]
    return Scrape(tuple(families), tuple(samples))
