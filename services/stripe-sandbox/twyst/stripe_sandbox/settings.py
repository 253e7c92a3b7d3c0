"""The sandbox's settings. It starts in the local profile only, and never with a live key."""

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator

from twyst.runtime.settings import CommaList, Profile, SecretCommaList, ServiceSettings


class SandboxSettings(ServiceSettings):
    """Everything that may be said to the sandbox from outside."""

    cors_origins: CommaList = Field(default=("*",), description="As at Stripe, any page may call the API.")
    stripe_api_key: SecretStr = Field(
        description="The secret key that it accepts; must begin with `sk_test_`."
    )
    stripe_publishable_key: str = Field(
        default="", description="The publishable key that it accepts (`pk_test_…`)."
    )
    webhook_secrets_platform: SecretCommaList = Field(
        default=(), description="Signing secrets of the platform endpoint; all of them sign."
    )
    webhook_secrets_connect: SecretCommaList = Field(
        default=(), description="Signing secrets of the connect endpoint; all of them sign."
    )
    sandbox_webhook_url_platform: str = Field(
        default="", description="Where events of the platform's own account go; empty makes no endpoint."
    )
    sandbox_webhook_url_connect: str = Field(
        default="", description="Where events of connected accounts go; empty makes no endpoint."
    )
    sandbox_data_dir: Path | None = Field(
        default=None,
        description="Where the state is kept; without it the state lives as long as the process.",
    )
    sandbox_platform_currency: str = Field(
        default="eur", description="Default currency of the platform's account."
    )
    sandbox_fee_basis_points: int = Field(
        default=150, ge=0, description="Stripe's processing fee, its share."
    )
    sandbox_fee_fixed_minor: int = Field(
        default=25, ge=0, description="Stripe's processing fee, its fixed part."
    )
    sandbox_capture_delay_seconds: float = Field(
        default=0.5,
        ge=0,
        description="Virtual time until a charge's balance transaction, transfer and fee follow.",
    )
    sandbox_processing_delay_seconds: float = Field(
        default=5.0, ge=0, description="Virtual time that a bank debit stays in `processing`."
    )
    sandbox_refund_settle_seconds: float = Field(
        default=5.0, ge=0, description="Virtual time until a pending refund settles or a failing one fails."
    )
    sandbox_payout_step_seconds: float = Field(
        default=1.0, ge=0, description="Virtual time between created, in transit, paid and reconciled."
    )
    sandbox_funds_delay_days: int = Field(
        default=2, ge=0, description="Days until the money of a charge is available."
    )
    sandbox_confirm_attempts_max: int = Field(
        default=10, ge=1, description="Failed confirmations after which a PaymentIntent is canceled."
    )
    sandbox_delivery_timeout_seconds: float = Field(
        default=10.0, gt=0, description="How long an endpoint may take to answer."
    )
    sandbox_delivery_concurrency: int = Field(
        default=8, ge=1, description="Webhook requests at a time per endpoint."
    )
    sandbox_wall_retries: bool = Field(
        default=True, description="Retry webhooks within seconds of wall time, beside Stripe's slow schedule."
    )

    @model_validator(mode="after")
    def _never_for_real(self) -> Self:
        if self.profile is not Profile.LOCAL:
            raise ValueError("the Stripe sandbox does not run in production; set TWYST_PROFILE=local")
        if not self.stripe_api_key.get_secret_value().startswith("sk_test_"):
            raise ValueError(
                "the Stripe sandbox takes test keys only: TWYST_STRIPE_API_KEY must begin with sk_test_"
            )
        for name in ("platform", "connect"):
            if getattr(self, f"sandbox_webhook_url_{name}") and not getattr(self, f"webhook_secrets_{name}"):
                raise ValueError(
                    f"an endpoint needs a secret to sign with: set TWYST_WEBHOOK_SECRETS_{name.upper()}"
                )
        if self.stripe_publishable_key and not self.stripe_publishable_key.startswith("pk_test_"):
            raise ValueError("TWYST_STRIPE_PUBLISHABLE_KEY must begin with pk_test_")
        return self
