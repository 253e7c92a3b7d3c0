"""The order service's settings; only `main` reads them."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from pydantic import Field, model_validator

from twyst.access.settings import CapabilitySettings, StaffTokenSettings
from twyst.order.application.sweep import Deadlines
from twyst.runtime.settings import (
    DatabaseSettings,
    KafkaSettings,
    Profile,
    ServiceSettings,
    Settings,
    StripeSettings,
)


class ApiSettings(DatabaseSettings, StripeSettings, StaffTokenSettings, CapabilitySettings, ServiceSettings):
    """The API process: diners, venues, staff."""

    jwt_signing_key_file: str = Field(
        default="",
        description="File with the private JWK that signs staff sessions. Locally it may be empty: a key is made for this process alone.",
    )
    web_url: str = Field(
        default="http://localhost:3000",
        description="Where the web app is; tag URLs and onboarding links lead there.",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=10,
        description="Reverse proxies of ours before this process, for the client's address.",
    )
    orders_per_address_per_minute: int = Field(
        default=60, ge=1, description="Orders one client address may place."
    )
    orders_per_table_per_minute: int = Field(default=12, ge=1, description="Orders one table may place.")
    orders_per_venue_per_minute: int = Field(default=240, ge=1, description="Orders one venue takes.")
    stripe_calls_per_second: int = Field(
        default=20, ge=1, description="Calls to Stripe that this process may cause."
    )
    database_pool_size: int = Field(default=8, ge=1, le=50, description="Connections to PostgreSQL.")

    @model_validator(mode="after")
    def _signing_key(self) -> Self:
        if self.profile is Profile.PRODUCTION and not self.jwt_signing_key_file:
            raise ValueError("set TWYST_JWT_SIGNING_KEY_FILE: without it staff could not sign in anywhere")
        return self


class SweepSettings(Settings):
    """How long the sweep waits; the worker's, and an operator's who does its work by hand."""

    sweep_look_again_seconds: float = Field(
        default=60, gt=0, description="An order is looked at no more often than this."
    )
    sweep_read_quiet_payment_seconds: float = Field(
        default=120,
        gt=0,
        description="An unpaid order of which nothing was heard for so long is read at Stripe.",
    )
    sweep_abandon_unpaid_seconds: float = Field(
        default=1800, gt=0, description="An order that is unpaid for so long is canceled at Stripe."
    )
    sweep_refund_hold_seconds: float = Field(
        default=60, ge=0, description="Held money is refunded by policy no sooner than this."
    )

    @property
    def deadlines(self) -> Deadlines:
        """The sweep's deadlines."""
        return Deadlines(
            look_again=timedelta(seconds=self.sweep_look_again_seconds),
            read_quiet_payment=timedelta(seconds=self.sweep_read_quiet_payment_seconds),
            abandon_unpaid=timedelta(seconds=self.sweep_abandon_unpaid_seconds),
            refund_hold=timedelta(seconds=self.sweep_refund_hold_seconds),
        )


class WorkerSettings(KafkaSettings, DatabaseSettings, StripeSettings, SweepSettings, ServiceSettings):
    """The worker process: consumers, relay, calls to Stripe, sweep."""

    database_pool_size: int = Field(default=8, ge=1, le=50, description="Connections to PostgreSQL.")
    sweep_every_seconds: float = Field(
        default=5.0, gt=0, description="Pause between two passes of the sweep."
    )
