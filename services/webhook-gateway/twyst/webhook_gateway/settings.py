"""The gateway's settings. Only `main` reads them."""

from __future__ import annotations

from pydantic import Field

from twyst.runtime.settings import KafkaSettings, SecretCommaList, ServiceSettings


class GatewaySettings(KafkaSettings, ServiceSettings):
    """What the webhook gateway needs to know. Every secret of a list is accepted, so that one can be replaced."""

    webhook_secrets_platform: SecretCommaList = Field(
        default=(),
        description="Signing secrets (`whsec_…`) of the platform's endpoint, with commas; none disables it (404).",
    )
    webhook_secrets_connect: SecretCommaList = Field(
        default=(),
        description="Signing secrets of the endpoint for connected accounts, with commas; none disables it (404).",
    )
    livemode: bool = Field(
        default=False,
        description="Whether real money moves; events of the other mode are not ours.",
    )
    signature_tolerance_seconds: int = Field(
        default=300,
        ge=1,
        description="How far a signature's time may be from ours, in either direction.",
    )
    body_timeout_seconds: float = Field(
        default=5.0,
        gt=0,
        description="How long a request's body may take to arrive (408).",
    )
    publish_timeout_seconds: float = Field(
        default=2.5,
        gt=0,
        description="How long Kafka may take to acknowledge (503); Stripe waits for us meanwhile.",
    )
    max_in_flight_sends: int = Field(
        default=1000,
        ge=1,
        description="How many deliveries may wait for Kafka; more are answered 503 at once.",
    )
