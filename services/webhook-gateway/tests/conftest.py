"""What the gateway's tests share: recorded bodies, a signer, a producer without a broker, and the app around it."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from twyst.messaging.producer import Position, ProducerCounters
from twyst.webhook_gateway.app import WebhookDoor
from twyst.webhook_gateway.main import build_app
from twyst.webhook_gateway.settings import GatewaySettings

BODIES = Path(__file__).parent / "bodies"
NOW = 1_793_004_000
PLATFORM_SECRETS = ("whsec_platform_current", "whsec_platform_previous")
CONNECT_SECRETS = ("whsec_connect_current",)


def signature(body: bytes, secret: str, at: int = NOW) -> str:
    digest = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


@dataclass(frozen=True)
class Sent:
    topic: str
    key: bytes
    value: bytes
    headers: dict[str, str]


@dataclass
class FakeProducer:
    """Acknowledges at once; `error` is raised instead, `gate` is waited for before."""

    sent: list[Sent] = field(default_factory=list)
    error: Exception | None = None
    gate: asyncio.Event | None = None
    connected: bool = True
    running: bool = False

    async def start(self) -> None:
        self.running = True

    async def stop(self) -> None:
        self.running = False

    def counters(self) -> ProducerCounters:
        return ProducerCounters(acknowledged=len(self.sent))

    async def send(
        self, topic: str, key: bytes, value: bytes | None, headers: Sequence[tuple[str, bytes]] = ()
    ) -> Position:
        if self.gate is not None:
            await self.gate.wait()
        if self.error is not None:
            raise self.error
        names = [name for name, _ in headers]
        assert len(names) == len(set(names)), "a header twice"
        assert value is not None
        self.sent.append(Sent(topic, key, value, {name: text.decode() for name, text in headers}))
        return Position(topic, 0, len(self.sent) - 1)


@dataclass
class Gateway:
    """The app with its fake producer, and a client that signs."""

    app: WebhookDoor
    producer: FakeProducer
    client: httpx.AsyncClient

    async def post(
        self, endpoint: str, body: bytes, *, secret: str | None = None, at: int = NOW, **headers: str
    ) -> httpx.Response:
        """Deliver a signed body; header names are written with underscores."""
        if secret is None:
            secret = (PLATFORM_SECRETS if endpoint == "platform" else CONNECT_SECRETS)[0]
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given.setdefault("stripe-signature", signature(body, secret, at))
        return await self.client.post(f"/webhooks/stripe/{endpoint}", content=body, headers=given)

    async def metric(self, name: str, **labels: str) -> float:
        return self.app.behind.state.runtime.metrics.registry.get_sample_value(name, labels) or 0.0

    async def count(self, endpoint: str, outcome: str, reason: str) -> float:
        return await self.metric(
            "twyst_gateway_deliveries_total", endpoint=endpoint, outcome=outcome, reason=reason
        )


@pytest.fixture
def settings() -> GatewaySettings:
    return GatewaySettings(
        environment="local",
        kafka_bootstrap="127.0.0.1:1",
        webhook_secrets_platform=PLATFORM_SECRETS,
        webhook_secrets_connect=CONNECT_SECRETS,
    )


@pytest.fixture
def make_gateway(settings):
    """Builds gateways; keyword arguments replace settings."""

    def make(**changes) -> Gateway:
        producer = FakeProducer()
        chosen = settings.model_copy(update=changes)
        app = build_app(chosen, producer, now=lambda: NOW + 0.4)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
        client = httpx.AsyncClient(transport=transport, base_url="http://gateway.test")
        return Gateway(app, producer, client)

    return make


@pytest.fixture
def gateway(make_gateway) -> Gateway:
    return make_gateway()


@pytest.fixture(scope="session")
def bodies() -> dict[str, bytes]:
    """Recorded bodies by name, the bytes as Stripe would sign them."""
    return {path.stem: path.read_bytes() for path in sorted(BODIES.glob("*.json"))}


@pytest.fixture(scope="session")
def endpoint_of():
    """The endpoint that a recorded body belongs to."""

    def endpoint(body: bytes) -> str:
        return "connect" if "account" in json.loads(body) else "platform"

    return endpoint


@pytest.fixture(scope="session")
def sign():
    return signature


@pytest.fixture(scope="session")
def now() -> int:
    return NOW
