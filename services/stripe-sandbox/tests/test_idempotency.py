"""Idempotency keys, and the failures that they are for."""

import asyncio

import pytest
import stripe

PARAMS = {"amount": 1000, "currency": "eur", "metadata": {"order_id": "o-1"}}


async def create(sandbox, key, params=PARAMS, **options):
    return await sandbox.v1.payment_intents.create_async(params, {"idempotency_key": key, **options})


async def fault(sandbox, name, **rule):
    rule = {"path": "/v1/payment_intents", "fault": name, "times": 1, **rule}
    await sandbox.control("PUT", "faults", {"api": [rule]})


async def found(sandbox, order_id):
    result = await sandbox.v1.payment_intents.search_async({"query": f"metadata['order_id']:'{order_id}'"})
    return [intent.id for intent in result.data]


async def test_the_same_key_gives_the_same_answer(sandbox):
    first = await create(sandbox, "same")
    again = await create(sandbox, "same", dict(reversed(PARAMS.items())))
    assert again.id == first.id
    assert "idempotent-replayed" not in first.last_response.headers
    assert again.last_response.headers["idempotent-replayed"] == "true"
    assert again.last_response.request_id == first.last_response.request_id
    log = await sandbox.control("GET", "requests?idempotency_key=same")
    assert [(row["replayed"], row["object_id"]) for row in log["data"]] == [
        (False, first.id),
        (True, first.id),
    ]


async def test_another_request_under_the_same_key_is_refused(sandbox):
    await create(sandbox, "changed")
    with pytest.raises(stripe.IdempotencyError):
        await create(sandbox, "changed", {**PARAMS, "amount": 1001})
    with pytest.raises(stripe.InvalidRequestError):
        await create(sandbox, "k" * 256)


async def test_keys_belong_to_an_account(sandbox, venue):
    platform = await create(sandbox, "scoped")
    own = await create(sandbox, "scoped", stripe_account=venue)
    assert own.id != platform.id


async def test_a_key_lives_for_a_day_of_virtual_time(sandbox):
    first = await create(sandbox, "old")
    await sandbox.advance(24 * 3600 + 1)
    assert (await create(sandbox, "old")).id != first.id


async def test_what_failed_validation_is_not_kept(sandbox):
    with pytest.raises(stripe.InvalidRequestError):
        await create(sandbox, "mended", {**PARAMS, "surprise": 1})
    assert (await create(sandbox, "mended")).amount == 1000


async def test_a_refusal_is_kept(sandbox, venue):
    intent = await sandbox.order(venue)
    declined = {"payment_method": "pm_card_chargeDeclined"}
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            await sandbox.v1.payment_intents.confirm_async(
                intent.id, declined, {"idempotency_key": "declined"}
            )
    charges = await sandbox.v1.charges.list_async({"payment_intent": intent.id})
    assert len(charges.data) == 1


async def test_a_request_that_is_still_under_way_holds_its_key(sandbox):
    await fault(sandbox, "slow", seconds=0.5)
    slow = asyncio.create_task(create(sandbox, "held"))
    await asyncio.sleep(0.2)
    with pytest.raises(stripe.APIError) as refused:
        await create(sandbox, "held")
    assert (refused.value.http_status, refused.value.error.code) == (409, "idempotency_key_in_use")
    assert (await create(sandbox, "held-other")).amount == 1000
    assert (await slow).id == (await create(sandbox, "held")).id


@pytest.mark.parametrize(("name", "made"), [("error_applied", 1), ("error_not_applied", 0)])
async def test_a_server_error_is_kept_whatever_it_did(sandbox, name, made):
    await fault(sandbox, name)
    params = {**PARAMS, "metadata": {"order_id": name}}
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failed:
            await create(sandbox, name, params)
        assert failed.value.http_status == 500
    assert failed.value.headers["idempotent-replayed"] == "true"
    assert len(await found(sandbox, name)) == made


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("rate_limit", 429, "rate_limit"),
        ("lock_timeout", 429, "lock_timeout"),
        ("conflict", 409, "idempotency_key_in_use"),
    ],
)
async def test_what_was_not_begun_is_not_kept(sandbox, name, status, code):
    await fault(sandbox, name)
    with pytest.raises(stripe.StripeError) as refused:
        await create(sandbox, name)
    assert (refused.value.http_status, refused.value.error.code) == (status, code)
    assert refused.value.headers.get("stripe-should-retry") == ("true" if name == "lock_timeout" else None)
    assert (await create(sandbox, name)).amount == 1000


async def test_an_answer_that_is_lost_can_be_fetched_with_the_key(sandbox):
    await fault(sandbox, "lost_answer")
    params = {**PARAMS, "metadata": {"order_id": "lost"}}
    with pytest.raises(stripe.APIConnectionError):
        await create(sandbox, "lost", params)
    intent = await create(sandbox, "lost", params)
    assert intent.last_response.headers["idempotent-replayed"] == "true"
    assert await found(sandbox, "lost") == [intent.id]


async def test_applied_but_the_caller_timed_out(sandbox, client_for):
    await fault(sandbox, "timeout_applied", seconds=1)
    impatient = client_for(sandbox.url, timeout_seconds=0.3)
    params = {**PARAMS, "metadata": {"order_id": "timed-out"}}
    with pytest.raises(stripe.APIConnectionError):
        await impatient.v1.payment_intents.create_async(params, {"idempotency_key": "timed-out"})
    intent = await create(sandbox, "timed-out", params)
    assert await found(sandbox, "timed-out") == [intent.id]


async def test_faults_hit_the_requests_that_they_name(sandbox, venue):
    intent = await sandbox.order(venue)
    await fault(sandbox, "rate_limit", path="/v1/payment_intents/*/cancel", times=None, status=503)
    assert (await sandbox.v1.payment_intents.retrieve_async(intent.id)).id == intent.id
    with pytest.raises(stripe.APIError) as refused:
        await sandbox.v1.payment_intents.cancel_async(intent.id)
    assert refused.value.http_status == 503
    for name, error in (("rate_limit", stripe.RateLimitError), ("error_not_applied", stripe.APIError)):
        await fault(sandbox, name, method="GET", path="/v1/payment_intents/*")
        with pytest.raises(error):
            await sandbox.v1.payment_intents.retrieve_async(intent.id)


async def test_the_sdk_retries_by_itself(sandbox, client_for):
    await fault(sandbox, "lost_answer")
    patient = client_for(sandbox.url, max_network_retries=2)
    params = {**PARAMS, "metadata": {"order_id": "patient"}}
    intent = await patient.v1.payment_intents.create_async(params)
    assert await found(sandbox, "patient") == [intent.id]
