"""The process around the endpoints: start and stop, readiness, metrics, OpenAPI, settings, the README."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from twyst.runtime.settings import load
from twyst.webhook_gateway.outcome import Outcome, Reason
from twyst.webhook_gateway.settings import GatewaySettings

README = Path(__file__).parents[1] / "README.md"


async def test_readiness_follows_kafka_and_liveness_does_not(gateway):
    async with gateway.app.behind.router.lifespan_context(gateway.app.behind):
        assert gateway.producer.running
        assert (await gateway.client.get("/readyz")).status_code == 200
        gateway.producer.connected = False
        response = await gateway.client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["failures"] == {"kafka": "ConnectionError"}
        assert (await gateway.client.get("/livez")).status_code == 200
    assert not gateway.producer.running


async def test_every_reason_is_counted_from_the_start(gateway):
    page = (await gateway.client.get("/metrics")).text
    for reason in Reason:
        for endpoint in ("platform", "connect"):
            labels = f'endpoint="{endpoint}",outcome="{reason.outcome}",reason="{reason.slug}"'
            assert f"twyst_gateway_deliveries_total{{{labels}}} 0.0" in page
    assert "twyst_producer_connected 1.0" in page
    assert "twyst_producer_in_flight_sends 0.0" in page


async def test_openapi_describes_both_endpoints(gateway):
    document = (await gateway.client.get("/openapi.json")).json()
    for endpoint in ("platform", "connect"):
        operation = document["paths"][f"/webhooks/stripe/{endpoint}"]["post"]
        statuses = {str(reason.status) for reason in Reason if reason.outcome is not Outcome.ABANDONED}
        assert operation["responses"].keys() == statuses
    assert "Problem" in document["components"]["schemas"]


def test_a_reason_has_a_status_of_its_outcomes_class():
    classes = {
        Outcome.PUBLISHED: {200},
        Outcome.IGNORED: {200},
        Outcome.REJECTED: {400, 404, 408, 413, 422, 431},
        Outcome.UNAVAILABLE: {503},
        Outcome.ABANDONED: {499},
    }
    for reason in Reason:
        assert reason.status in classes[reason.outcome]


def test_the_readme_has_the_table_of_reasons():
    lines = README.read_text().splitlines()
    rows = [f"| {r.outcome} | {r.status} | `{r.slug}` | {r.text} |" for r in Reason]
    assert [line for line in lines if line in rows] == rows


def test_the_readme_names_every_setting_of_the_gateway():
    text = README.read_text()
    for field in GatewaySettings.model_fields:
        assert f"`TWYST_{field.upper()}`" in text, field


def test_settings_are_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("TWYST_ENVIRONMENT", "local")
    monkeypatch.setenv("TWYST_KAFKA_BOOTSTRAP", "127.0.0.1:19092")
    monkeypatch.setenv("TWYST_WEBHOOK_SECRETS_PLATFORM", "whsec_a, whsec_b,")
    settings = load(GatewaySettings)
    assert [secret.get_secret_value() for secret in settings.webhook_secrets_platform] == [
        "whsec_a",
        "whsec_b",
    ]
    assert settings.webhook_secrets_connect == ()
    assert "whsec_a" not in repr(settings)


def test_the_process_loads_no_more_than_it_needs():
    """The Stripe SDK alone would add half a second and 40 MB to each start."""
    program = "import sys, twyst.webhook_gateway.main; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"stripe", "faststream", "sqlalchemy", "asyncpg", "requests"} & set(loaded)


@pytest.mark.parametrize(
    "wrong", [{"signature_tolerance_seconds": 0}, {"max_in_flight_sends": 0}, {"publish_timeout_seconds": 0}]
)
def test_a_limit_cannot_be_switched_off(wrong):
    with pytest.raises(ValidationError):
        GatewaySettings(environment="local", kafka_bootstrap="127.0.0.1:1", **wrong)
