"""Virtual time, and the payouts that it brings."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from twyst.stripe_sandbox import delivery_queue
from twyst.stripe_sandbox.control.command import Command
from twyst.stripe_sandbox.objects import account, payout
from twyst.stripe_sandbox.scheduler import Scheduler
from twyst.stripe_sandbox.world import World


class Advance(Command):
    """A jump of the virtual clock."""

    seconds: float = Field(ge=0)


class ClockReading(BaseModel):
    """Seconds since the epoch."""

    now: float = Field(description="Virtual time: object timestamps, payout runs, retries.")
    wall: float
    offset_seconds: float
    timers_run: int = Field(default=0, description="What the jump let happen on the way.")


class RunPayouts(Command):
    """An automatic payout run now."""

    account: str | None = Field(
        default=None, description="One connected account, or the platform; null: all connected."
    )
    include_pending: bool = Field(
        default=True,
        description="Count money that is still on its way as available. False pays what the clock says is available.",
    )


class PayoutsMade(BaseModel):
    """The payouts of a run, in the order of their making."""

    payouts: list[dict[str, Any]]


class FailPayout(Command):
    """The bank sends a payout back."""

    failure_code: Literal["account_closed", "could_not_process", "no_account"] = "account_closed"
    disable_bank_account: bool = Field(
        default=False,
        description="As the real Stripe does: no further payouts until the account is onboarded again.",
    )


def time_router(world: World, scheduler: Scheduler) -> APIRouter:
    """The clock and payout runs."""
    router = APIRouter(prefix="/_sandbox", tags=["time"])

    def reading(timers_run: int = 0) -> ClockReading:
        clock = world.clock
        return ClockReading(
            now=clock.now(), wall=clock.wall(), offset_seconds=clock.offset_seconds, timers_run=timers_run
        )

    @router.get("/clock")
    async def read_clock() -> ClockReading:
        """What time it is."""
        return reading()

    @router.post("/clock/advance")
    async def advance_clock(command: Advance) -> ClockReading:
        """Jump forward; everything that was due on the way has happened when the answer comes."""
        timers_run = await scheduler.advance(command.seconds)
        with world.work() as work:
            delivery_queue.virtual_time_moved(work)
        return reading(timers_run)

    @router.post("/payouts/run")
    async def run_payouts(command: RunPayouts | None = None) -> PayoutsMade:
        """Pay out now; each payout then goes through in transit, paid and reconciled by itself."""
        wanted = command or RunPayouts()
        with world.work() as work:
            if wanted.account is None:
                accounts = payout.payable_accounts(work)
            else:
                accounts = [account.retrieve(work, {}, wanted.account)]
            made = [
                paid.body
                for found in accounts
                for paid in payout.run(work, found, include_pending=wanted.include_pending)
            ]
        return PayoutsMade(payouts=made)

    @router.post("/payouts/{payout_id}/fail")
    async def fail_payout(payout_id: str, command: FailPayout | None = None) -> dict[str, Any]:
        """Let a payout fail, also after it was paid."""
        wanted = command or FailPayout()
        with world.work() as work:
            found = work.find_anywhere("payout", payout_id)
            payout.fail(work, found, wanted.failure_code, disable_bank_account=wanted.disable_bank_account)
        return found.body

    return router
