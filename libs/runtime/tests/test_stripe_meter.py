import pytest

from twyst.runtime.metrics import Metrics
from twyst.runtime.stripe_meter import StripeMeter, operation_of

BASE = "http://127.0.0.1:1/v1"


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("post", "/payment_intents", "payment_intents.create"),
        ("post", "/payment_intents/pi_1/cancel", "payment_intents.cancel"),
        ("get", "/payment_intents/pi_1?expand[0]=latest_charge", "payment_intents.retrieve"),
        ("get", "/payment_intents/search?query=x", "payment_intents.search"),
        ("get", "/refunds?limit=100", "refunds.list"),
        ("post", "/accounts/acct_1", "accounts.update"),
    ],
)
def test_an_operation_names_no_object(method, path, operation):
    assert operation_of(method, BASE + path) == operation


async def test_every_way_to_end_is_counted():
    metrics, meter = Metrics(), StripeMeter()
    meter.show_in(metrics)

    async def answer(status):
        if status is None:
            raise TimeoutError
        return b"", status, {}

    for status in (200, 402, 429, 503):
        await meter.measured("get", f"{BASE}/refunds", answer(status))
    with pytest.raises(TimeoutError):
        await meter.measured("get", f"{BASE}/refunds", answer(None))
    page = metrics.exposition()[0].decode()
    for outcome, number in {"answered": 1, "refused": 1, "unavailable": 2, "no_answer": 1}.items():
        labels = f'operation="refunds.list",outcome="{outcome}"'
        assert f"twyst_stripe_calls_total{{{labels}}} {number}.0" in page
    assert 'twyst_stripe_call_seconds_count{operation="refunds.list"} 5.0' in page


async def test_a_program_without_metrics_is_not_measured():
    async def answer():
        return b"", 200, {}

    assert (await StripeMeter().measured("get", f"{BASE}/refunds", answer()))[1] == 200
