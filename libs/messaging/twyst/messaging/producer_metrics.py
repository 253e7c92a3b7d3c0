"""What a producer shows, the same in every service; refreshed whenever the page is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from twyst.runtime.metrics import Metrics, counter, gauge

if TYPE_CHECKING:  # APIs know these names too, and need no producer
    from twyst.messaging.producer import ProducerCounters

PRODUCER_CONNECTED: Final = gauge(
    "twyst_producer_connected", "1 while the process has a session with Kafka to publish in."
)
PRODUCER_IN_FLIGHT: Final = gauge("twyst_producer_in_flight_sends", "Sends that wait for Kafka.")
PRODUCER_REBUILDS: Final = counter(
    "twyst_producer_rebuilds_total", "How often the session with Kafka was replaced."
)
PRODUCER_METRICS: Final = (PRODUCER_CONNECTED, PRODUCER_IN_FLIGHT, PRODUCER_REBUILDS)


class CountingProducer(Protocol):
    """What is shown of a producer."""

    @property
    def connected(self) -> bool: ...

    def counters(self) -> ProducerCounters: ...


def show_producer(metrics: Metrics, producer: CountingProducer) -> None:
    """Show the one producer of this process."""
    metrics.register(PRODUCER_METRICS)

    def refresh() -> None:
        counters = producer.counters()
        metrics.gauge(PRODUCER_CONNECTED).set(producer.connected)
        metrics.gauge(PRODUCER_IN_FLIGHT).set(counters.in_flight)
        metrics.count_up_to(PRODUCER_REBUILDS, counters.rebuilds)

    metrics.before_scrape(refresh)
