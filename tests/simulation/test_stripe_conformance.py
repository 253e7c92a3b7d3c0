"""The simulation's Stripe and the sandbox behind the official SDK give the order service the same answers."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import socket
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any, Protocol

import httpx
import uvicorn
from pydantic import SecretStr
from simulation.processes import Life
from simulation.stripe_line import Keys, StripeLine
from simulation.stripe_world import StripeWorld
from simulation.weather import Weather

from twyst.order.adapters.stripe_calls import StripeCalls, stripe_client
from twyst.order.application.ports import PaymentReading, RefundReading, StripeRefused
from twyst.runtime.settings import Profile
from twyst.stripe_sandbox.main import build
from twyst.stripe_sandbox.settings import SandboxSettings

_KEY = "sk_test_sandbox"
_KINDS = {"pi": "payment", "ch": "charge", "py": "charge", "re": "refund"}
_IDS = re.compile(r"(pi|ch|py|re)_\w+")
_DECLINED, _DEBITED, _PAID = (
    "pm_card_chargeDeclined",
    "pm_usBankAccount_insufficientFunds",
    "pm_card_pendingRefund",
)


class Side(Protocol):
    """A Stripe: the order service's port, the payers who come to it, and a venue's account."""

    line: Any
    venue: str

    async def pay(self, payment_intent: str, method: str) -> None: ...
    async def pass_time(self) -> None:
        """Bank debits and pending refunds come to their end."""


class InMemory:
    venue = "acct_a1"

    def __init__(self) -> None:
        weather = Weather(random.Random(1), calm=True)
        weather.rates["stripe.refund_fails_later"] = 1.0  # the one way to a pending refund; here it succeeds
        self.world = StripeWorld(asyncio.get_running_loop().time, lambda _event: None)
        self.line = StripeLine(self.world, Keys(), Life("order-worker", weather), weather, lambda _key: None)

    async def pay(self, payment_intent: str, method: str) -> None:
        acts = {_DECLINED: self.world.decline, _DEBITED: self.world.debit, _PAID: self.world.succeed}
        acts[method](self.world.intents[payment_intent])

    async def pass_time(self) -> None:
        for intent in self.world.intents.values():
            if intent.status == "processing":
                self.world.decline(intent)
        for refund in self.world.refunds.values():
            self.world.settle_refund(refund, "succeeded")


class Sandboxed:
    def __init__(self, line: StripeCalls, http: httpx.AsyncClient, venue: str) -> None:
        self.line, self.venue, self._http = line, venue, http

    async def _control(self, path: str, **body: Any) -> None:
        (await self._http.post(f"/_sandbox/{path}", json=body)).raise_for_status()

    async def pay(self, payment_intent: str, method: str) -> None:
        await self._control(f"payment_intents/{payment_intent}/pay", payment_method=method)
        await self._control("clock/advance", seconds=1)

    async def pass_time(self) -> None:
        await self._control("clock/advance", seconds=30)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self):
        yield


@asynccontextmanager
async def _sandbox(folder: Path) -> AsyncIterator[Sandboxed]:
    app = build(
        SandboxSettings(
            profile=Profile.LOCAL, environment="test", stripe_api_key=SecretStr(_KEY), stripe_publishable_key="pk_test_x",
            webhook_secrets_platform=(SecretStr("whsec_1"),), webhook_secrets_connect=(SecretStr("whsec_2"),),
            sandbox_data_dir=folder, sandbox_webhook_url_platform="http://127.0.0.1:9/", sandbox_webhook_url_connect="http://127.0.0.1:9/",
        )
    )  # fmt: skip
    listener = socket.create_server(("127.0.0.1", 0))
    server = _Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    client, close = stripe_client(_KEY, url)
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        account = await client.v1.accounts.create_async(
            {"country": "DE", "capabilities": {"transfers": {"requested": True}}}
        )
        (await http.post(f"/_sandbox/accounts/{account.id}/onboard")).raise_for_status()
        yield Sandboxed(StripeCalls(client), http, account.id)
    await close()
    server.should_exit = True
    await serving


async def _said(answer: Awaitable[PaymentReading | RefundReading], venue: str) -> Any:
    """What was answered; an id is random, so its kind stands for it."""

    def plain(value: Any) -> Any:
        if isinstance(value, str) and (found := _IDS.fullmatch(value)):
            return _KINDS[found[1]]
        return "venue" if value == venue else value

    try:
        reading = await answer
    except StripeRefused as refused:
        return refused.code
    seen = sorted(
        (type(each).__name__, *map(str, map(plain, astuple(each)))) for each in reading.observations
    )
    return reading.status if isinstance(reading, PaymentReading) else None, seen


async def _evening(side: Side) -> dict[str, Any]:
    """What the order service is answered, asking what it asks."""
    asked: dict[str, Any] = {
        "amount": 1000, "currency": "eur", "metadata": {"order_id": "1"}, "transfer_data": {"destination": side.venue},
    }  # fmt: skip
    name = (await side.line.create_payment_intent(asked, "pi:1")).payment_intent
    told: dict[str, Any] = {}

    async def say(what: str, answer: Awaitable[Any]) -> None:
        told[what] = await _said(answer, side.venue)

    def cancel(key: str) -> Awaitable[Any]:
        return side.line.cancel_payment_intent({"payment_intent": name}, key)

    def refund(amount: int, key: str) -> Awaitable[Any]:
        metadata = {"refund_id": key}
        return side.line.refund({"payment_intent": name, "amount": amount, "metadata": metadata}, key)

    await say("the key again", side.line.create_payment_intent(asked, "pi:1"))
    await say("the key for something else", side.line.create_payment_intent({**asked, "amount": 1}, "pi:1"))
    await side.pay(name, _DECLINED)
    await say("after a decline", side.line.read_payment_intent(name))
    await side.pay(name, _DEBITED)
    await say("while the bank takes its time", side.line.read_payment_intent(name))
    await say("a cancel meanwhile", cancel("cancel:1"))
    await side.pass_time()
    await say("the bank has said no", side.line.read_payment_intent(name))
    await say("the refused cancel again", cancel("cancel:1"))
    await side.pay(name, _PAID)
    await say("paid", side.line.read_payment_intent(name))
    await say("the first key after all that", side.line.create_payment_intent(asked, "pi:1"))
    await say("a cancel of what is paid", cancel("cancel:2"))
    await say("a refund", refund(300, "refund:1"))
    await side.pass_time()
    await say("the refund's key again", refund(300, "refund:1"))
    await say("the refund as it is now", side.line.find_refund(name, "refund:1"))
    await say("more than is left", refund(800, "refund:2"))
    await say("the rest", refund(700, "refund:3"))
    await say("refunded in full", side.line.read_payment_intent(name))
    await say("when nothing is left", refund(1, "refund:4"))
    return told


async def test_both_answer_the_same(tmp_path: Path) -> None:
    in_memory = await _evening(InMemory())
    async with _sandbox(tmp_path) as sandbox:
        sandboxed = await _evening(sandbox)
    assert in_memory == sandboxed
