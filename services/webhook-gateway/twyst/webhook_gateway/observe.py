"""What operators see of a delivery: one log line and its counters, by endpoint, outcome and reason.

A published delivery is logged at debug level: the record on Kafka is its account, complete and kept for weeks, and a
line would cost more than everything else that the gateway does with it. All others are logged at info or above.

No value of a body is ever logged, only ids, types and JSON paths.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from twyst.messaging.producer_metrics import PRODUCER_METRICS
from twyst.runtime.metrics import MetricDefinition, Metrics, counter, histogram
from twyst.webhook_gateway.outcome import Outcome, Reason
from twyst.webhook_gateway.publish import Published
from twyst.webhook_gateway.route import Address, Endpoint
from twyst.webhook_gateway.verify import Verified

logger = logging.getLogger(__name__)

DELIVERIES: Final = counter(
    "twyst_gateway_deliveries_total",
    "Webhook deliveries, by how they ended.",
    "endpoint",
    "outcome",
    "reason",
)
SECRET_MATCHES: Final = counter(
    "twyst_gateway_secret_matches_total",
    "Genuine signatures by the place of the matching secret in its list: a rotation is over when 0 takes all.",
    "endpoint",
    "secret_index",
)
SKEW_SECONDS: Final = histogram(
    "twyst_gateway_signature_skew_seconds",
    "Our clock minus the signature's; beyond the tolerance even genuine events are refused.",
    "endpoint",
    buckets=(-300.0, -60.0, -10.0, -2.0, 0.0, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0),
)
ACKNOWLEDGEMENT_SECONDS: Final = histogram(
    "twyst_gateway_acknowledgement_seconds", "Time from the send to Kafka's acknowledgement.", "endpoint"
)
ANSWER_SECONDS: Final = histogram(
    "twyst_gateway_answer_seconds",
    "Time from a delivery's arrival to its answer, Kafka's acknowledgement included.",
    "endpoint",
    "outcome",
)
API_VERSIONS: Final = counter(
    "twyst_gateway_api_versions_total",
    "Published events by the API version that Stripe rendered them in; more than one means a half-done upgrade.",
    "api_version",
)
METRICS: Final[tuple[MetricDefinition, ...]] = (
    DELIVERIES,
    SECRET_MATCHES,
    SKEW_SECONDS,
    ACKNOWLEDGEMENT_SECONDS,
    ANSWER_SECONDS,
    API_VERSIONS,
    *PRODUCER_METRICS,
)

# What somebody must mend is an error: a contradiction in the set-up, or a genuine event that cannot be passed on.
_ERRORS: Final = frozenset(
    {
        Reason.BODY_MALFORMED,
        Reason.ACCOUNT_ON_PLATFORM,
        Reason.NO_ACCOUNT,
        Reason.UNPROJECTABLE,
        Reason.RECORD_REFUSED,
    }
)
_LEVELS: Final = MappingProxyType(
    {
        Outcome.PUBLISHED: logging.DEBUG,
        Outcome.IGNORED: logging.INFO,
        Outcome.REJECTED: logging.WARNING,
        Outcome.UNAVAILABLE: logging.WARNING,
        Outcome.ABANDONED: logging.INFO,
    }
)


@dataclass(slots=True)
class Delivery:
    """What became known of a delivery on its way; filled step by step."""

    began: float = field(default_factory=time.perf_counter)
    body_bytes: int = 0
    verified: Verified | None = None
    event_id: str | None = None
    event_type: str | None = None
    account: str | None = None
    api_version: str | None = None
    is_backfill: bool = False
    fault_field: str | None = None
    fault: str | None = None
    address: Address | None = None
    published: Published | None = None


class Observer:
    """Counts and logs the deliveries of one endpoint."""

    def __init__(self, endpoint: Endpoint, secret_count: int, metrics: Metrics) -> None:
        self._endpoint = endpoint
        # Children are looked up once: that costs more than to count.
        self._deliveries = {
            reason: metrics.counter(DELIVERIES).labels(endpoint, reason.outcome, reason.slug)
            for reason in Reason
        }
        self._matches = [
            metrics.counter(SECRET_MATCHES).labels(endpoint, str(index)) for index in range(secret_count)
        ]
        self._skew = metrics.histogram(SKEW_SECONDS).labels(endpoint)
        self._answer = {
            outcome: metrics.histogram(ANSWER_SECONDS).labels(endpoint, outcome) for outcome in Outcome
        }
        self._acknowledgement = metrics.histogram(ACKNOWLEDGEMENT_SECONDS).labels(endpoint)
        self._api_version = cache(metrics.counter(API_VERSIONS).labels)

    def ended(self, reason: Reason, delivery: Delivery) -> None:
        """Record how a delivery ended."""
        self._deliveries[reason].inc()
        self._answer[reason.outcome].observe(time.perf_counter() - delivery.began)
        if delivery.verified is not None:
            self._matches[delivery.verified.secret_index].inc()
            self._skew.observe(delivery.verified.skew_seconds)
        if delivery.published is not None:
            self._acknowledgement.observe(delivery.published.wait_seconds)
            self._api_version(delivery.api_version or "none").inc()
        level = logging.ERROR if reason in _ERRORS else _LEVELS[reason.outcome]
        if logger.isEnabledFor(level):
            text = f"delivery {reason.outcome}: {reason.text}"
            logger.log(level, text, extra=self._fields(reason, delivery))

    def _fields(self, reason: Reason, delivery: Delivery) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "endpoint": self._endpoint.value,
            "outcome": reason.outcome.value,
            "reason": reason.slug,
            "body_bytes": delivery.body_bytes,
        }
        optional = {
            "event_id": delivery.event_id,
            "event_type": delivery.event_type,
            "account": delivery.account,
            "source": "backfill" if delivery.is_backfill else None,
            "skew_seconds": delivery.verified and delivery.verified.skew_seconds,
            "field": delivery.fault_field,
            "fault": delivery.fault,
            "topic": delivery.published and delivery.published.position.topic,
            "partition": delivery.published and delivery.published.position.partition,
            "offset": delivery.published and delivery.published.position.offset,
            "key": delivery.address and delivery.address.key,
        }
        fields.update((name, value) for name, value in optional.items() if value is not None)
        return fields
