"""The service's settings, one class per process. Only `main` reads them."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from twyst.access.settings import StaffTokenSettings
from twyst.reconciliation.domain.outcome import Policy
from twyst.runtime.settings import DatabaseSettings, KafkaSettings, ServiceSettings, Settings, StripeSettings


class ApiSettings(DatabaseSettings, StaffTokenSettings, ServiceSettings):
    """The API: what venues and the operator read, and what they do about discrepancies."""

    database_pool_size: int = Field(default=8, ge=1, le=50, description="Connections to PostgreSQL.")


class PolicySettings(Settings):
    """How late facts may be before they are missed."""

    environment: str = Field(
        min_length=1,
        description="The name of this installation; the `twyst_env` metadata value on every Stripe object.",
    )
    grace_seconds: float = Field(
        default=3600,
        ge=0,
        description="How long a balance line may wait for its order, and a refund for its reversal.",
    )
    settlement_days: float = Field(
        default=10,
        gt=0,
        description="How long after payment an order must be in a payout: delay_days, the schedule, and some more.",
    )

    @property
    def policy(self) -> Policy:
        return Policy(
            grace=timedelta(seconds=self.grace_seconds), settlement=timedelta(days=self.settlement_days)
        )


class WorkerSettings(KafkaSettings, DatabaseSettings, StripeSettings, PolicySettings, ServiceSettings):
    """The worker: consumers, and the chores that read at Stripe."""

    database_pool_size: int = Field(default=8, ge=1, le=50, description="Connections to PostgreSQL.")
    fetch_every_seconds: float = Field(
        default=2.0, gt=0, description="Pause between two looks for payouts whose lines are to be fetched."
    )
    recheck_every_seconds: float = Field(
        default=30.0, gt=0, description="Pause between two looks for lines and orders whose time has come."
    )
    sync_every_seconds: float = Field(
        default=3600.0, gt=0, description="How often each connected account is read at Stripe."
    )


class OperatorSettings(DatabaseSettings, StripeSettings, PolicySettings):
    """The commands that a person runs, with the worker's DSN."""
