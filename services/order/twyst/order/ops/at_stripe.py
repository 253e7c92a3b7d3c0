"""Stripe for a deed of `twyst-ops`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from twyst.ops.eyes import Failed
from twyst.ops.hands import Hands
from twyst.order.adapters.stripe_calls import StripeCalls, stripe_client
from twyst.order.application.ports import StripeRefused, StripeUnavailable


@asynccontextmanager
async def stripe_of(hands: Hands) -> AsyncIterator[StripeCalls]:
    """Stripe as the order worker asks it. What it refuses, or leaves unanswered, fails the item."""
    client, close = stripe_client(hands.eyes.stripe_key(), hands.targets.read.stripe_api)
    try:
        yield StripeCalls(client)
    except (StripeUnavailable, StripeRefused) as error:
        raise Failed(f"Stripe: {error}") from error
    finally:
        await close()
