"""The venue's account at Stripe: created, completed on Stripe's own pages, and what Stripe says of it."""

import logging
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field

from twyst.access.dependencies import VenueScope, require_staff
from twyst.access.permissions import Action
from twyst.order.application.catalog_ports import StripeUnavailable
from twyst.order.application.load_venue import require_venue
from twyst.order.application.open_account import open_account
from twyst.order.application.refresh_account import NoAccount, refresh_account
from twyst.order.domain.account import Onboarding
from twyst.order.domain.venue import Venue
from twyst.order.entrypoints.catalog_api.fields import Answer
from twyst.order.entrypoints.catalog_api.ports import CatalogPorts

log = logging.getLogger(__name__)

Owner = Annotated[VenueScope, Depends(require_staff(Action.STRIPE_ACCOUNT))]


class StripeAccountBody(Answer):
    """The account as Stripe showed it at `read_at`.

    `status`: `none` before one was asked for, `incomplete` until Stripe knows what it wants to know, `restricted`
    when it may not charge or be paid out, `wrong_currency` when it settles in another currency than the menu's,
    `ready` otherwise. Ordering is open for `ready` accounts only.
    """

    status: Literal["none", "incomplete", "restricted", "wrong_currency", "ready"]
    account_id: str | None = None
    charges_enabled: bool = False
    payouts_enabled: bool = False
    transfers_active: bool = False
    settles_in: str | None = None
    disabled_reason: str | None = None
    requirements: list[str] = Field(default=[])
    read_at: datetime | None = None

    @classmethod
    def of(cls, venue: Venue, onboarding: Onboarding | None) -> Self:
        account = onboarding.account if onboarding else None
        if onboarding is None or account is None:
            return cls(status="none")
        if venue.can_be_paid:
            status = "ready"
        elif not account.details_submitted:
            status = "incomplete"
        elif account.can_be_paid(account.currency):
            status = "wrong_currency"
        else:
            status = "restricted"
        return cls(
            status=status,
            account_id=account.account_id,
            charges_enabled=account.charges_enabled,
            payouts_enabled=account.payouts_enabled,
            transfers_active=account.transfers_active,
            settles_in=account.currency or None,
            disabled_reason=account.disabled_reason,
            requirements=list(account.requirements),
            read_at=onboarding.read_at,
        )


class AccountLinkBody(Answer):
    """A page of Stripe's on which the owner completes the account; it opens once, for minutes."""

    url: str
    expires_at: datetime


class AccountRoutes:
    """`/v1/venues/{venue_id}/stripe-account`."""

    def __init__(self, ports: CatalogPorts) -> None:
        self._ports = ports

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/v1/venues/{venue_id}/stripe-account", tags=["stripe account"])
        router.add_api_route("", self.get_stripe_account, methods=["GET"])
        router.add_api_route("", self.create_stripe_account, methods=["POST"])
        router.add_api_route("/link", self.link_stripe_account, methods=["POST"])
        return router

    async def get_stripe_account(self, scope: Owner) -> StripeAccountBody:
        """What Stripe says of the account. One that is not ready is read anew, when Stripe answers."""
        venue, onboarding = await self._load(scope.venue_id)
        if onboarding and onboarding.account and (onboarding.is_stale or not venue.can_be_paid):
            try:
                await self._refresh(scope.venue_id)
                venue, onboarding = await self._load(scope.venue_id)
            except StripeUnavailable as error:
                # What is known is still an answer, and it says as of when.
                log.warning("account was not read", extra={"error": str(error)})
        return StripeAccountBody.of(venue, onboarding)

    async def create_stripe_account(self, scope: Owner) -> StripeAccountBody:
        """Create the account; asking again answers the same one."""
        ports = self._ports
        await open_account(ports.transactions, ports.accounts, scope.venue_id, ports.clock)
        return StripeAccountBody.of(*await self._load(scope.venue_id))

    async def link_stripe_account(self, scope: Owner) -> AccountLinkBody:
        """A page of Stripe's on which the owner completes the account. It leads back to the dashboard."""
        _, onboarding = await self._load(scope.venue_id)
        if onboarding is None or onboarding.account is None:
            raise NoAccount
        page = self._ports.account_page(scope.venue_id)
        link = await self._ports.accounts.link(
            onboarding.account.account_id,
            return_url=f"{page}?onboarding=returned",
            refresh_url=f"{page}?onboarding=expired",
        )
        return AccountLinkBody.model_validate(link)

    async def _refresh(self, venue_id: UUID) -> None:
        ports = self._ports
        await refresh_account(ports.transactions, ports.accounts, venue_id, ports.clock)

    async def _load(self, venue_id: UUID) -> tuple[Venue, Onboarding | None]:
        async with self._ports.transactions.of_venue(venue_id) as catalog:
            return await require_venue(catalog), await catalog.onboarding.current()
