"""The payer's part: authentication by 3-D Secure, and what a phone may do with the publishable key."""

import pytest
import stripe


async def test_three_d_secure_by_page(sandbox, venue):
    intent = await sandbox.order(venue)
    asked = await sandbox.v1.payment_intents.confirm_async(
        intent.id,
        {"payment_method": "pm_card_authenticationRequired", "return_url": "https://shop.example/back?a=1"},
    )
    assert (asked.status, asked.next_action.type) == ("requires_action", "redirect_to_url")
    page = await sandbox.http.get(asked.next_action.redirect_to_url.url)
    assert page.status_code == 200
    assert "no real money" in page.text

    form = {"outcome": "succeed", "secret": intent.client_secret}
    back = await sandbox.http.post(f"/_sandbox/3ds/{intent.id}", data=form)
    assert back.status_code == 303
    assert back.headers["location"].startswith("https://shop.example/back?a=1&payment_intent=pi_")
    assert "redirect_status=succeeded" in back.headers["location"]
    assert (await sandbox.v1.payment_intents.retrieve_async(intent.id)).status == "succeeded"


async def test_three_d_secure_inside_stripe_js(sandbox, venue):
    intent = await sandbox.order(venue)
    asked = await sandbox.v1.payment_intents.confirm_async(
        intent.id, {"payment_method": "pm_card_threeDSecure2Required", "use_stripe_sdk": True}
    )
    assert asked.next_action.type == "use_stripe_sdk"
    assert "/_sandbox/3ds/" in asked.next_action.use_stripe_sdk["stripe_js"]
    done = await sandbox.control("POST", f"payment_intents/{intent.id}/authenticate")
    assert done["status"] == "succeeded"


async def test_without_the_payer_nobody_can_authenticate(sandbox, venue):
    with pytest.raises(stripe.CardError) as declined:
        await sandbox.order(
            venue, confirm=True, off_session=True, payment_method="pm_card_authenticationRequired"
        )
    assert declined.value.code == "authentication_required"


async def test_a_payer_may_begin_authentication_again(sandbox, venue):
    intent = await sandbox.order(venue)
    for _ in range(2):
        assert (await sandbox.pay(intent.id, "pm_card_authenticationRequired"))["status"] == "requires_action"
    assert (await sandbox.pay(intent.id))["status"] == "succeeded"


async def test_failed_authentication(sandbox, venue):
    intent = await sandbox.order(venue)
    assert (await sandbox.pay(intent.id, "pm_card_authenticationRequired"))["status"] == "requires_action"
    failed = await sandbox.control("POST", f"payment_intents/{intent.id}/authenticate", {"outcome": "fail"})
    assert failed["status"] == "requires_payment_method"
    assert failed["last_payment_error"]["code"] == "payment_intent_authentication_failure"
    assert (await sandbox.pay(intent.id))["status"] == "succeeded"


async def test_authentication_and_then_a_decline(sandbox, venue):
    intent = await sandbox.order(venue)
    await sandbox.pay(intent.id, "pm_card_threeDSecureRequiredChargeDeclined")
    failed = await sandbox.control("POST", f"payment_intents/{intent.id}/authenticate")
    assert failed["last_payment_error"]["decline_code"] == "generic_decline"


async def test_the_page_wants_the_client_secret(sandbox, venue):
    intent = await sandbox.order(venue)
    await sandbox.pay(intent.id, "pm_card_authenticationRequired")
    form = {"outcome": "succeed", "secret": "guess"}
    refused = await sandbox.http.post(f"/_sandbox/3ds/{intent.id}", data=form)
    assert refused.status_code == 400
    assert (await sandbox.v1.payment_intents.retrieve_async(intent.id)).status == "requires_action"


class TestWithThePublishableKey:
    """What a phone can do: the key is public, the client secret is not."""

    async def test_reads_and_confirms_with_the_client_secret(self, sandbox, venue):
        intent = await sandbox.order(venue)
        form = {"key": "pk_test_sandbox", "client_secret": intent.client_secret}
        read = await sandbox.http.get(f"/v1/payment_intents/{intent.id}", params=form)
        assert read.json()["status"] == "requires_payment_method"
        assert not {"metadata", "transfer_data", "application_fee_amount"} & read.json().keys()

        form["payment_method"] = "pm_card_visa"
        paid = await sandbox.http.post(f"/v1/payment_intents/{intent.id}/confirm", data=form)
        assert paid.json()["status"] == "succeeded"
        assert "metadata" not in paid.json()

    async def test_a_decline_tells_the_payer_and_nothing_else(self, sandbox, venue):
        intent = await sandbox.order(venue)
        answer = await sandbox.http.post(
            f"/v1/payment_intents/{intent.id}/confirm",
            data={"client_secret": intent.client_secret, "payment_method": "pm_card_chargeDeclined"},
            headers={"Authorization": "Bearer pk_test_sandbox"},
        )
        assert answer.status_code == 402
        assert "metadata" not in answer.json()["error"]["payment_intent"]

    async def test_refuses_without_the_secret_and_for_everything_else(self, sandbox, venue, client_for):
        intent = await sandbox.order(venue)
        browser = client_for(sandbox.url, "pk_test_sandbox")
        with pytest.raises(stripe.InvalidRequestError):
            await browser.v1.payment_intents.retrieve_async(intent.id, {"client_secret": "wrong"})
        with pytest.raises(stripe.InvalidRequestError):
            await browser.v1.payment_intents.retrieve_async(intent.id)
        with pytest.raises(stripe.AuthenticationError) as refused:
            await browser.v1.payment_intents.cancel_async(intent.id)
        assert refused.value.error.code == "secret_key_required"

    async def test_a_page_of_any_origin_may_call(self, sandbox):
        preflight = await sandbox.http.options(
            "/v1/payment_intents/pi_1/confirm",
            headers={
                "Origin": "https://shop.example",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization,content-type",
            },
        )
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == "*"
