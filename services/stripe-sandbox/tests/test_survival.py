"""What an acknowledged request did survives kill -9; and where the sandbox refuses to start."""

import asyncio
import hashlib
import os
import signal
import socket
import sys
from pathlib import Path

import httpx
import pytest
import stripe
from pydantic import ValidationError

from twyst.stripe_sandbox.store import Store, StoreInUseError


@pytest.fixture
def environment(tmp_path, receiver):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    return {
        **os.environ,
        "TWYST_PROFILE": "local",
        "TWYST_ENVIRONMENT": "test",
        "TWYST_PORT": str(port),
        "TWYST_LOG_LEVEL": "warning",
        "TWYST_STRIPE_API_KEY": "sk_test_survivor",
        "TWYST_SANDBOX_DATA_DIR": str(tmp_path / "data"),
        "TWYST_SANDBOX_WEBHOOK_URL_PLATFORM": f"{receiver.url}/survivor",
        "TWYST_WEBHOOK_SECRETS_PLATFORM": "whsec_a,whsec_b",
    }


async def start(environment):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "twyst.stripe_sandbox", env=environment, cwd=Path(__file__).parent
    )
    url = f"http://127.0.0.1:{environment['TWYST_PORT']}"
    async with asyncio.timeout(20), httpx.AsyncClient() as http:
        while True:
            try:
                if (await http.get(f"{url}/readyz")).is_success:
                    return process, url
            except httpx.TransportError:
                assert process.returncode is None, "the sandbox ended at once"
            await asyncio.sleep(0.05)


def is_about(delivery, object_id):
    return delivery.event["data"]["object"].get("id") == object_id


async def attempts_until_delivered(url, object_id):
    async with asyncio.timeout(20), httpx.AsyncClient(base_url=url) as http:
        while True:
            log = (await http.get("/_sandbox/deliveries", params={"object": object_id})).json()["data"]
            if log[0]["status"] == "delivered":
                return log[0]["attempts"]
            await asyncio.sleep(0.05)


async def test_nothing_acknowledged_is_lost(environment, receiver, client_for, eventually):
    receiver.status_for = lambda _delivery: 503
    process, url = await start(environment)
    client = client_for(url, "sk_test_survivor")
    params = {"amount": 1000, "currency": "eur", "metadata": {"order_id": "survivor"}}
    options = {"idempotency_key": "survivor"}
    try:
        intent = await client.v1.payment_intents.create_async(params, options)
        async with httpx.AsyncClient(base_url=url) as http:
            await http.post("/_sandbox/clock/advance", json={"seconds": 3600})
            await http.post(f"/_sandbox/payment_intents/{intent.id}/pay", json={})
            before = (await http.get("/_sandbox/clock")).json()
        process.send_signal(signal.SIGKILL)
        await process.wait()

        receiver.status_for = lambda _delivery: 200
        process, url = await start(environment)
        again = await client.v1.payment_intents.create_async(params, options)
        assert again.id == intent.id
        read = await client.v1.payment_intents.retrieve_async(intent.id, {"expand": ["latest_charge"]})
        assert read.status == "succeeded"
        await eventually(lambda: receiver.of(intent.id, "payment_intent.succeeded"))
        told = await eventually(lambda: receiver.of(read.latest_charge.id, "charge.updated"))
        assert told[0]["data"]["object"]["balance_transaction"] is not None
        delivery = next(d for d in receiver.deliveries if d.path == "/survivor")
        for secret in ("whsec_a", "whsec_b"):
            stripe.Webhook.construct_event(delivery.body, delivery.signature, secret)
        async with httpx.AsyncClient(base_url=url) as http:
            after = (await http.get("/_sandbox/clock")).json()
        assert after["offset_seconds"] == before["offset_seconds"] == 3600
    finally:
        receiver.status_for = lambda _delivery: 200
        process.terminate()
        assert await process.wait() == 0


async def test_what_was_being_sent_is_known_after_a_kill(environment, receiver, client_for):
    arrived, answer = asyncio.Event(), asyncio.Event()

    async def hold(_delivery):
        arrived.set()
        await answer.wait()

    receiver.before_answer = hold
    process, url = await start(environment)
    try:
        client = client_for(url, "sk_test_survivor")
        intent = await client.v1.payment_intents.create_async({"amount": 1000, "currency": "eur"})
        await asyncio.wait_for(arrived.wait(), 10)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        receiver.before_answer = None
        answer.set()
        process, url = await start(environment)

        cut_off, delivered = await attempts_until_delivered(url, intent.id)
        assert (cut_off["outcome"], delivered["outcome"]) == ("sending", "delivered")
        bodies = [each.body for each in receiver.deliveries if is_about(each, intent.id)]
        assert [hashlib.sha256(body).hexdigest() for body in bodies] == [
            cut_off["body_sha256"],
            delivered["body_sha256"],
        ]
    finally:
        receiver.before_answer = None
        answer.set()
        process.terminate()
        assert await process.wait() == 0


@pytest.mark.parametrize(
    "overrides",
    [
        {"profile": "production"},
        {"stripe_api_key": "sk_live_secret"},
        {"stripe_publishable_key": "pk_live_x"},
        {"sandbox_webhook_url_connect": "http://127.0.0.1:1/", "webhook_secrets_connect": ()},
    ],
)
def test_it_never_starts_for_real(settings_for, overrides):
    with pytest.raises(ValidationError) as refused:
        settings_for(**overrides)
    assert "sk_live_secret" not in str(refused.value)


async def test_the_process_ends_with_a_clear_line(environment):
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "twyst.stripe_sandbox",
        env={**environment, "TWYST_STRIPE_API_KEY": "sk_live_1"},
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    assert process.returncode == 2
    assert b"the Stripe sandbox takes test keys only" in errors
    assert b"sk_live_1" not in errors


def test_one_store_has_one_sandbox(tmp_path):
    store = Store(tmp_path)
    with pytest.raises(StoreInUseError):
        Store(tmp_path)
    store.close()
    Store(tmp_path).close()
