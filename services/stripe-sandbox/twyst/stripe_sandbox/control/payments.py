"""The payer's phone, the payer's bank, Stripe's Dashboard, and a venue with a mind of its own."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from twyst.stripe_sandbox.errors import StripeError, invalid_request
from twyst.stripe_sandbox.objects import account, charge, confirmation, dispute, payment_intent, refund
from twyst.stripe_sandbox.store import Record
from twyst.stripe_sandbox.world import Work, World


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Pay(_Closed):
    """What a diner's phone does."""

    payment_method: str = Field(default="pm_card_visa", description="A magic payment method.")
    return_url: str | None = Field(default=None, description="Where the fake 3-D Secure page leads back to.")


class Authenticate(_Closed):
    """What the payer answers to the bank."""

    outcome: Literal["succeed", "fail"] = "succeed"


class DashboardRefund(_Closed):
    """A refund that a person makes in the Dashboard: by default none of our metadata."""

    payment_intent: str
    amount: int | None = Field(default=None, ge=1, description="Minor units; null refunds what is left.")
    reason: Literal["duplicate", "fraudulent", "requested_by_customer"] | None = None
    reverse_transfer: bool = False
    refund_application_fee: bool = False
    metadata: dict[str, str] = {}
    status: Literal["succeeded", "pending", "requires_action"] = "succeeded"


class RefundVerdict(_Closed):
    """What becomes of a refund."""

    status: Literal["succeeded", "failed", "canceled"]
    failure_reason: str | None = None


class OpenDispute(_Closed):
    """The payer's bank disputes a payment."""

    payment_intent: str
    reason: str = "fraudulent"
    amount: int | None = Field(
        default=None, ge=1, description="Minor units; null disputes what is not refunded."
    )
    inquiry: bool = Field(default=False, description="Only a question: no money is withdrawn.")


class DirectCharge(_Closed):
    """A venue charges a card on its own account, with whatever metadata it likes."""

    account: str
    amount: int = Field(ge=1)
    currency: str
    metadata: dict[str, str] = {}
    payment_method: str = "pm_card_visa"


def payments_router(world: World) -> APIRouter:
    """Commands about payments; they answer the object as it is afterwards."""
    router = APIRouter(prefix="/_sandbox", tags=["payments"])

    @router.post("/payment_intents/{payment_intent_id}/pay")
    async def pay(payment_intent_id: str, command: Pay) -> dict[str, Any]:
        """Confirm as the payer's browser would. A decline is no error here: it is in `last_payment_error`."""
        with world.work() as work:
            found = work.find_anywhere("payment_intent", payment_intent_id)
            try:
                confirmation.confirm(work, found, command.model_dump(exclude_none=True))
            except StripeError as error:
                if not error.keeps_effects:
                    raise
        return found.body

    @router.post("/payment_intents/{payment_intent_id}/authenticate")
    async def authenticate(payment_intent_id: str, command: Authenticate) -> dict[str, Any]:
        """Finish 3-D Secure."""
        with world.work() as work:
            found = work.find_anywhere("payment_intent", payment_intent_id)
            confirmation.authenticate(work, found, succeeds=command.outcome == "succeed")
        return found.body

    @router.post("/payment_intents/{payment_intent_id}/finish_processing")
    async def finish_processing(payment_intent_id: str) -> dict[str, Any]:
        """Let a bank debit that is being processed come to its end now."""
        with world.work() as work:
            work.find_anywhere("payment_intent", payment_intent_id)
            confirmation.finish_processing(work, {"payment_intent": payment_intent_id})
            return work.fetch(payment_intent_id).body

    @router.post("/refunds")
    async def refund_from_dashboard(command: DashboardRefund) -> dict[str, Any]:
        """Refund as a person would."""
        with world.work() as work:
            work.find_anywhere("payment_intent", command.payment_intent)
            params = command.model_dump(exclude_none=True, exclude={"status"})
            return refund.create_as(work, params, command.status).body

    @router.post("/refunds/{refund_id}/end")
    async def end_refund(refund_id: str, verdict: RefundVerdict) -> dict[str, Any]:
        """Let a refund succeed, fail (also after it succeeded) or be canceled."""
        with world.work() as work:
            found = work.find_anywhere("refund", refund_id)
            refund.end(work, found, verdict.status, verdict.failure_reason)
        return found.body

    @router.post("/disputes")
    async def open_dispute(command: OpenDispute) -> dict[str, Any]:
        """Open a dispute or an inquiry."""
        with world.work() as work:
            paid = _charge_of(work, command.payment_intent)
            charge.settle(work, paid)
            opened = dispute.open_dispute(
                work, paid, reason=command.reason, is_inquiry=command.inquiry, amount=command.amount
            )
        return opened.body

    @router.post("/disputes/{dispute_id}/{verdict}")
    async def decide_dispute(
        dispute_id: str, verdict: Literal["win", "lose", "close", "escalate"]
    ) -> dict[str, Any]:
        """The verdict; `close` ends an inquiry, `escalate` makes it a dispute that takes the money."""
        with world.work() as work:
            opened = work.find_anywhere("dispute", dispute_id)
            if verdict == "escalate":
                dispute.escalate(work, opened)
            else:
                status = {"win": "won", "lose": "lost", "close": "warning_closed"}[verdict]
                dispute.close(work, opened, status)
        return opened.body

    @router.post("/direct_charges")
    async def charge_directly(command: DirectCharge) -> dict[str, Any]:
        """A payment on the venue's own account: its events come on the connect endpoint."""
        if world.store.load(command.account) is None:
            raise account.account_does_not_exist(command.account)
        with world.work(account=command.account) as work:
            params = command.model_dump(exclude={"account"})
            return payment_intent.create(work, {**params, "confirm": True}).body

    @router.post("/accounts/{account_id}/onboard")
    async def complete_onboarding(account_id: str) -> dict[str, Any]:
        """Everything Stripe asked for is there: the venue can be paid."""
        with world.work(account=account_id) as work:
            found = account.retrieve(work, {}, account_id)
            account.complete_onboarding(work, found)
        return found.body

    @router.post("/accounts/{account_id}/restrict")
    async def restrict_account(account_id: str, reason: str = "requirements.past_due") -> dict[str, Any]:
        """Stripe wants something of the venue: no charges, no payouts."""
        with world.work(account=account_id) as work:
            found = account.retrieve(work, {}, account_id)
            account.restrict(work, found, reason)
        return found.body

    return router


def _charge_of(work: Work, payment_intent_id: str) -> Record:
    intent = work.find_anywhere("payment_intent", payment_intent_id)
    if intent["status"] != "succeeded":
        raise invalid_request(f"{intent.id} is {intent['status']}: there is nothing to dispute.")
    return work.fetch(intent["latest_charge"])
