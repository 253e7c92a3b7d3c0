"""Types of fields that several bodies have."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from twyst.money import CURRENCIES


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError) as error:
        # ZoneInfoNotFoundError is a KeyError that a file system may turn into an OSError: see zoneinfo's docs.
        raise ValueError("not an IANA time zone") from error
    except KeyError as error:
        raise ValueError("not an IANA time zone") from error
    return name


def _currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError("not a currency that can be charged")
    return code


def _no_mailbox(contact: str) -> str:
    if "@" in contact:
        raise ValueError("an e-mail address must not travel with orders: name a role, such as Duty manager")
    return contact


def _text(maximum: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=maximum)


Name = Annotated[str, _text(120)]
Label = Annotated[str, _text(60), Field(description="As printed on the table.")]
Contact = Annotated[
    str,
    _text(200),
    AfterValidator(_no_mailbox),
    Field(
        description="Who answers for held money: a role or a name in the house. It travels with the venue's orders, so it"
        " is no e-mail address.",
        examples=["Duty manager"],
    ),
]
Address = Annotated[str, _text(300), Field(description="Of the firm, as it stands on receipts.")]
TaxNumber = Annotated[str, _text(40), Field(description="VAT identification number, or the like.")]
Reason = Annotated[str, _text(200), Field(description="Shown to diners.")]
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
CurrencyCode = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{3}$"),
    AfterValidator(_currency),
    Field(description="ISO 4217, lower case."),
]
CountryCode = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{2}$"), Field(description="ISO 3166-1 alpha-2.")
]
TimeZone = Annotated[
    str, StringConstraints(max_length=64), AfterValidator(_timezone), Field(description="IANA name.")
]
PriceMinor = Annotated[
    int, Field(strict=True, ge=0, le=1_000_000_000, description="In the currency's minor units.")
]
QuoteMinutes = Annotated[
    int | None, Field(ge=1, le=600, description="How long an order takes now; null says nothing.")
]
StaffRole = Literal["kitchen", "floor", "manager", "owner", "accountant"]


class Body(BaseModel):
    """A request's body: unknown members are refused, because they are mistakes."""

    model_config = ConfigDict(extra="forbid")


class Answer(BaseModel):
    """A response's body, made from a value of the same names."""

    model_config = ConfigDict(from_attributes=True)


class WindowBody(Body):
    """Hours on some days of the week, local time. One that does not close after it opens ends on the next day."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = Field(
        min_length=1, max_length=7, description="1 is Monday."
    )
    opens_minute: int = Field(ge=0, lt=1440, description="Minutes after midnight.")
    closes_minute: int = Field(ge=0, le=1440, description="Minutes after midnight.")
