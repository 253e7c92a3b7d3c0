"""What can be struck: every item and option of the menu, and of what is sold out who said so and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twyst.order.application.catalog_ports import Catalog
from twyst.order.application.load_venue import require_venue
from twyst.order.domain.menu import Menu
from twyst.order.domain.venue import Struck


@dataclass(frozen=True, slots=True)
class StruckBy:
    """What is known of something sold out. `by` is a name, or what the token called who did it."""

    until: datetime | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Subject:
    """An item, or an option of some; `places` names its category, or the items that offer it."""

    subject_id: str
    name: str
    places: tuple[str, ...]
    sold_out: StruckBy | None


@dataclass(frozen=True, slots=True)
class Subjects:
    """Items in the menu's order, then options, each once however many items offer it."""

    items: tuple[Subject, ...]
    options: tuple[Subject, ...]


async def list_subjects(catalog: Catalog, at: datetime) -> Subjects:
    """Raises `VenueNotFound`."""
    await require_venue(catalog)
    published = await catalog.menu()
    struck = {each.what.subject_id: await _named(catalog, each) for each in await catalog.struck(at)}
    return _subjects(published.menu if published else Menu(), struck)


def _subjects(menu: Menu, struck: dict[str, StruckBy]) -> Subjects:
    items: list[Subject] = []
    names: dict[str, str] = {}
    offered: dict[str, list[str]] = {}
    for category in menu.categories:
        for item in category.items:
            items.append(Subject(item.item_id, item.name, (category.name,), struck.get(item.item_id)))
            for option in (option for group in item.modifier_groups for option in group.options):
                names.setdefault(option.modifier_id, option.name)
                offered.setdefault(option.modifier_id, []).append(item.name)
    options = [
        Subject(subject_id, names[subject_id], tuple(dict.fromkeys(places)), struck.get(subject_id))
        for subject_id, places in offered.items()
    ]
    return Subjects(tuple(items), tuple(options))


async def _named(catalog: Catalog, struck: Struck) -> StruckBy:
    """A removed member keeps the name; the platform's own hands have none."""
    _, _, member_id = struck.by.partition(":")
    try:
        member = await catalog.roster.member(UUID(member_id))
    except ValueError:
        member = None
    return StruckBy(struck.what.until, struck.at, member.name if member else struck.by)
