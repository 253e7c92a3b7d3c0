"""Connected accounts at Stripe, behind the application's `Accounts` port."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import stripe
from stripe.params import AccountCreateParams, AccountLinkCreateParams

from twyst.order.application.catalog_ports import AccountLink, NewAccount, StripeRefused, StripeUnavailable
from twyst.order.domain.account import Account

T = TypeVar("T")

_GONE = frozenset({"account_invalid", "resource_missing"})


class StripeAccounts:
    """`Accounts` through the SDK. `environment` is the `twyst_env` metadata value of what is created."""

    def __init__(self, client: stripe.StripeClient, environment: str) -> None:
        self._client = client
        self._environment = environment

    async def create(self, new: NewAccount, key: str) -> Account:
        created = await _answer(
            self._client.v1.accounts.create_async(self._parameters(new), {"idempotency_key": key})
        )
        return _account(created)

    async def find(self, venue_id: UUID, created_since: datetime) -> Account | None:
        parameters: Any = {"created": {"gte": int(created_since.timestamp())}, "limit": 100}
        page = await _answer(self._client.v1.accounts.list_async(parameters))
        try:
            async for account in page.auto_paging_iter():
                metadata = account.metadata
                if metadata is not None and metadata.to_dict().get("venue_id") == str(venue_id):
                    return _account(account)
        except stripe.StripeError as error:
            raise _judged(error) from error
        return None

    async def read(self, account_id: str) -> Account | None:
        try:
            return _account(await self._client.v1.accounts.retrieve_async(account_id))
        except (stripe.InvalidRequestError, stripe.PermissionError) as error:
            if error.code in _GONE or error.http_status == 404:
                return None
            raise _judged(error) from error
        except stripe.StripeError as error:
            raise _judged(error) from error

    async def link(self, account_id: str, *, return_url: str, refresh_url: str) -> AccountLink:
        parameters: AccountLinkCreateParams = {
            "account": account_id,
            "type": "account_onboarding",
            "return_url": return_url,
            "refresh_url": refresh_url,
        }
        made = await _answer(self._client.v1.account_links.create_async(parameters))
        return AccountLink(made.url, datetime.fromtimestamp(made.expires_at, UTC))

    def _parameters(self, new: NewAccount) -> AccountCreateParams:
        """The platform answers for losses and pays Stripe's fees; Stripe asks the venue for what the law wants."""
        return {
            "country": new.country,
            "default_currency": new.currency,
            "controller": {
                "fees": {"payer": "application"},
                "losses": {"payments": "application"},
                "requirement_collection": "stripe",
                "stripe_dashboard": {"type": "express"},
            },
            "capabilities": {"card_payments": {"requested": True}, "transfers": {"requested": True}},
            "metadata": {"venue_id": str(new.venue_id), "twyst_env": self._environment},
        }


def _account(found: stripe.Account) -> Account:
    capabilities, requirements = found.capabilities, found.requirements
    wanted = (requirements.currently_due or [], requirements.past_due or []) if requirements else ()
    return Account(
        account_id=found.id,
        charges_enabled=bool(found.charges_enabled),
        payouts_enabled=bool(found.payouts_enabled),
        transfers_active=capabilities is not None and getattr(capabilities, "transfers", None) == "active",
        details_submitted=bool(found.details_submitted),
        currency=found.default_currency or "",
        disabled_reason=requirements.disabled_reason if requirements else None,
        requirements=tuple(sorted({name for names in wanted for name in names})),
    )


async def _answer(call: Awaitable[T]) -> T:
    try:
        return await call
    except stripe.StripeError as error:
        raise _judged(error) from error


def _judged(error: stripe.StripeError) -> StripeRefused | StripeUnavailable:
    """Whether the same call may succeed later.

    Only a request that Stripe found wrong is refused for good. A key that is not accepted, too many calls, a
    conflict and Stripe's own errors pass, or are ours to mend.
    """
    if isinstance(error, stripe.InvalidRequestError) and error.http_status != 409:
        return StripeRefused(
            error.code or "invalid_request", error.user_message or "Stripe refused the request."
        )
    return StripeUnavailable(f"{type(error).__name__}: {error.code or error.http_status}")
