"""Rows as domain values, and back."""

from __future__ import annotations

from typing import Any

import msgspec

from twyst.order.adapters.catalog.tables import (
    DiningTableRow,
    MemberRow,
    MenuRow,
    SoldOutRow,
    StripeAccountRow,
    TagRow,
    VenueRow,
)
from twyst.order.application.catalog_ports import PublishedMenu
from twyst.order.domain.account import Account, Onboarding
from twyst.order.domain.menu import Menu
from twyst.order.domain.opening import Window
from twyst.order.domain.staff import Member, MemberKind
from twyst.order.domain.venue import DiningTable, FeePolicy, Pause, Seller, SoldOut, Tag, Venue


def venue_of(row: VenueRow, account: Account | None) -> Venue:
    return Venue(
        venue_id=row.venue_id,
        revision=row.revision,
        name=row.name,
        currency=row.currency,
        country=row.country,
        timezone=row.timezone,
        contact=row.contact,
        fee=FeePolicy(row.fee_basis_points, row.fee_fixed_minor),
        account=account,
        pause=Pause(row.pause_reason, row.paused_until) if row.pause_reason is not None else None,
        quote_minutes=row.quote_minutes,
        opening_hours=msgspec.convert(row.opening_hours, tuple[Window, ...]),
        tip_basis_points=tuple(row.tip_basis_points),
        seller=msgspec.convert(row.seller, Seller) if row.seller is not None else None,
    )


def venue_columns(venue: Venue) -> dict[str, Any]:
    """The columns that a change of the venue may touch."""
    return {
        "revision": venue.revision,
        "name": venue.name,
        "currency": venue.currency,
        "country": venue.country,
        "timezone": venue.timezone,
        "contact": venue.contact,
        "fee_basis_points": venue.fee.basis_points,
        "fee_fixed_minor": venue.fee.fixed_minor,
        "pause_reason": venue.pause.reason if venue.pause else None,
        "paused_until": venue.pause.until if venue.pause else None,
        "quote_minutes": venue.quote_minutes,
        "opening_hours": msgspec.to_builtins(venue.opening_hours),
        "tip_basis_points": list(venue.tip_basis_points),
        "seller": msgspec.to_builtins(venue.seller),
    }


def account_of(row: StripeAccountRow) -> Account | None:
    return msgspec.convert(row.account, Account) if row.account is not None else None


def onboarding_of(row: StripeAccountRow) -> Onboarding:
    return Onboarding(
        key=row.key,
        requested_at=row.requested_at,
        account=account_of(row),
        read_at=row.read_at,
        invalidated_at=row.invalidated_at,
    )


def table_of(row: DiningTableRow) -> DiningTable:
    return DiningTable(row.table_id, row.label, retired=row.retired_at is not None)


def tag_of(row: TagRow) -> Tag:
    return Tag(row.tag_id, row.table_id, row.serial, disabled=row.disabled_at is not None)


def menu_of(row: MenuRow) -> PublishedMenu:
    return PublishedMenu(row.version, msgspec.convert(row.document, Menu), row.published_at, row.published_by)


def menu_columns(published: PublishedMenu) -> dict[str, Any]:
    return {
        "version": published.version,
        "document": msgspec.to_builtins(published.menu),
        "published_at": published.published_at,
        "published_by": published.published_by,
    }


def sold_out_of(row: SoldOutRow) -> SoldOut:
    return SoldOut(row.subject_id, row.until)


def member_of(row: MemberRow) -> Member:
    return Member(
        member_id=row.member_id,
        kind=MemberKind(row.kind),
        name=row.name,
        role=row.role,
        created_at=row.created_at,
        removed=row.removed_at is not None,
    )
