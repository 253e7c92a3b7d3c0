"""Connected accounts: onboarding at a keystroke, restrictions, and charges of their own."""

from typing import Any

from fastapi import APIRouter
from pydantic import Field

from twyst.stripe_sandbox.control.command import Command
from twyst.stripe_sandbox.objects import account, payment_intent
from twyst.stripe_sandbox.world import World


class Restriction(Command):
    """Why Stripe restricts an account."""

    reason: str = "requirements.past_due"


class DirectCharge(Command):
    """A venue charges a card on its own account, with whatever metadata it likes."""

    account: str
    amount: int = Field(ge=1, description="Minor units.")
    currency: str
    metadata: dict[str, str] = Field(default_factory=dict)
    payment_method: str = "pm_card_visa"


def venues_router(world: World) -> APIRouter:
    """Commands answer the object as it is afterwards."""
    router = APIRouter(prefix="/_sandbox", tags=["venues"])

    @router.post("/accounts/{account_id}/onboard")
    async def complete_onboarding(account_id: str) -> dict[str, Any]:
        """Everything Stripe asked for is there: the venue can be paid."""
        with world.work() as work:
            found = account.retrieve(work, {}, account_id)
            account.complete_onboarding(work, found)
        return found.body

    @router.post("/accounts/{account_id}/restrict")
    async def restrict_account(account_id: str, command: Restriction | None = None) -> dict[str, Any]:
        """Stripe wants something of the venue: no charges, no payouts."""
        with world.work() as work:
            found = account.retrieve(work, {}, account_id)
            account.restrict(work, found, (command or Restriction()).reason)
        return found.body

    @router.post("/direct_charges")
    async def charge_directly(command: DirectCharge) -> dict[str, Any]:
        """A payment on the venue's own account: its events come on the connect endpoint."""
        with world.work() as work:
            work.account = account.retrieve(work, {}, command.account).id
            params = command.model_dump(exclude={"account"})
            return payment_intent.create(work, {**params, "confirm": True}).body

    return router
