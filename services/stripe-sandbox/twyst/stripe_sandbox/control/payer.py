"""What payers do with their phones, and what their banks answer."""

from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field

from twyst.stripe_sandbox.control.command import Command
from twyst.stripe_sandbox.errors import StripeError
from twyst.stripe_sandbox.objects import confirmation
from twyst.stripe_sandbox.world import Cause, World


class Pay(Command):
    """What a diner's phone does."""

    payment_method: str = Field(default="pm_card_visa", description="A magic payment method.")
    return_url: str | None = Field(default=None, description="Where the fake 3-D Secure page leads back to.")


class Authenticate(Command):
    """What the payer answers to the bank."""

    outcome: Literal["succeed", "fail"] = "succeed"


def payer_router(world: World) -> APIRouter:
    """Commands answer the PaymentIntent as it is afterwards."""
    router = APIRouter(prefix="/_sandbox/payment_intents/{payment_intent_id}", tags=["payer"])

    @router.post("/pay")
    async def pay(payment_intent_id: str, request: Request, command: Pay | None = None) -> dict[str, Any]:
        """Confirm as the payer's browser would. A decline is no error here: it is in `last_payment_error`."""
        params = (command or Pay()).model_dump(exclude_none=True)
        cause = Cause(world.new_id("req"), base_url=str(request.base_url).rstrip("/"))
        with world.work(cause=cause) as work:
            found = work.find_anywhere("payment_intent", payment_intent_id)
            try:
                confirmation.confirm(work, found, params)
            except StripeError as error:
                if not error.keeps_effects:
                    raise
        return found.body

    @router.post("/authenticate")
    async def authenticate(payment_intent_id: str, command: Authenticate | None = None) -> dict[str, Any]:
        """Answer the bank's 3-D Secure question."""
        outcome = (command or Authenticate()).outcome
        with world.work() as work:
            found = work.find_anywhere("payment_intent", payment_intent_id)
            confirmation.authenticate(work, found, succeeds=outcome == "succeed")
        return found.body

    @router.post("/finish_processing")
    async def finish_processing(payment_intent_id: str) -> dict[str, Any]:
        """Let a bank debit that is being processed come to its end now."""
        with world.work() as work:
            work.find_anywhere("payment_intent", payment_intent_id)
            confirmation.finish_processing(work, {"payment_intent": payment_intent_id})
            return work.fetch(payment_intent_id).body

    return router
