"""How the catalog's errors are answered."""

from collections.abc import Mapping

from twyst.order.application.catalog_ports import StripeRefused, StripeUnavailable
from twyst.order.application.edit_menu import MenuConflict, MenuInvalid
from twyst.order.application.edit_staff import MemberNotFound
from twyst.order.application.edit_tables import LabelTaken, TableNotFound
from twyst.order.application.load_venue import VenueNotFound
from twyst.order.application.open_venue import VenueExists
from twyst.order.application.pause_venue import PauseIsOver
from twyst.order.application.refresh_account import NoAccount
from twyst.order.application.register_tag import SerialTaken, TagNotFound
from twyst.order.application.set_availability import UnknownSubjects
from twyst.order.application.start_session import CodeNotValid
from twyst.runtime.problems import Problem, ProblemFactory, unavailable


def _always(status: int, slug: str, title: str, detail: str | None = None) -> ProblemFactory:
    return lambda _error: Problem(status, slug, title=title, detail=detail)


def _menu_conflict(error: MenuConflict) -> Problem:
    return Problem(
        412,
        "menu-changed",
        title="Another menu was published meanwhile",
        detail=f"The newest version is {error.version}.",
        version=error.version,
        headers={"ETag": f'"{error.version}"'},
    )


def _menu_invalid(error: MenuInvalid) -> Problem:
    errors = [
        {"in": "body", "pointer": each.pointer, "code": each.code, "message": each.message}
        for each in error.errors
    ]
    detail = "; ".join(f"{each.pointer}: {each.message}" for each in error.errors[:3])
    return Problem(422, "invalid-menu", title="The menu is not valid", detail=detail, errors=errors)


def _unknown_subjects(error: UnknownSubjects) -> Problem:
    return Problem(
        422,
        "not-on-the-menu",
        title="Not on the menu",
        detail=f"The menu has no {', '.join(error.subject_ids[:3])}.",
        subject_ids=list(error.subject_ids),
    )


def _stripe_refused(error: StripeRefused) -> Problem:
    return Problem(
        409, "stripe-refused", title="Stripe refused", detail=error.message, stripe_code=error.code
    )


CATALOG_PROBLEMS: Mapping[type[Exception], ProblemFactory] = {
    VenueNotFound: _always(404, "venue-not-found", "No such venue"),
    VenueExists: _always(409, "venue-exists", "There is a venue with this id"),
    PauseIsOver: _always(422, "pause-is-over", "The pause would end before it begins"),
    TableNotFound: _always(404, "table-not-found", "No such table"),
    LabelTaken: _always(409, "label-taken", "Another table has this label"),
    TagNotFound: _always(404, "tag-not-found", "No such tag"),
    SerialTaken: _always(409, "tag-registered", "The chip is registered", "Disable its tag first."),
    MenuConflict: _menu_conflict,
    MenuInvalid: _menu_invalid,
    UnknownSubjects: _unknown_subjects,
    MemberNotFound: _always(404, "member-not-found", "No such member of staff or device"),
    CodeNotValid: _always(
        401, "code-not-valid", "The code is not valid", "It works once, for minutes: ask for a new one."
    ),
    NoAccount: _always(409, "no-stripe-account", "The venue has no Stripe account", "Create it first."),
    StripeRefused: _stripe_refused,
    StripeUnavailable: unavailable(detail="Stripe does not answer; try again shortly."),
}
"""For `create_api(problems=…)`."""
