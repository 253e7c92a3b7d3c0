"""Refunds that a person makes in the Dashboard, and disputes that a payer's bank opens."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import Field

from twyst.stripe_sandbox.control.command import Command
from twyst.stripe_sandbox.errors import invalid_request
from twyst.stripe_sandbox.objects import charge, dispute, refund
from twyst.stripe_sandbox.world import World


class DashboardRefund(Command):
    """A refund that a person makes in the Dashboard: by default without metadata of ours."""

    payment_intent: str
    amount: int | None = Field(default=None, ge=1, description="Minor units; null refunds what is left.")
    reason: Literal["duplicate", "fraudulent", "requested_by_customer"] | None = None
    reverse_transfer: bool = False
    refund_application_fee: bool = False
    metadata: dict[str, str] = Field(default_factory=dict)
    status: Literal["succeeded", "pending", "requires_action"] = "succeeded"


class RefundVerdict(Command):
    """What becomes of a refund."""

    status: Literal["succeeded", "failed", "canceled"]
    failure_reason: str | None = None


class OpenDispute(Command):
    """The payer's bank disputes a payment."""

    payment_intent: str
    reason: str = "fraudulent"
    amount: int | None = Field(
        default=None, ge=1, description="Minor units; null disputes what is not refunded."
    )
    inquiry: bool = Field(default=False, description="Only a question: no money is withdrawn.")


def refunds_router(world: World) -> APIRouter:
    """Refunds, without an API key's help."""
    router = APIRouter(prefix="/_sandbox/refunds", tags=["money back"])

    @router.post("")
    async def refund_from_dashboard(command: DashboardRefund) -> dict[str, Any]:
        """Refund as a person would."""
        with world.work() as work:
            work.find_anywhere("payment_intent", command.payment_intent)
            params = command.model_dump(exclude_none=True, exclude={"status"})
            return refund.create_as(work, params, command.status).body

    @router.post("/{refund_id}/end")
    async def end_refund(refund_id: str, verdict: RefundVerdict) -> dict[str, Any]:
        """Let a refund succeed, fail (also after it succeeded) or be canceled."""
        with world.work() as work:
            found = work.find_anywhere("refund", refund_id)
            refund.end(work, found, verdict.status, verdict.failure_reason)
        return found.body

    return router


def disputes_router(world: World) -> APIRouter:
    """Disputes, from the bank's side."""
    router = APIRouter(prefix="/_sandbox/disputes", tags=["money back"])

    @router.post("")
    async def open_dispute(command: OpenDispute) -> dict[str, Any]:
        """Open a dispute or an inquiry."""
        with world.work() as work:
            intent = work.find_anywhere("payment_intent", command.payment_intent)
            if intent["status"] != "succeeded":
                raise invalid_request(f"{intent.id} is {intent['status']}: there is nothing to dispute.")
            paid = work.fetch(intent["latest_charge"])
            charge.settle(work, paid)
            opened = dispute.open_dispute(
                work, paid, reason=command.reason, is_inquiry=command.inquiry, amount=command.amount
            )
        return opened.body

    @router.post("/{dispute_id}/{verdict}")
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

    return router
