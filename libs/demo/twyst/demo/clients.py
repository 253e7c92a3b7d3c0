"""The platform's and the sandbox's HTTP interfaces, as diners, staff and ops use them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

_RETRIES = 40
_RETRY_SECONDS = 0.25


class CallFailed(Exception):
    """An answer that the evening did not expect."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an answer."""

    status: int
    body: Any


class Client:
    """One service. Connection errors and 503 are retried, as a phone on a bad line would."""

    def __init__(self, base_url: str, http: httpx.AsyncClient) -> None:
        self._base_url = base_url
        self._http = http

    async def send(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        body: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request, whatever the answer is."""
        sent = {**({"Authorization": f"Bearer {token}"} if token else {}), **(headers or {})}
        problem = ""
        for _ in range(_RETRIES):
            try:
                response = await self._http.request(
                    method, self._base_url + path, json=body, data=dict(form) if form else None, headers=sent
                )
            except httpx.TransportError as error:
                problem = repr(error)
            else:
                if response.status_code not in {429, 503}:
                    return Answer(response.status_code, response.json() if response.content else None)
                problem = response.text
            await asyncio.sleep(_RETRY_SECONDS)
        raise CallFailed(f"{method} {path}: {problem}")

    async def ok(self, method: str, path: str, **how: Any) -> Any:
        """One request that must succeed; the body of its answer."""
        answer = await self.send(method, path, **how)
        if answer.status >= 400:
            raise CallFailed(f"{method} {path}: {answer.status} {answer.body}")
        return answer.body


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue of the running stack, with what the evening needs to act in it."""

    venue_id: str
    account_id: str
    currency: str
    staff_token: str
    manager_token: str
    tables: tuple[str, ...]
    menu: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Platform:
    """All services of the running stack."""

    order: Client
    fulfillment: Client
    reconciliation: Client
    sandbox: Client
    stripe_key: str

    async def stripe(self, method: str, path: str, form: Mapping[str, str]) -> Any:
        """A call to the sandbox's Stripe API that is not the platform's own."""
        return await self.sandbox.ok(method, path, token=self.stripe_key, form=form)
