"""The service's settings, one class per process. Only `main` reads them."""

from __future__ import annotations

from pydantic import Field

from twyst.access.settings import CapabilitySettings, StaffTokenSettings
from twyst.runtime.settings import DatabaseSettings, KafkaSettings, ServiceSettings, Settings


class ApiSettings(StaffTokenSettings, CapabilitySettings, DatabaseSettings, ServiceSettings):
    """What the API needs to know."""

    database_pool_size: int = Field(
        default=10, ge=1, le=100, description="How many database connections the process holds at most."
    )
    recent_minutes: int = Field(
        default=30,
        ge=1,
        le=24 * 60,
        description="How long finished tickets stay on show, and in reach of a recall.",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=10,
        description="Reverse proxies of ours before this process, for the client's address.",
    )
    calls_per_address_per_minute: int = Field(
        default=60,
        ge=1,
        description="Calls for staff one client address may make; a venue's guests often share one.",
    )
    calls_per_table_per_minute: int = Field(
        default=6, ge=1, description="Calls for staff one table may make."
    )


class QuoteSettings(Settings):
    """What everything that opens tickets needs to know."""

    default_quote_minutes: int = Field(
        default=8,
        ge=1,
        le=24 * 60,
        description="When a ticket is late, in venues that quote no waiting time.",
    )

    @property
    def default_quote_seconds(self) -> int:
        return self.default_quote_minutes * 60


class WorkerSettings(QuoteSettings, KafkaSettings, DatabaseSettings, ServiceSettings):
    """What the worker needs to know."""

    database_pool_size: int = Field(
        default=5, ge=1, le=100, description="How many database connections the process holds at most."
    )
    unseen_alarm_seconds: int = Field(
        default=30, ge=1, description="How long a paid ticket may go unseen before the alarm is sounded."
    )
    refund_unseen_after_seconds: int | None = Field(
        default=None,
        ge=60,
        description="After how long a paid ticket that nobody saw is refunded. Off unless said: only the alarm sounds.",
    )
    refund_unseen_cap_per_hour: int = Field(
        default=5,
        ge=1,
        description="How many tickets of one venue are refunded like that in an hour; those beyond are kept for a person.",
    )
    feed_retention_hours: int = Field(
        default=48, ge=1, description="How long a board that was away can resume its feed."
    )
    inbox_retention_days: int = Field(
        default=60,
        ge=1,
        description="How long taken events are remembered; longer than topics and replays keep theirs (28 days each).",
    )
    ticket_retention_days: int = Field(
        default=90, ge=1, description="How long finished tickets, with the diners' notes on them, are kept."
    )
    call_retention_days: int = Field(
        default=30, ge=1, description="How long calls for staff that are over are kept."
    )
