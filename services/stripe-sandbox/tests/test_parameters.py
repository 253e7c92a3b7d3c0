"""Requests that Stripe refuses, in Stripe's words."""

import pytest
import stripe
import stripe.params

from twyst.stripe_sandbox.routes import ROUTES

UNKNOWN = {"surprise": "x"}


@pytest.mark.parametrize(
    ("method", "path", "params"),
    [
        ("post", "accounts", {}),
        ("post", "accounts/{account}", {}),
        ("post", "account_links", {"account": "{account}", "type": "account_onboarding"}),
        ("post", "payment_intents", {"amount": "1000", "currency": "eur"}),
        (
            "post",
            "payment_intents",
            {
                "amount": "1000",
                "currency": "eur",
                "transfer_data[destination]": "a",
                "transfer_data[surprise]": "x",
            },
        ),
        ("post", "payment_intents/pi_1", {}),
        ("post", "payment_intents/pi_1/confirm", {}),
        ("post", "payment_intents/pi_1/cancel", {}),
        ("post", "payment_intents/pi_1/capture", {}),
        ("get", "payment_intents/pi_1", {}),
        ("get", "payment_intents", {}),
        ("get", "payment_intents/search", {"query": "status:'x'"}),
        ("post", "refunds", {"payment_intent": "pi_1"}),
        ("get", "refunds", {}),
        ("post", "transfers", {"currency": "eur", "destination": "a"}),
        ("post", "transfers/tr_1/reversals", {}),
        ("get", "transfers/tr_1", {}),
        ("get", "charges/ch_1", {}),
        ("post", "disputes/dp_1", {}),
        ("get", "disputes", {}),
        ("get", "balance", {}),
        ("get", "balance_transactions", {}),
        ("get", "payouts", {}),
        ("post", "payouts", {"amount": "100", "currency": "eur"}),
        ("get", "events", {}),
        ("post", "webhook_endpoints", {"url": "http://x", "enabled_events[0]": "*"}),
    ],
)
async def test_unknown_parameters_are_refused(sandbox, venue, method, path, params):
    filled = {name: value.replace("{account}", venue) for name, value in params.items()}
    if not any("surprise" in name for name in filled):
        filled |= UNKNOWN
    kind = "data" if method == "post" else "params"
    answer = await sandbox.http.request(
        method, f"/v1/{path.replace('{account}', venue)}", auth=("sk_test_sandbox", ""), **{kind: filled}
    )
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "parameter_unknown")
    assert "surprise" in error["param"]
    assert answer.headers["request-id"].startswith("req_")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {'/'.join(route.segments)}")
def test_everything_emulated_is_known_to_stripe(route):
    known = getattr(stripe.params, route.params_class).__annotations__
    assert route.emulated <= known.keys()


async def test_payment_method_types_is_gone(sandbox, venue):
    intent = await sandbox.order(venue)
    for path in ("payment_intents", f"payment_intents/{intent.id}", f"payment_intents/{intent.id}/confirm"):
        answer = await sandbox.http.post(
            f"/v1/{path}",
            data={"amount": "1000", "currency": "eur", "payment_method_types[]": "card"},
            auth=("sk_test_sandbox", ""),
        )
        assert answer.json()["error"]["code"] == "payment_method_types_no_longer_supported"


async def test_what_is_known_to_stripe_and_not_emulated_is_refused_too(sandbox, venue):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.order(venue, setup_future_usage="off_session")
    assert refused.value.code == "parameter_not_emulated"


@pytest.mark.parametrize(
    ("params", "code", "param"),
    [
        ({"amount": 49}, "amount_too_small", "amount"),
        ({"amount": 29, "currency": "gbp"}, "amount_too_small", "amount"),
        ({"amount": 1_000_000_000_000}, "amount_too_large", "amount"),
        ({"amount": 1005, "currency": "kwd"}, "parameter_invalid_integer", "amount"),
        ({"amount": 150, "currency": "isk"}, "parameter_invalid_integer", "amount"),
        ({"amount": 0}, "parameter_invalid_integer", "amount"),
        ({"amount": "ten"}, "parameter_invalid_integer", "amount"),
        ({"currency": "xxx"}, None, "currency"),
        ({"application_fee_amount": 100}, None, "application_fee_amount"),
        ({"on_behalf_of": "acct_none"}, "resource_missing", "on_behalf_of"),
        ({"transfer_data": {"destination": "acct_none"}}, "resource_missing", "transfer_data[destination]"),
        ({"metadata": {"k" * 41: "v"}}, None, "metadata"),
        ({"metadata": {"k": "v" * 501}}, None, "metadata[k]"),
        ({"metadata": {f"k{n}": "v" for n in range(51)}}, None, "metadata"),
        ({"payment_method": "pm_unknown"}, "resource_missing", "payment_method"),
        ({"expand": ["surprise"]}, None, "expand"),
    ],
)
async def test_payment_intents_that_cannot_be(sandbox, params, code, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.v1.payment_intents.create_async({"amount": 1000, "currency": "eur", **params})
    assert (refused.value.code, refused.value.param) == (code, param)


async def test_a_missing_parameter_is_named(sandbox):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.v1.payment_intents.create_async({"currency": "eur"})
    assert (refused.value.code, refused.value.param) == ("parameter_missing", "amount")


async def test_fee_and_part_of_the_transfer(sandbox, venue):
    for params in (
        {"fee": 1001},
        {"fee": 100, "transfer_data": {"destination": venue, "amount": 500}},
        {"fee": None, "transfer_data": {"destination": venue, "amount": 1001}},
        {"fee": None, "application_fee_amount": 0},
    ):
        with pytest.raises(stripe.InvalidRequestError):
            await sandbox.order(venue, **params)


async def test_a_venue_is_paid_in_its_own_currency(sandbox, venue):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.order(venue, currency="gbp")
    assert refused.value.param == "currency"


async def test_who_may_call(sandbox, client_for, venue):
    with pytest.raises(stripe.AuthenticationError):
        await client_for(sandbox.url, "sk_test_other").v1.balance.retrieve_async()
    assert (await sandbox.http.get("/v1/balance")).status_code == 401
    with pytest.raises(stripe.PermissionError) as refused:
        await sandbox.v1.balance.retrieve_async(options={"stripe_account": "acct_other"})
    assert refused.value.error.code == "account_invalid"
    intent = await sandbox.order(venue)
    with pytest.raises(stripe.InvalidRequestError) as scoped:
        await sandbox.v1.payment_intents.retrieve_async(intent.id, options=sandbox.as_account(venue))
    assert scoped.value.code == "resource_missing"


async def test_what_is_not_there(sandbox):
    assert (await sandbox.http.get("/v1/customers", auth=("sk_test_sandbox", ""))).status_code == 404
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.v1.payment_intents.retrieve_async("pi_none")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


async def test_another_api_version_is_refused(sandbox):
    answer = await sandbox.http.get(
        "/v1/balance", auth=("sk_test_sandbox", ""), headers={"Stripe-Version": "2020-08-27"}
    )
    assert answer.status_code == 400
