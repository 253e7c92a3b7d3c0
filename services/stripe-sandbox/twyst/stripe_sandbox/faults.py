"""Fault switches: what may go wrong on purpose, decided from a seed so that a run can be repeated.

Webhook faults are rates per delivery. API faults are rules matched by method and path.
"""

import random
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from twyst.stripe_sandbox.store import Store

_SETTING = "faults"


class ApiFault(StrEnum):
    """What a matched API request meets."""

    ERROR_APPLIED = "error_applied"
    """500, although the request took effect; stored under its idempotency key."""
    ERROR_NOT_APPLIED = "error_not_applied"
    """500 without effect; stored under its idempotency key."""
    RATE_LIMIT = "rate_limit"
    """429, not stored."""
    LOCK_TIMEOUT = "lock_timeout"
    """429 `lock_timeout` with `Stripe-Should-Retry: true`, not stored."""
    CONFLICT = "conflict"
    """409 `idempotency_key_in_use`, not stored."""
    TIMEOUT_APPLIED = "timeout_applied"
    """The request took effect; the answer comes `seconds` late."""
    LOST_ANSWER = "lost_answer"
    """The request took effect; the connection breaks instead of an answer."""
    SLOW = "slow"
    """The request waits `seconds` before it is carried out."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ApiRule(_Closed):
    """One API fault: which requests, what happens, how often."""

    method: str = "POST"
    path: str = Field(
        default="*", description="`/v1/…` as sent; `*` stands for any part, also of several segments."
    )
    fault: ApiFault
    seconds: float = Field(default=0.0, ge=0)
    times: int | None = Field(default=None, ge=0, description="How often at most; null is without limit.")
    rate: float = Field(default=1.0, ge=0, le=1)
    status: int | None = Field(default=None, description="Another status code than the fault's own.")


Corruption = Literal["wrong_secret", "tampered_body", "v0_only", "non_ascii_header", "old_timestamp"]


class WebhookFaults(_Closed):
    """Rates from 0 to 1, per event and endpoint."""

    duplicate: float = Field(default=0.0, ge=0, le=1, description="Delivered again after it was accepted.")
    reorder: float = Field(default=0.0, ge=0, le=1, description="Held back for up to `reorder_seconds`.")
    reorder_seconds: float = Field(default=1.0, ge=0)
    delay: float = Field(default=0.0, ge=0, le=1, description="Held back for `delay_seconds`.")
    delay_seconds: float = Field(default=30.0, ge=0)
    drop_until_retry: float = Field(
        default=0.0, ge=0, le=1, description="The first attempt is lost on the way."
    )
    lose: float = Field(default=0.0, ge=0, le=1, description="Never delivered at all.")
    second_event_id: float = Field(default=0.0, ge=0, le=1, description="Two events, two ids, one change.")
    corrupt: float = Field(
        default=0.0, ge=0, le=1, description="The first attempt is not acceptable, the retry is."
    )
    corruptions: tuple[Corruption, ...] = ("wrong_secret", "tampered_body", "v0_only", "non_ascii_header")
    types: tuple[str, ...] = Field(
        default=("*",), description="The event types meant; a trailing `*` matches any end."
    )


class FaultPlan(_Closed):
    """All switches at once."""

    seed: int = 0
    webhooks: WebhookFaults = WebhookFaults()
    api: list[ApiRule] = []


class Faults:
    """The plan in force, and the draws from its seed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        saved = store.setting(_SETTING)
        self.plan = FaultPlan() if saved is None else FaultPlan.model_validate(saved)
        self._api_random = random.Random(self.plan.seed)  # noqa: S311

    def set_plan(self, plan: FaultPlan) -> None:
        self.plan = plan
        self._api_random = random.Random(plan.seed)  # noqa: S311
        self._save()

    def webhooks_for(self, event_type: str) -> WebhookFaults | None:
        """The rates that apply to an event of this type."""
        webhooks = self.plan.webhooks
        return webhooks if any(fnmatchcase(event_type, pattern) for pattern in webhooks.types) else None

    def dice(self, *parts: object) -> random.Random:
        """Randomness that depends on the seed and the parts only, not on what else happened."""
        return random.Random(f"{self.plan.seed}:{':'.join(map(str, parts))}")  # noqa: S311

    def for_request(self, method: str, path: str) -> ApiRule | None:
        """The first rule that hits this request; a rule with a limit is used up by it."""
        for rule in self.plan.api:
            if rule.times == 0 or rule.method.upper() != method or not fnmatchcase(path, rule.path):
                continue
            if self._api_random.random() >= rule.rate:
                continue
            if rule.times is not None:
                rule.times -= 1
                self._save()
            return rule
        return None

    def _save(self) -> None:
        self._store.set_setting(_SETTING, self.plan.model_dump(mode="json"))
