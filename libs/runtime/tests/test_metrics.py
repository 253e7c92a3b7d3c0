"""Metrics come from definitions, and requests are counted by route template."""

import pytest
from fastapi import APIRouter

from twyst.runtime.app import create_api, runtime_of
from twyst.runtime.metrics import RUNTIME_METRICS, Metrics, counter, gauge, histogram

MOVED = counter("twyst_test_moves_total", "Moves.", "to")
PENDING = gauge("twyst_test_pending", "Waiting.")
AGE = histogram("twyst_test_age_seconds", "Age.", buckets=(1.0, 5.0))


def test_a_declared_metric_is_shown_and_counted():
    metrics = Metrics([MOVED, PENDING, AGE])
    metrics.counter(MOVED).labels("CANCELED").inc()
    metrics.gauge(PENDING).set(4)
    metrics.histogram(AGE).observe(2)
    page = metrics.exposition()[0].decode()
    assert 'twyst_test_moves_total{to="CANCELED"} 1.0' in page
    assert "twyst_test_pending 4.0" in page
    assert 'twyst_test_age_seconds_bucket{le="5.0"} 1.0' in page
    assert set(metrics.definitions) == {*RUNTIME_METRICS, MOVED, PENDING, AGE}


def test_declaring_again_is_harmless_and_processes_share_nothing():
    metrics = Metrics([PENDING])
    metrics.register([PENDING])
    metrics.gauge(PENDING).set(1)
    assert "twyst_test_pending 0.0" in Metrics([PENDING]).exposition()[0].decode()


def test_a_metric_that_nobody_declared_is_an_error():
    with pytest.raises(KeyError):
        Metrics().counter(MOVED)


def test_definitions_keep_to_the_rules_of_naming():
    for definition in RUNTIME_METRICS:
        assert definition.name.startswith("twyst_")
        assert definition.help.endswith(".")
        assert definition.name.endswith("_total") == (definition.kind == "counter")
        assert not {"order_id", "venue_id", "event_id"} & set(definition.labels)


async def test_requests_are_counted_by_route_template(settings, client_of):
    router = APIRouter(prefix="/v1")

    @router.get("/orders/{order_id}")
    async def read_order(order_id: str) -> str:
        return order_id

    app = create_api("test", settings, title="Test", version="1", routers=[router], metrics=[MOVED])
    async with client_of(app) as client:
        await client.get("/v1/orders/1")
        await client.get("/v1/orders/2")
        await client.get("/wp-login.php")
        await client.request("BREW", "/v1/orders/1")
        page = (await client.get("/metrics")).text
    assert 'twyst_http_requests_total{method="GET",route="/v1/orders/{order_id}",status="200"} 2.0' in page
    assert 'twyst_http_requests_total{method="GET",route="unmatched",status="404"} 1.0' in page
    assert 'method="OTHER"' in page
    assert "wp-login" not in page
    assert "# HELP twyst_test_moves_total Moves." in page
    assert MOVED in runtime_of(app).metrics.definitions


def test_a_total_that_is_counted_elsewhere_is_followed_when_the_page_is_read():
    metrics = Metrics([MOVED])
    totals = iter([3, 3, 7])
    metrics.before_scrape(lambda: metrics.count_up_to(MOVED, next(totals), "CANCELED"))
    for total in (3, 3, 7):
        assert f'twyst_test_moves_total{{to="CANCELED"}} {total}.0' in metrics.exposition()[0].decode()
