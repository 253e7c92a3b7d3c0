"""Every alert is seen to fire, and to be silent a step before, on figures that are written here."""

from __future__ import annotations

import re

import pytest
from journeys.scrape import Sample
from runbooks.evaluate import Evaluation, Look
from runbooks.rules import FROM_PROMETHEUS, alerts, known_labels

_NOW_SECONDS = 1_800_000_000.0
_SERIES = re.compile(r"(\w+)\{([^}]*)\} (\S+)")
_ASKED = 'twyst_http_requests_total{job="order-api",route="/v1/orders",status="201"} 1000'
_CALLED = 'twyst_stripe_calls_total{job="order-worker",operation="refund",outcome="answered"} 10'
_TAKEN = 'twyst_gateway_deliveries_total{endpoint="platform",outcome="published",reason="routed"} 20'

# By alert: what the figures are now when it must not fire yet, and when it must; before, all of them were 0.
_EDGES = {
    "PaidOrderUnseen": (
        'twyst_orders_stuck{situation="unseen"} 0',
        'twyst_orders_stuck{situation="unseen"} 1',
    ),
    "RequestsFail": (
        f'{_ASKED}\ntwyst_http_requests_total{{job="order-api",route="/v1/orders",status="503"}} 52',
        f'{_ASKED}\ntwyst_http_requests_total{{job="order-api",route="/v1/orders",status="503"}} 53',
    ),
    "ProcessDown": ('up{job="gateway"} 1', 'up{job="gateway"} 0'),
    "StripeFails": (
        f'{_CALLED}\ntwyst_stripe_calls_total{{job="order-worker",operation="refund",outcome="no_answer"}} 10',
        f'{_CALLED}\ntwyst_stripe_calls_total{{job="order-worker",operation="refund",outcome="unavailable"}} 11',
    ),
    "RecordParked": (
        'twyst_parked_records{group="order.stripe"} 0',
        'twyst_parked_records{group="order.stripe"} 1',
    ),
    "ConsumerStopped": (
        'twyst_consumer_circuit_open{group="order.stripe"} 0',
        'twyst_consumer_circuit_open{group="order.stripe"} 1',
    ),
    "EventsLate": (
        'twyst_consumer_lag_seconds{group="order.stripe"} 60',
        'twyst_consumer_lag_seconds{group="order.stripe"} 61',
    ),
    "RelayLate": (
        'twyst_outbox_oldest_age_seconds{job="order-worker"} 60',
        'twyst_outbox_oldest_age_seconds{job="order-worker"} 61',
    ),
    "BrokerAway": ('twyst_producer_connected{job="gateway"} 1', 'twyst_producer_connected{job="gateway"} 0'),
    "DatabaseAway": (
        'twyst_chore_last_success_timestamp_seconds{job="order-worker",chore="vitals"} 1799999941',
        'twyst_chore_last_success_timestamp_seconds{job="order-worker",chore="vitals"} 1799999939',
    ),
    "WebhooksRefused": (
        f'{_TAKEN}\ntwyst_gateway_deliveries_total{{endpoint="platform",outcome="refused",reason="signature_mismatch"}} 20',
        f'{_TAKEN}\ntwyst_gateway_deliveries_total{{endpoint="platform",outcome="refused",reason="timestamp_too_old"}} 21',
    ),
    "WebhookNotUnderstood": (
        _TAKEN,
        'twyst_gateway_deliveries_total{endpoint="connect",outcome="refused",reason="no_account"} 1',
    ),
    "EventDoesNotFit": (
        'twyst_consumer_records_total{group="order.stripe",outcome="rejected"} 1',
        'twyst_consumer_records_total{group="order.stripe",outcome="misfit"} 1',
    ),
    "OrderStuck": (
        'twyst_orders_stuck{situation="unseen"} 1',
        'twyst_orders_stuck{situation="money"} 1',
    ),
    "MoneyHeld": ("twyst_open_holds{} 0", "twyst_open_holds{} 1"),
    "PaymentWithoutOrder": (
        'twyst_unrouted_events{status="waiting"} 1',
        'twyst_unrouted_events{status="held"} 1',
    ),
    "PayoutDiffers": (
        'twyst_recon_discrepancies_open{kind="amount_differs"} 0',
        'twyst_recon_discrepancies_open{kind="amount_differs"} 1',
    ),
    "PayoutUnread": ("twyst_recon_payouts_failing{} 0", "twyst_recon_payouts_failing{} 1"),
}


def _read(exposition: str, *, at_seconds: float, factor: float = 1.0) -> Look:
    samples = [
        Sample(name, name, dict(re.findall(r'(\w+)="([^"]*)"', labels)), factor * float(value))
        for name, labels, value in _SERIES.findall(exposition)
    ]
    assert len(samples) == exposition.count("\n") + 1, exposition
    return Look(at_seconds, samples)


def _fires(name: str, exposition: str) -> bool:
    before = _read(exposition, at_seconds=_NOW_SECONDS - 60, factor=0.0)
    now = _read(exposition, at_seconds=_NOW_SECONDS)
    return bool(Evaluation(before, now).firing(alerts()[name].expression))


def test_every_alert_has_its_edge_here() -> None:
    assert _EDGES.keys() == alerts().keys()


@pytest.mark.parametrize("name", _EDGES)
def test_an_alert_is_silent_before_its_edge_and_fires_behind_it(name: str) -> None:
    silent, loud = _EDGES[name]
    for sample in (*_read(silent, at_seconds=0).samples, *_read(loud, at_seconds=0).samples):
        assert sample.labels.keys() <= known_labels()[sample.name] | FROM_PROMETHEUS, sample
    assert not _fires(name, silent)
    assert _fires(name, loud)
