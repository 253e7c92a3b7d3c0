"""Stripe for a deed of `twyst-ops`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from twyst.ops.eyes import Failed, Refused
from twyst.ops.hands import Hands
from twyst.ops.run import Plan
from twyst.order.adapters.stripe_calls import StripeCalls, stripe_client
from twyst.order.application.ports import StripeRefused, StripeUnavailable

STRIPE_PER_SECOND = 5.0


async def has_stripe(hands: Hands, _plan: Plan) -> None:
    """Refused when nobody said with which key to ask Stripe."""
    if hands.targets.read.stripe_key is None:
        raise Refused("needs a Stripe key: give --stripe-key")


@asynccontextmanager
async def stripe_of(hands: Hands) -> AsyncIterator[StripeCalls]:
    """Stripe as the order worker asks it. What it refuses, or leaves unanswered, fails the item."""
    client, close = stripe_client(hands.targets.read.stripe_key or "", hands.targets.read.stripe_api)
    try:
        yield StripeCalls(client)
    except (StripeUnavailable, StripeRefused) as error:
        raise Failed(f"Stripe: {error}") from error
    finally:
        await close()
