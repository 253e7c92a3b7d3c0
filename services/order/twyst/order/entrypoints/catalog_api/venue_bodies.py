"""A venue in HTTP."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field

from twyst.order.application.catalog_ports import OrderingNotice
from twyst.order.application.load_venue import ordering_of
from twyst.order.domain.opening import Window
from twyst.order.domain.venue import DEFAULT_TIP_BASIS_POINTS, FeePolicy, OrderingStatus, Seller, Venue
from twyst.order.entrypoints.catalog_api.fields import (
    Address,
    Answer,
    Body,
    Contact,
    CountryCode,
    CurrencyCode,
    Name,
    TaxNumber,
    TimeZone,
    WindowBody,
)


def _tips(shares: list[int]) -> list[int]:
    if shares[0] != 0 or shares != sorted(set(shares)):
        raise ValueError("begin with 0, which is what a diner who decides nothing gives, and ascend")
    return shares


Tips = Annotated[
    list[Annotated[int, Field(ge=0, le=5000)]],
    Field(min_length=1, max_length=5, description="Suggested tips in basis points of the items."),
    AfterValidator(_tips),
]
OpeningHours = Annotated[
    list[WindowBody], Field(max_length=14, description="Without any, the venue is always open.")
]


class FeeBody(Body):
    """The platform's fee, taken of the items without tip."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    basis_points: int = Field(strict=True, default=0, ge=0, le=10_000)
    fixed_minor: int = Field(strict=True, default=0, ge=0, le=1_000_000)


class SellerBody(Body):
    """Who sells, as a receipt has to say it."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    name: Name
    address: Address
    tax_number: TaxNumber | None = None

    def to_seller(self) -> Seller:
        return Seller(self.name, self.address, self.tax_number)


class NewVenue(Body):
    """What a venue begins with. Its currency and country stay as they are, because its account is made of them."""

    venue_id: UUID | None = Field(default=None, description="Chosen by the caller, for safe repetition.")
    name: Name
    currency: CurrencyCode
    country: CountryCode
    timezone: TimeZone
    contact: Contact
    fee: FeeBody = FeeBody()
    opening_hours: OpeningHours = Field(default=[])
    tip_basis_points: Tips = Field(default=list(DEFAULT_TIP_BASIS_POINTS))
    seller: SellerBody | None = None

    def to_venue(self, venue_id: UUID) -> Venue:
        return Venue(
            venue_id=venue_id,
            revision=1,
            name=self.name,
            currency=self.currency,
            country=self.country,
            timezone=self.timezone,
            contact=self.contact,
            fee=FeePolicy(self.fee.basis_points, self.fee.fixed_minor),
            opening_hours=windows_of(self.opening_hours),
            tip_basis_points=tuple(self.tip_basis_points),
            seller=self.seller.to_seller() if self.seller else None,
        )


class VenuePatch(Body):
    """What is to change; members that are left out stay as they are. Only the operator changes the fee."""

    name: Name | None = None
    timezone: TimeZone | None = None
    contact: Contact | None = None
    fee: FeeBody | None = None
    opening_hours: OpeningHours | None = None
    tip_basis_points: Tips | None = None
    seller: SellerBody | None = None


class OrderingBody(Answer):
    """Whether diners can order, and if not, why; `until` is when a pause ends by itself."""

    status: OrderingStatus
    reason: str | None
    until: datetime | None
    quote_minutes: int | None

    @classmethod
    def of(cls, ordering: OrderingNotice) -> Self:
        return cls.model_validate(ordering)


class VenueBody(Answer):
    """A venue as its staff see it."""

    venue_id: UUID
    revision: int
    name: str
    currency: str
    country: str
    timezone: str
    contact: str
    fee: FeeBody
    opening_hours: list[WindowBody]
    tip_basis_points: list[int]
    seller: SellerBody | None
    account_id: str | None
    can_be_paid: bool
    ordering: OrderingBody

    @classmethod
    def of(cls, venue: Venue, at: datetime) -> Self:
        """The venue as of a time."""
        return cls(
            venue_id=venue.venue_id,
            revision=venue.revision,
            name=venue.name,
            currency=venue.currency,
            country=venue.country,
            timezone=venue.timezone,
            contact=venue.contact,
            fee=FeeBody.model_validate(venue.fee),
            opening_hours=[WindowBody.model_validate(window) for window in venue.opening_hours],
            tip_basis_points=list(venue.tip_basis_points),
            seller=SellerBody.model_validate(venue.seller) if venue.seller else None,
            account_id=venue.account.account_id if venue.account else None,
            can_be_paid=venue.can_be_paid,
            ordering=OrderingBody.of(ordering_of(venue, at)),
        )


def windows_of(bodies: list[WindowBody]) -> tuple[Window, ...]:
    return tuple(Window(tuple(body.weekdays), body.opens_minute, body.closes_minute) for body in bodies)
