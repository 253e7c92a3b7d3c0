"""Which Kafka and which PostgreSQL the tests run against."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from twyst.devstack.kafka_jars import KAFKA_VERSION
from twyst.testing.containers import KAFKA_IMAGE, POSTGRES_IMAGE, engine_answers

Source = Literal["url", "containers", "embedded"]

_CHOICES = ("auto", "containers", "embedded")


@dataclass(frozen=True)
class Backend:
    """Where the two servers come from; the URLs are set when the environment names them."""

    kafka: Source
    postgres: Source
    kafka_bootstrap: str | None = None
    postgres_admin_url: str | None = None

    def describe(self) -> str:
        """The line of pytest's report header."""
        kafka = {
            "url": f"Kafka at {self.kafka_bootstrap} (TWYST_KAFKA_BOOTSTRAP)",
            "containers": f"Kafka in a container ({KAFKA_IMAGE})",
            "embedded": f"Apache Kafka {KAFKA_VERSION}, embedded",
        }[self.kafka]
        postgres = {
            "url": "PostgreSQL of TWYST_POSTGRES_ADMIN_URL",
            "containers": f"PostgreSQL in a container ({POSTGRES_IMAGE})",
            "embedded": "PostgreSQL 18, embedded",
        }[self.postgres]
        return f"twyst stack: {kafka}; {postgres}; started when a test first asks"


def choose_backend(environment: Mapping[str, str] = os.environ) -> Backend:
    """A URL in the environment wins; else containers when a Docker engine answers; else the embedded servers.

    TWYST_TEST_BACKEND=containers|embedded decides the last two. Raises ValueError for another value.
    """
    wanted = environment.get("TWYST_TEST_BACKEND", "auto")
    if wanted not in _CHOICES:
        raise ValueError(f"TWYST_TEST_BACKEND is {wanted!r}: use one of {', '.join(_CHOICES)}.")
    bootstrap = environment.get("TWYST_KAFKA_BOOTSTRAP") or None
    admin_url = environment.get("TWYST_POSTGRES_ADMIN_URL") or None
    rest: Source = "embedded"
    if wanted == "containers" or (wanted == "auto" and not (bootstrap and admin_url) and engine_answers()):
        rest = "containers"
    return Backend("url" if bootstrap else rest, "url" if admin_url else rest, bootstrap, admin_url)
