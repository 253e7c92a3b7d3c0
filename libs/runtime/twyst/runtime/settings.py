"""Settings from the environment: frozen, described, and refused in one clear line when they are wrong.

A service combines the groups that it needs and adds its own fields:

    class OrderApiSettings(KafkaSettings, DatabaseSettings, ServiceSettings): ...

    settings = load(OrderApiSettings)
"""

import sys
from enum import StrEnum
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

ENVIRONMENT_PREFIX = "TWYST_"
EXIT_CODE_OF_WRONG_SETTINGS = 2


def _split_commas(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


CommaList = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_commas)]
"""A list field that is written with commas in the environment: `a,b`."""

SecretCommaList = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_split_commas)]
"""The same for secrets, which no log or repr shows."""


class Profile(StrEnum):
    """What kind of place the process runs in."""

    LOCAL = "local"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """What every group of settings has in common: the prefix, frozen, unknown variables are others' business."""

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )


class ServiceSettings(Settings):
    """What every process that serves HTTP needs to know."""

    profile: Profile = Field(
        default=Profile.PRODUCTION,
        description="`local` allows what only a laptop needs (docs pages, test keys, generous limits).",
    )
    environment: str = Field(
        min_length=1,
        description="The name of this installation; the `twyst_env` metadata value on every Stripe object.",
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8080, ge=0, le=65535, description="The port to listen on; 0 takes a free one.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="The least severe level that is logged.",
    )
    cors_origins: CommaList = Field(
        default=(),
        description="Origins of web pages that may call this API, with commas; exact, no wildcard.",
    )
    max_body_bytes: int = Field(
        default=256 * 1024,
        ge=1024,
        description="The largest request body that is read; larger ones are answered 413.",
    )
    shutdown_timeout_seconds: int = Field(
        default=10,
        ge=1,
        description="How long open requests, and then each background task, may take to end after a stop signal.",
    )


class KafkaSettings(Settings):
    """Where the broker is."""

    kafka_bootstrap: str = Field(
        min_length=1, description="Kafka bootstrap servers, `host:port` with commas."
    )
    topic_namespace: str = Field(
        default="twyst",
        pattern=r"^[a-z0-9-]+$",
        description="The first part of every topic's name; another one lets test runs live side by side.",
    )


class DatabaseSettings(Settings):
    """Where the database is, as the role of this process."""

    database_url: SecretStr = Field(
        description="PostgreSQL DSN with this process's role: `postgresql://user:password@host:port/database`.",
    )


class StripeSettings(Settings):
    """How Stripe is called."""

    stripe_api_key: SecretStr = Field(description="The platform's secret key (`sk_…`).")
    stripe_api_base: str = Field(
        default="https://api.stripe.com",
        description="The address of the Stripe API; the sandbox's in the local profile.",
    )
    stripe_publishable_key: str = Field(default="", description="The key that browsers use (`pk_…`).")
    livemode: bool = Field(
        default=False,
        description="Whether real money moves; events of the other mode are not ours.",
    )


AnySettings = TypeVar("AnySettings", bound=BaseSettings)


def load(settings_class: type[AnySettings]) -> AnySettings:
    """Read the settings from the environment.

    A missing or invalid variable ends the process with code 2 and one line on stderr for each, which says what the
    variable is for; the value itself is not shown, because it may be a secret.
    """
    try:
        return settings_class()
    except ValidationError as error:
        complaints = [_complaint(settings_class, detail["loc"], detail["msg"]) for detail in error.errors()]
    except SettingsError as error:
        complaints = [str(error)]
    for complaint in complaints:
        sys.stderr.write(f"twyst: {complaint}\n")
    raise SystemExit(EXIT_CODE_OF_WRONG_SETTINGS)


def variable_name(field_name: str) -> str:
    """The environment variable of a field."""
    return f"{ENVIRONMENT_PREFIX}{field_name.upper()}"


def _complaint(settings_class: type[BaseSettings], location: tuple[int | str, ...], message: str) -> str:
    if not location:
        return message.removeprefix("Value error, ")
    field_name = str(location[0])
    field = settings_class.model_fields.get(field_name)
    purpose = field.description if field is not None and field.description else "see the service's settings"
    if message == "Field required":
        return f"{variable_name(field_name)} is missing; set it: {purpose}"
    return f"{variable_name(field_name)} is invalid ({message.removeprefix('Value error, ')}); correct it: {purpose}"
