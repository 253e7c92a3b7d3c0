"""Two venues to try Twyst with: menus, tables, accounts that can be paid, staff, codes and tokens.

Everything has a fixed id, so that seeding again finds what is there and changes nothing; codes and tokens, of which
nothing readable is kept, are made anew each time. It is for the sandbox and for Stripe's test mode.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid5

from twyst.access.permissions import Role
from twyst.access.staff import StaffIssuer
from twyst.order.application.catalog_ports import NO_MENU_VERSION, Accounts, Catalog, Clock, Transactions
from twyst.order.application.edit_menu import publish_menu
from twyst.order.application.edit_staff import add_member
from twyst.order.application.edit_tables import add_table
from twyst.order.application.load_venue import require_venue
from twyst.order.application.mint_pairing_code import mint_pairing_code
from twyst.order.application.open_account import open_account
from twyst.order.application.open_venue import open_venue
from twyst.order.application.refresh_account import refresh_account
from twyst.order.domain.staff import Member, MemberKind
from twyst.order.domain.venue import DiningTable, FeePolicy, Seller, Venue, table_path
from twyst.order.entrypoints.catalog_api.menu_bodies import MenuBody

SEEDED_BY = "seed"
CODE_LIFETIME = timedelta(hours=12)
TOKEN_LIFETIME = timedelta(days=7)
"""Longer than a session's, since a sandbox may be left running; nobody can spend real money with it."""

_TABLE_LABELS = ("1", "2", "3", "4", "5", "6")
_MEMBERS = (
    (Role.KITCHEN, MemberKind.DEVICE, "Kitchen screen"),
    (Role.FLOOR, MemberKind.DEVICE, "Floor tablet"),
    (Role.MANAGER, MemberKind.STAFF, "Duty manager"),
    (Role.OWNER, MemberKind.STAFF, "Owner"),
)
_VENUES = (
    (
        "bistro",
        Venue(
            venue_id=UUID("8978fccb-f8ad-5062-8c43-4a52c716ead7"),
            revision=1,
            name="Bistro Les Platanes",
            currency="eur",
            country="FR",
            timezone="Europe/Paris",
            contact="Duty manager",
            fee=FeePolicy(basis_points=350, fixed_minor=25),
            quote_minutes=20,
            seller=Seller(
                "Les Platanes SARL", "12 place du Marché, 21000 Dijon, France", "FR 40 123 456 824"
            ),
        ),
    ),
    (
        "pub",
        Venue(
            venue_id=UUID("a46e40bb-ede8-5746-8e0b-da94faaed111"),
            revision=1,
            name="The Copper Kettle",
            currency="gbp",
            country="GB",
            timezone="Europe/London",
            contact="Duty manager",
            fee=FeePolicy(basis_points=300, fixed_minor=20),
            quote_minutes=15,
            tip_basis_points=(0, 1000, 1250, 1500),
            seller=Seller(
                "Copper Kettle Inns Ltd", "3 Bridge Street, York YO1 6DA, United Kingdom", "GB 123 4567 82"
            ),
        ),
    ),
)


class NotForRealMoney(Exception):
    """Invented venues must not take real payments; seed the sandbox or Stripe's test mode."""


class AccountNotPayable(Exception):
    """The venue's account was onboarded and can still not be paid; Stripe's reasons are in the message."""


@dataclass(frozen=True, slots=True)
class SeedPorts:
    """What seeding needs. `onboard` hands in for an account what its owner would on Stripe's own pages."""

    transactions: Transactions
    accounts: Accounts
    onboard: Callable[[str], Awaitable[None]]
    issuer: StaffIssuer
    clock: Clock
    livemode: bool
    web_base_url: str = ""


@dataclass(frozen=True, slots=True)
class SeededTable:
    """A table and the page that its tags open."""

    table_id: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class SeededVenue:
    """A venue as scripts and the local stack want it: `staff_token` works the floor, `manager_token` may do all."""

    venue_id: str
    name: str
    table_id: str
    account_id: str
    currency: str
    staff_token: str
    manager_token: str
    table_url: str
    pairing_code: str
    tables: tuple[SeededTable, ...]
    pairing_codes: dict[str, str]


async def seed(ports: SeedPorts) -> list[SeededVenue]:
    """Make the venues or find them.

    Raises `NotForRealMoney`, `AccountNotPayable`, `StripeUnavailable` or `StripeRefused`.
    """
    if ports.livemode:
        raise NotForRealMoney
    return [await _seed_venue(ports, menu_name, venue) for menu_name, venue in _VENUES]


def document(seeded: list[SeededVenue]) -> dict[str, Any]:
    """What `seed --json` prints."""
    return {"venues": [asdict(venue) for venue in seeded]}


def menu_body(name: str) -> MenuBody:
    """One of the menus in `seed_menus`."""
    text = files("twyst.order.entrypoints").joinpath("seed_menus", f"{name}.json").read_text("utf-8")
    return MenuBody.model_validate_json(text)


async def _seed_venue(ports: SeedPorts, menu_name: str, venue: Venue) -> SeededVenue:
    await _open(ports, menu_name, venue)
    account_id = await _payable_account(ports, venue.venue_id)
    tables = tuple(
        SeededTable(
            str(table.table_id), table.label, ports.web_base_url + table_path(venue.venue_id, table.table_id)
        )
        for table in _tables(venue)
    )
    codes = await _codes(ports, venue)
    return SeededVenue(
        venue_id=str(venue.venue_id),
        name=venue.name,
        table_id=tables[0].table_id,
        account_id=account_id,
        currency=venue.currency,
        staff_token=_token(ports, venue, Role.FLOOR),
        manager_token=_token(ports, venue, Role.OWNER),
        table_url=tables[0].url,
        pairing_code=codes[Role.KITCHEN],
        tables=tables,
        pairing_codes=codes,
    )


async def _open(ports: SeedPorts, menu_name: str, venue: Venue) -> None:
    """Every part that is not there yet, and no other: what a person changed since stays as it is."""
    async with ports.transactions.of_venue(venue.venue_id) as catalog:
        known = await catalog.venue() is not None
        menu_known = await catalog.menu() is not None
        tables = [table for table in _tables(venue) if await catalog.table(table.table_id) is None]
        members = await _unknown_members(catalog, venue, ports.clock)
    if not known:
        await open_venue(ports.transactions, venue, ports.clock)
    for table in tables:
        await add_table(ports.transactions, venue.venue_id, table, ports.clock)
    for member in members:
        await add_member(ports.transactions, venue.venue_id, member, ports.clock)
    if not menu_known:
        await publish_menu(
            ports.transactions,
            venue.venue_id,
            menu_body(menu_name).to_menu(),
            edited=NO_MENU_VERSION,
            by=SEEDED_BY,
            now=ports.clock,
        )


async def _payable_account(ports: SeedPorts, venue_id: UUID) -> str:
    account = await open_account(ports.transactions, ports.accounts, venue_id, ports.clock)
    if await _can_be_paid(ports, venue_id):
        return account.account_id
    await ports.onboard(account.account_id)
    account = await refresh_account(ports.transactions, ports.accounts, venue_id, ports.clock)
    if not await _can_be_paid(ports, venue_id):
        wanted = ", ".join(account.requirements) or "no requirement named"
        raise AccountNotPayable(f"{account.account_id}: {account.disabled_reason} ({wanted})")
    return account.account_id


async def _can_be_paid(ports: SeedPorts, venue_id: UUID) -> bool:
    async with ports.transactions.of_venue(venue_id) as catalog:
        return (await require_venue(catalog)).can_be_paid


async def _codes(ports: SeedPorts, venue: Venue) -> dict[str, str]:
    codes = {}
    for role, _, _ in _MEMBERS:
        minted = await mint_pairing_code(
            ports.transactions,
            venue.venue_id,
            _member_id(venue, role),
            by=SEEDED_BY,
            now=ports.clock,
            lifetime=CODE_LIFETIME,
        )
        codes[role.value] = minted.code
    return codes


def _token(ports: SeedPorts, venue: Venue, role: Role) -> str:
    kind = next(kind for member_role, kind, _ in _MEMBERS if member_role is role)
    subject = f"{kind}:{_member_id(venue, role)}"
    return ports.issuer.issue(subject, role, [venue.venue_id], lifetime=TOKEN_LIFETIME)


def _tables(venue: Venue) -> list[DiningTable]:
    return [DiningTable(uuid5(venue.venue_id, f"table {label}"), label) for label in _TABLE_LABELS]


async def _unknown_members(catalog: Catalog, venue: Venue, clock: Clock) -> list[Member]:
    members = [Member(_member_id(venue, role), kind, name, role, clock()) for role, kind, name in _MEMBERS]
    return [member for member in members if await catalog.roster.member(member.member_id) is None]


def _member_id(venue: Venue, role: Role) -> UUID:
    return uuid5(venue.venue_id, f"member {role}")
