"""Delivery of webhooks: signatures, scope, retries, faults, and what the log says about them."""

import asyncio
import time

import pytest
import stripe

from twyst.stripe_sandbox.faults import FaultPlan, Faults
from twyst.stripe_sandbox.store import Store


async def log_of(sandbox, object_id, **query):
    filters = "".join(f"&{name}={value}" for name, value in query.items())
    return (await sandbox.control("GET", f"deliveries?object={object_id}{filters}"))["data"]


async def delivered_log(sandbox, object_id, **query):
    async with asyncio.timeout(10):
        while True:
            log = await log_of(sandbox, object_id, **query)
            if log and all(row["status"] == "delivered" for row in log):
                return log
            await asyncio.sleep(0.02)


async def test_each_delivery_is_signed_with_wall_time(sandbox, venue, eventually):
    await sandbox.advance(48 * 3600)
    intent = await sandbox.order(venue)
    await eventually(lambda: sandbox.receiver.of(intent.id))
    delivery = next(
        d for d in sandbox.receiver.deliveries if d.event["data"]["object"].get("id") == intent.id
    )
    assert delivery.path == "/platform"
    event = stripe.Webhook.construct_event(delivery.body, delivery.signature, sandbox.secrets["platform"])
    assert (event.type, event.livemode, event.api_version) == (
        "payment_intent.created",
        False,
        stripe.api_version,
    )
    assert "account" not in event
    signed_at = int(delivery.signature.split(",")[0].removeprefix("t="))
    assert abs(signed_at - time.time()) < 60
    assert event.created - time.time() > 47 * 3600
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(delivery.body, delivery.signature, sandbox.secrets["connect"])


async def test_the_request_that_caused_an_event_is_named(sandbox, venue, eventually):
    intent = await sandbox.v1.payment_intents.create_async(
        {"amount": 1000, "currency": "eur"}, {"idempotency_key": "pi:named"}
    )
    (created,) = await eventually(lambda: sandbox.receiver.of(intent.id, "payment_intent.created"))
    assert created["request"] == {
        "id": intent.last_response.request_id,
        "idempotency_key": "pi:named",
    }


async def test_a_venues_own_charge_comes_on_the_connect_endpoint(sandbox, venue, eventually):
    paid = await sandbox.control(
        "POST",
        "direct_charges",
        {"account": venue, "amount": 700, "currency": "eur", "metadata": {"order_id": "someone else's"}},
    )
    (told,) = await eventually(lambda: sandbox.receiver.of(paid["id"], "payment_intent.succeeded"))
    assert told["account"] == venue
    assert told["data"]["object"]["metadata"] == {"order_id": "someone else's"}
    paths = {d.path for d in sandbox.receiver.deliveries if d.event["data"]["object"].get("id") == paid["id"]}
    assert paths == {"/connect"}


async def test_a_refused_delivery_is_tried_again_within_seconds(sandbox, venue):
    refusals = 2

    def status_for(delivery):
        nonlocal refusals
        if delivery.event["data"]["object"].get("metadata") != {"order_id": "refused twice"}:
            return 200
        refusals -= 1
        return 200 if refusals < 0 else 503

    sandbox.receiver.status_for = status_for
    intent = await sandbox.order(venue, metadata={"order_id": "refused twice"})
    (row,) = await delivered_log(sandbox, intent.id)
    assert [attempt["outcome"] for attempt in row["attempts"]] == ["refused", "refused", "delivered"]
    assert [attempt["status_code"] for attempt in row["attempts"]] == [503, 503, 200]
    timestamps = [
        delivery.signature.split(",")[0]
        for delivery in sandbox.receiver.deliveries
        if delivery.event["data"]["object"].get("id") == intent.id
    ]
    assert len(timestamps) == 3


async def test_pending_webhooks_counts_what_is_owed(sandbox, venue, eventually):
    sandbox.receiver.status_for = lambda _delivery: 500
    intent = await sandbox.order(venue)
    await eventually(lambda: len(sandbox.receiver.of(intent.id)) > 1)
    (event,) = [e for e in (await sandbox.v1.events.list_async()).data if e.data.object.id == intent.id]
    assert event.pending_webhooks == 1
    failing = await sandbox.v1.events.list_async(
        {"delivery_success": False, "type": "payment_intent.created"}
    )
    assert event.id in [found.id for found in failing.data]
    sandbox.receiver.status_for = lambda _delivery: 200
    await delivered_log(sandbox, intent.id)
    assert (await sandbox.v1.events.retrieve_async(event.id)).pending_webhooks == 0


async def test_after_three_days_stripe_gives_up(sandbox, venue, eventually):
    sandbox.receiver.status_for = lambda _delivery: 500
    intent = await sandbox.order(venue)
    await eventually(lambda: sandbox.receiver.of(intent.id))
    await sandbox.advance(4 * 24 * 3600)
    async with asyncio.timeout(10):
        while True:
            (row,) = await log_of(sandbox, intent.id)
            if row["status"] == "failed":
                return
            await asyncio.sleep(0.02)


async def test_an_endpoint_that_was_down_catches_up(sandbox, venue):
    """One that refuses every connection is probed; the others are not held up by it."""
    endpoint = await sandbox.v1.webhook_endpoints.create_async(
        {"url": "http://127.0.0.1:1/nobody", "enabled_events": ["payment_intent.created"]}
    )
    intents = [await sandbox.order(venue) for _ in range(12)]
    for intent in intents:
        await delivered_log(sandbox, intent.id, endpoint="we_platform")
    rows = await log_of(sandbox, intents[0].id, endpoint=endpoint.id)
    assert {attempt["outcome"] for attempt in rows[0]["attempts"]} == {"unreachable"}
    await sandbox.v1.webhook_endpoints.update_async(endpoint.id, {"url": f"{sandbox.receiver.url}/back"})
    for intent in intents:
        await delivered_log(sandbox, intent.id, endpoint=endpoint.id)
    await sandbox.v1.webhook_endpoints.delete_async(endpoint.id)


async def test_endpoints_through_the_api(sandbox, venue, eventually):
    made = await sandbox.v1.webhook_endpoints.create_async(
        {
            "url": f"{sandbox.receiver.url}/mine",
            "enabled_events": ["payment_intent.canceled"],
            "api_version": "2026-09-30.endive",
            "metadata": {"a": "b"},
        }
    )
    assert made.secret.startswith("whsec_")
    read = await sandbox.v1.webhook_endpoints.retrieve_async(made.id)
    assert ("secret" in read, read.status, read.metadata["a"]) == (False, "enabled", "b")
    listed = await sandbox.v1.webhook_endpoints.list_async()
    assert {"we_platform", "we_connect", made.id} <= {endpoint.id for endpoint in listed.data}

    intent = await sandbox.order(venue)
    await sandbox.v1.payment_intents.cancel_async(intent.id)
    (row,) = await delivered_log(sandbox, intent.id, endpoint=made.id)
    assert row["type"] == "payment_intent.canceled"
    (mine,) = [d for d in sandbox.receiver.deliveries if d.path == "/mine"]
    event = stripe.Webhook.construct_event(mine.body, mine.signature, made.secret)
    assert event.api_version == "2026-09-30.endive"

    await sandbox.v1.webhook_endpoints.update_async(made.id, {"disabled": True})
    other = await sandbox.order(venue)
    await sandbox.v1.payment_intents.cancel_async(other.id)
    assert await log_of(sandbox, other.id, endpoint=made.id) == []
    assert (await sandbox.v1.webhook_endpoints.delete_async(made.id)).deleted is True


async def test_while_a_secret_is_rolled_both_sign(sandbox, venue):
    made = await sandbox.v1.webhook_endpoints.create_async(
        {"url": f"{sandbox.receiver.url}/rolled", "enabled_events": ["payment_intent.created"]}
    )
    rolled = await sandbox.control("POST", f"webhook_endpoints/{made.id}/roll", {"old_lives_seconds": 3600})

    async def receive():
        intent = await sandbox.order(venue)
        await delivered_log(sandbox, intent.id, endpoint=made.id)
        return [d for d in sandbox.receiver.deliveries if d.path == "/rolled"][-1]

    both = await receive()
    for secret in (made.secret, rolled["secret"]):
        stripe.Webhook.construct_event(both.body, both.signature, secret)
    await sandbox.advance(3700)
    later = await receive()
    stripe.Webhook.construct_event(later.body, later.signature, rolled["secret"])
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(later.body, later.signature, made.secret)
    await sandbox.v1.webhook_endpoints.delete_async(made.id)


async def test_anything_can_be_sent(sandbox):
    body = {"object": "v2.core.event", "id": "evt_thin"}
    answer = await sandbox.control("POST", "webhook_endpoints/we_platform/send", {"body": body})
    assert answer["status_code"] == 200
    sent = sandbox.receiver.deliveries[-1]
    stripe.WebhookSignature.verify_header(sent.body, sent.signature, sandbox.secrets["platform"], 300)
    sandbox.receiver.deliveries.pop()


async def test_an_old_event_can_be_sent_again(sandbox, venue, eventually):
    intent = await sandbox.order(venue)
    (row,) = await delivered_log(sandbox, intent.id)
    await sandbox.control("POST", f"events/{row['event']}/resend?endpoint=we_platform")
    copies = await eventually(lambda: len(found := sandbox.receiver.of(intent.id)) == 2 and found)
    assert copies[0]["id"] == copies[1]["id"]


async def test_a_jump_over_an_event_does_not_use_up_its_patience(sandbox, venue):
    """What happens in the middle of a long jump is delivered after it, with three days of patience from there."""
    intent = await sandbox.order(venue)
    await sandbox.pay(intent.id, "pm_usBankAccount_success")
    await sandbox.control("PUT", "faults", {"webhooks": {"drop_until_retry": 1}})
    await sandbox.advance(7 * 24 * 3600)
    rows = await delivered_log(sandbox, intent.id, type="payment_intent.succeeded")
    assert [attempt["outcome"] for attempt in rows[0]["attempts"]] == ["lost", "delivered"]


class TestFaults:
    """What may go wrong between Stripe and us, on purpose."""

    async def test_duplicates(self, sandbox, venue, eventually):
        await sandbox.control("PUT", "faults", {"webhooks": {"duplicate": 1}})
        intent = await sandbox.order(venue)
        copies = await eventually(lambda: len(found := sandbox.receiver.of(intent.id)) == 2 and found)
        assert copies[0]["id"] == copies[1]["id"]
        assert [row["is_duplicate"] for row in await delivered_log(sandbox, intent.id)] == [False, True]

    async def test_two_event_ids_for_one_change(self, sandbox, venue, eventually):
        await sandbox.control("PUT", "faults", {"webhooks": {"second_event_id": 1}})
        intent = await sandbox.order(venue)
        copies = await eventually(lambda: len(found := sandbox.receiver.of(intent.id)) == 2 and found)
        assert copies[0]["id"] != copies[1]["id"]
        assert copies[0]["data"] == copies[1]["data"]

    async def test_the_first_attempt_is_lost(self, sandbox, venue):
        await sandbox.control("PUT", "faults", {"webhooks": {"drop_until_retry": 1}})
        intent = await sandbox.order(venue)
        (row,) = await delivered_log(sandbox, intent.id)
        assert [attempt["outcome"] for attempt in row["attempts"]] == ["lost", "delivered"]

    async def test_lost_for_ever(self, sandbox, venue):
        await sandbox.control("PUT", "faults", {"webhooks": {"lose": 1, "types": ["payment_intent.*"]}})
        intent = await sandbox.order(venue)
        (row,) = await log_of(sandbox, intent.id)
        assert row["status"] == "dropped"
        missed = await sandbox.v1.events.list_async({"delivery_success": False})
        assert intent.id in [event.data.object["id"] for event in missed.data]

    async def test_delay_and_reorder(self, sandbox, venue, eventually):
        await sandbox.control("PUT", "faults", {"webhooks": {"delay": 1, "delay_seconds": 0.3}})
        late = await sandbox.order(venue)
        await sandbox.control("PUT", "faults", {"webhooks": {"reorder": 1, "reorder_seconds": 0.05}})
        early = await sandbox.order(venue)
        await eventually(lambda: sandbox.receiver.of(late.id))
        order = [d.event["data"]["object"].get("id") for d in sandbox.receiver.deliveries]
        assert order.index(early.id) < order.index(late.id)

    async def test_a_jump_of_the_clock_ends_a_delay(self, sandbox, venue):
        await sandbox.control("PUT", "faults", {"webhooks": {"delay": 1, "delay_seconds": 3600}})
        intent = await sandbox.order(venue)
        assert (await log_of(sandbox, intent.id))[0]["attempts"] == []
        await sandbox.advance(3601)
        assert len(await delivered_log(sandbox, intent.id)) == 1

    @pytest.mark.parametrize(
        "corruption", ["wrong_secret", "tampered_body", "v0_only", "non_ascii_header", "old_timestamp"]
    )
    async def test_corruption_is_noticed_and_the_retry_is_genuine(self, sandbox, venue, corruption):
        plan = {"webhooks": {"corrupt": 1, "corruptions": [corruption]}}
        await sandbox.control("PUT", "faults", plan)
        intent = await sandbox.order(venue)
        (row,) = await delivered_log(sandbox, intent.id)
        assert [attempt["outcome"] for attempt in row["attempts"]] == ["corrupted", "delivered"]
        spoilt, genuine = [
            d for d in sandbox.receiver.deliveries if d.event["data"]["object"].get("id") == intent.id
        ]
        stripe.Webhook.construct_event(genuine.body, genuine.signature, sandbox.secrets["platform"])
        with pytest.raises((stripe.SignatureVerificationError, TypeError)):
            stripe.Webhook.construct_event(spoilt.body, spoilt.signature, sandbox.secrets["platform"])

    def test_the_seed_decides(self):
        def draws(seed):
            faults = Faults(Store(None))
            faults.set_plan(FaultPlan(seed=seed))
            return [faults.dice("duplicate", seq, "we_platform").random() for seq in range(5)]

        assert draws(7) == draws(7) != draws(8)

    async def test_the_plan_can_be_read_back_and_is_checked(self, sandbox):
        plan = {"seed": 7, "webhooks": {"duplicate": 0.5}}
        assert await sandbox.control("PUT", "faults", plan) == await sandbox.control("GET", "faults")
        await sandbox.control("PUT", "faults", {"webhooks": {"duplicate": 2}}, status=422)
