"""One sandbox and one webhook receiver on loopback ports for the whole run, driven through the official SDK."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import stripe
import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from twyst.runtime.settings import Profile
from twyst.stripe_sandbox.main import build
from twyst.stripe_sandbox.settings import SandboxSettings

SECRET_KEY = "sk_test_sandbox"
PUBLISHABLE_KEY = "pk_test_sandbox"
SECRETS = {"platform": "whsec_platform_1", "connect": "whsec_connect_1"}

stripe.enable_telemetry = False


@dataclass
class Delivery:
    path: str
    signature: str
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class Receiver:
    """Keeps every webhook; `status_for` decides the answer, `before_answer` may hold it back."""

    url: str = ""
    deliveries: list[Delivery] = field(default_factory=list)
    status_for: Callable[[Delivery], int] = lambda _delivery: 200
    before_answer: Callable[[Delivery], Awaitable[None]] | None = None

    def of(self, object_id: str, event_type: str | None = None) -> list[dict[str, Any]]:
        found = [d.event for d in self.deliveries if d.event["data"]["object"].get("id") == object_id]
        return [event for event in found if event_type in (None, event["type"])]

    async def receive(self, request: Request) -> Response:
        delivery = Delivery(request.url.path, request.headers["stripe-signature"], await request.body())
        self.deliveries.append(delivery)
        if self.before_answer is not None:
            await self.before_answer(delivery)
        return Response(status_code=self.status_for(delivery))


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self):
        yield


@contextlib.asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = _Server(uvicorn.Config(app, log_level="warning", lifespan="on", timeout_graceful_shutdown=1))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await task


@dataclass
class Sandbox:
    url: str
    client: stripe.StripeClient
    http: httpx.AsyncClient
    receiver: Receiver
    secrets: dict[str, str]

    @property
    def v1(self) -> Any:
        return self.client.v1

    async def control(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        answer = await self.http.request(method, f"/_sandbox/{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def advance(self, seconds: float) -> None:
        await self.control("POST", "clock/advance", {"seconds": seconds})

    async def venue(self, currency: str = "eur", country: str = "DE") -> str:
        account = await self.v1.accounts.create_async(
            {
                "country": country,
                "default_currency": currency,
                "capabilities": {"transfers": {"requested": True}, "card_payments": {"requested": True}},
            }
        )
        await self.control("POST", f"accounts/{account.id}/onboard")
        return account.id

    async def order(self, venue: str, amount: int = 1000, fee: int | None = 123, **more: Any) -> Any:
        params = {
            "amount": amount,
            "currency": "eur",
            "transfer_data": {"destination": venue},
            "metadata": {"order_id": "o-1"},
            **({"application_fee_amount": fee} if fee else {}),
            **more,
        }
        return await self.v1.payment_intents.create_async(params)

    async def pay(self, intent_id: str, method: str = "pm_card_visa") -> dict[str, Any]:
        return await self.control("POST", f"payment_intents/{intent_id}/pay", {"payment_method": method})

    async def settle(self) -> None:
        """Let everything happen that follows a payment by itself."""
        await self.advance(1)

    async def paid_order(self, venue: str, method: str = "pm_card_visa", **more: Any) -> Any:
        """A PaymentIntent that succeeded and whose money has moved."""
        intent = await self.order(venue, **more)
        await self.pay(intent.id, method)
        await self.settle()
        return await self.v1.payment_intents.retrieve_async(intent.id, {"expand": ["latest_charge"]})

    def as_account(self, account_id: str) -> dict[str, str]:
        return {"stripe_account": account_id}

    async def entries_of(self, account: str, **params: Any) -> list[Any]:
        """Every balance transaction of an account; `platform` is our own."""
        options = {} if account == "platform" else self.as_account(account)
        listed = await self.v1.balance_transactions.list_async({"limit": 100, **params}, options)
        return [entry async for entry in listed.auto_paging_iter()]

    async def net_of(self, account: str, currency: str = "eur") -> int:
        """What an account has in the ledger, in minor units."""
        sums = (await self.control("GET", "summary"))["accounts"]
        return sums.get(account, {}).get(currency, {"net": 0})["net"]

    async def entry_of(self, source: str, account: str = "platform") -> Any:
        """The one balance transaction of a source."""
        (entry,) = await self.entries_of(account, source=source)
        return entry


def sandbox_settings(**overrides: Any) -> SandboxSettings:
    values: dict[str, Any] = {
        "profile": Profile.LOCAL,
        "environment": "test",
        "stripe_api_key": SecretStr(SECRET_KEY),
        "stripe_publishable_key": PUBLISHABLE_KEY,
        "webhook_secrets_platform": (SecretStr(SECRETS["platform"]),),
        "webhook_secrets_connect": (SecretStr(SECRETS["connect"]),),
        "sandbox_fee_basis_points": 290,
        "sandbox_fee_fixed_minor": 30,
        **overrides,
    }
    return SandboxSettings(**values)


MakeClient = Callable[..., stripe.StripeClient]


@pytest.fixture(scope="session")
async def client_for() -> AsyncIterator[MakeClient]:
    """Clients of the official SDK, closed in the end."""
    opened: list[stripe.HTTPXClient] = []

    def make(
        url: str, key: str = SECRET_KEY, *, timeout_seconds: float = 5, max_network_retries: int = 0
    ) -> stripe.StripeClient:
        http_client = stripe.HTTPXClient(timeout=timeout_seconds)
        opened.append(http_client)
        return stripe.StripeClient(
            key, base_addresses={"api": url}, http_client=http_client, max_network_retries=max_network_retries
        )

    yield make
    for http_client in opened:
        await http_client.close_async()


@pytest.fixture(scope="session")
async def receiver() -> AsyncIterator[Receiver]:
    kept = Receiver()
    async with serving(Starlette(routes=[Route("/{scope}", kept.receive, methods=["POST"])])) as url:
        kept.url = url
        yield kept


@pytest.fixture(scope="session")
async def running(
    receiver: Receiver, client_for: MakeClient, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Sandbox]:
    app = build(
        sandbox_settings(
            sandbox_data_dir=tmp_path_factory.mktemp("sandbox"),
            sandbox_webhook_url_platform=f"{receiver.url}/platform",
            sandbox_webhook_url_connect=f"{receiver.url}/connect",
            sandbox_payout_step_seconds=0.2,
        )
    )
    async with serving(app) as url, httpx.AsyncClient(base_url=url) as http:
        yield Sandbox(url, client_for(url), http, receiver, SECRETS)


@pytest.fixture
async def sandbox(running: Sandbox) -> AsyncIterator[Sandbox]:
    """The sandbox without faults, and a receiver that accepts everything."""
    yield running
    running.receiver.status_for = lambda _delivery: 200
    await running.control("DELETE", "faults", status=204)


@pytest.fixture(scope="session")
async def venue(running: Sandbox) -> str:
    """A connected account that settles in EUR."""
    return await running.venue()


@pytest.fixture
def settings_for() -> Callable[..., SandboxSettings]:
    return sandbox_settings


@pytest.fixture
def eventually() -> Callable[[Callable[[], Any]], Awaitable[Any]]:
    """Wait until the condition gives something true, and answer it."""

    async def wait(condition: Callable[[], Any], timeout_seconds: float = 10.0) -> Any:
        async with asyncio.timeout(timeout_seconds):
            while True:
                if result := condition():
                    return result
                await asyncio.sleep(0.02)

    return wait
