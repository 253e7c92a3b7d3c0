"""What a browser loads: that it is served, and that what it names exists."""

import re

from twyst.stripe_sandbox.payment_methods import METHODS


async def test_the_script_is_served_to_pages_of_other_origins(sandbox):
    answer = await sandbox.http.get("/_sandbox/stripe.js")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "window.Stripe = Stripe" in answer.text


async def test_every_test_card_is_a_payment_method_of_the_sandbox(sandbox):
    script = (await sandbox.http.get("/_sandbox/stripe.js")).text

    cards = dict(re.findall(r"^ {4}(\d{15,16}): '(pm_\w+)',$", script, re.MULTILINE))

    assert cards["4242424242424242"] == "pm_card_visa"
    assert len(cards) >= 16
    assert set(cards.values()) <= METHODS.keys()


async def test_the_desk_runs_nothing_but_its_own_files(sandbox):
    page = await sandbox.http.get("/", follow_redirects=True)

    assert (page.url.path, page.status_code) == ("/_sandbox/desk", 200)
    assert "script-src 'self'" in page.headers["content-security-policy"]
    for path in re.findall(r'(?:src|href)="(/_sandbox/[^"]+)"', page.text):
        assert (await sandbox.http.get(path)).status_code == 200


async def test_the_desk_asks_only_for_what_there_is(sandbox):
    script = (await sandbox.http.get("/_sandbox/desk.js")).text
    page = (await sandbox.http.get("/_sandbox/desk")).text
    paths = (await sandbox.http.get("/openapi.json")).json()["paths"]

    asked = {f"/_sandbox/{path}" for path in re.findall(r"ask\(['`]([a-z/]+)", script)}

    assert len(asked) >= 6
    assert asked <= paths.keys()
    assert set(re.findall(r"at\('([\w-]+)'\)", script)) <= set(re.findall(r'id="([\w-]+)"', page))


async def test_each_plan_of_the_desk_is_taken(sandbox):
    script = (await sandbox.http.get("/_sandbox/desk.js")).text
    plans = re.findall(r"webhooks: \{([^}]*)\}", script)

    assert len(plans) >= 3
    try:
        for plan in plans:
            webhooks = {name: float(value) for name, value in re.findall(r"(\w+): ([\d.]+)", plan)}
            answer = await sandbox.http.put("/_sandbox/faults", json={"seed": 1, "webhooks": webhooks})
            assert answer.status_code == 200, answer.text
            assert {name: answer.json()["webhooks"][name] for name in webhooks} == webhooks
    finally:
        await sandbox.http.delete("/_sandbox/faults")
