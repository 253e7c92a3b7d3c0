"""Complete an account's onboarding in the Stripe sandbox, where nobody sits in front of Stripe's own pages."""

from __future__ import annotations

import httpx

from twyst.order.application.catalog_ports import StripeRefused, StripeUnavailable


class SandboxOnboarding:
    """Asks the sandbox to take everything as handed in. Real Stripe has no such path and answers 404."""

    def __init__(self, client: httpx.AsyncClient, sandbox_url: str) -> None:
        self._client = client
        self._url = sandbox_url.rstrip("/")

    async def __call__(self, account_id: str) -> None:
        """Raises `StripeUnavailable` or `StripeRefused`."""
        try:
            answer = await self._client.post(f"{self._url}/_sandbox/accounts/{account_id}/onboard")
        except httpx.TransportError as error:
            raise StripeUnavailable(type(error).__name__) from error
        if answer.status_code >= 500:
            raise StripeUnavailable(f"the sandbox answered {answer.status_code}")
        if answer.is_error:
            raise StripeRefused("onboarding", f"the sandbox answered {answer.status_code}")
