"""Composition root: settings → world → app → process."""

from importlib.metadata import version
from typing import NoReturn

import stripe
from fastapi import FastAPI

from twyst.runtime.serve import serve
from twyst.runtime.settings import load
from twyst.stripe_sandbox.app import Configuration, Endpoint, build_app
from twyst.stripe_sandbox.authorization import Keys
from twyst.stripe_sandbox.clock import Clock
from twyst.stripe_sandbox.delivery import DeliveryOptions
from twyst.stripe_sandbox.delivery_queue import RetrySchedule
from twyst.stripe_sandbox.faults import Faults
from twyst.stripe_sandbox.ids import random_ids
from twyst.stripe_sandbox.rules import Rules
from twyst.stripe_sandbox.settings import SandboxSettings
from twyst.stripe_sandbox.store import Store, StoreInUseError
from twyst.stripe_sandbox.world import World


def main() -> NoReturn:
    """Serve the sandbox until a stop signal."""
    settings = load(SandboxSettings)
    try:
        app = build(settings)
    except StoreInUseError as error:
        raise SystemExit(f"twyst: {error}") from error
    serve(app, settings)


def build(settings: SandboxSettings) -> FastAPI:
    """The app that these settings describe."""
    store = Store(settings.sandbox_data_dir)
    offset_seconds = store.setting("clock_offset_seconds") or 0.0
    world = World(
        store=store,
        clock=Clock(offset_seconds=offset_seconds),
        new_id=random_ids(),
        rules=_rules(settings),
        faults=Faults(store),
    )
    return build_app(world, _configuration(settings), settings, version=version("twyst-stripe-sandbox"))


def _rules(settings: SandboxSettings) -> Rules:
    return Rules(
        # Events are rendered in the version that the SDK of this installation speaks.
        api_version=str(stripe.api_version),
        platform_currency=settings.sandbox_platform_currency,
        fee_basis_points=settings.sandbox_fee_basis_points,
        fee_fixed_minor=settings.sandbox_fee_fixed_minor,
        capture_delay_seconds=settings.sandbox_capture_delay_seconds,
        processing_delay_seconds=settings.sandbox_processing_delay_seconds,
        refund_settle_seconds=settings.sandbox_refund_settle_seconds,
        payout_step_seconds=settings.sandbox_payout_step_seconds,
        funds_delay_days=settings.sandbox_funds_delay_days,
        confirm_attempts_max=settings.sandbox_confirm_attempts_max,
    )


def _configuration(settings: SandboxSettings) -> Configuration:
    platform = [secret.get_secret_value() for secret in settings.webhook_secrets_platform]
    connect = [secret.get_secret_value() for secret in settings.webhook_secrets_connect]
    endpoints = (
        Endpoint("we_platform", settings.sandbox_webhook_url_platform, platform, connect=False),
        Endpoint("we_connect", settings.sandbox_webhook_url_connect, connect, connect=True),
    )
    return Configuration(
        keys=Keys(settings.stripe_api_key.get_secret_value(), settings.stripe_publishable_key),
        endpoints=[endpoint for endpoint in endpoints if endpoint.url],
        delivery=DeliveryOptions(
            timeout_seconds=settings.sandbox_delivery_timeout_seconds,
            concurrency=settings.sandbox_delivery_concurrency,
            retries=RetrySchedule(enabled=settings.sandbox_wall_retries),
        ),
    )
