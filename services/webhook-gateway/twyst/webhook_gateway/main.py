"""Composition root: settings in, a running gateway out."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import NoReturn, Protocol

from twyst.messaging.producer import Producer, ProducerCounters
from twyst.messaging.producer_metrics import show_producer
from twyst.messaging.topics import Topics
from twyst.runtime.app import Runtime, create_api, runtime_of
from twyst.runtime.background import BackgroundTask
from twyst.runtime.metrics import Metrics
from twyst.runtime.serve import serve
from twyst.runtime.settings import load
from twyst.webhook_gateway.app import PATHS, Policy, StripeWebhook, WebhookDoor
from twyst.webhook_gateway.observe import METRICS, Observer
from twyst.webhook_gateway.openapi import describe_webhooks
from twyst.webhook_gateway.publish import Publisher, Sender
from twyst.webhook_gateway.route import Endpoint
from twyst.webhook_gateway.settings import GatewaySettings

SERVICE = "webhook-gateway"


class KafkaProducer(Sender, Protocol):
    """What the gateway's process needs of a producer beside sending."""

    @property
    def connected(self) -> bool: ...

    def counters(self) -> ProducerCounters: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


def build_app(
    settings: GatewaySettings, producer: KafkaProducer, *, now: Callable[[], float] = time.time
) -> WebhookDoor:
    """The gateway around a producer, which it starts and stops. It starts without Kafka and answers 503 until then."""

    @asynccontextmanager
    async def lifespan(runtime: Runtime) -> AsyncIterator[Sequence[BackgroundTask]]:
        async def check_kafka() -> None:
            if not producer.connected:
                raise ConnectionError

        runtime.health.add_check("kafka", check_kafka)
        await producer.start()
        try:
            yield ()
        finally:
            await producer.stop()

    api = create_api(
        SERVICE,
        settings,
        title="Twyst webhook gateway",
        version=version("twyst-webhook-gateway"),
        description="Verifies Stripe's webhooks and puts them on Kafka before it answers.",
        lifespan=lifespan,
        metrics=METRICS,
    )
    runtime = runtime_of(api)
    show_producer(runtime.metrics, producer)
    publisher = Publisher(producer, Topics(settings.topic_namespace))
    webhooks = {
        path: _webhook(endpoint, settings, publisher, runtime.metrics, now)
        for path, endpoint in PATHS.items()
    }
    describe_webhooks(api, PATHS.items())
    return WebhookDoor(api, webhooks)


def _webhook(
    endpoint: Endpoint,
    settings: GatewaySettings,
    publisher: Publisher,
    metrics: Metrics,
    now: Callable[[], float],
) -> StripeWebhook:
    secrets = {
        Endpoint.PLATFORM: settings.webhook_secrets_platform,
        Endpoint.CONNECT: settings.webhook_secrets_connect,
    }[endpoint]
    policy = Policy(
        environment=settings.environment,
        livemode=settings.livemode,
        tolerance_seconds=settings.signature_tolerance_seconds,
        max_body_bytes=settings.max_body_bytes,
        body_timeout_seconds=settings.body_timeout_seconds,
    )
    return StripeWebhook(
        endpoint,
        [secret.get_secret_value().encode() for secret in secrets],
        policy,
        publisher=publisher,
        observer=Observer(endpoint, len(secrets), metrics),
        now=now,
    )


def main() -> NoReturn:
    """Run the gateway until it is told to stop."""
    settings = load(GatewaySettings)
    producer = Producer(
        settings.kafka_bootstrap,
        client_id=SERVICE,
        send_timeout_seconds=settings.publish_timeout_seconds,
        max_in_flight=settings.max_in_flight_sends,
    )
    app = build_app(settings, producer)
    serve(app, settings, runtime=runtime_of(app.behind))
