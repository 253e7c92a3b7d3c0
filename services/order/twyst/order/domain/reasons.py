"""Why an order was canceled, where neither the venue nor its kitchen did it: words for the history, not for the diner."""

from typing import Final

from twyst.order.domain.lifecycle import Trigger

CANCELED_BY_DINER: Final = "canceled by the diner"
NOT_PAID_IN_TIME: Final = "not paid in time"
NOT_PAYABLE: Final = "payment could not be created"

_OURS: Final = frozenset({CANCELED_BY_DINER, NOT_PAID_IN_TIME, *(trigger.value for trigger in Trigger)})


def words_of_the_venue(reason: str | None) -> str | None:
    """The reason, if it is the venue's: a member of staff wrote it, or its kitchen did not see the order."""
    if reason is None or reason in _OURS or reason.startswith(f"{NOT_PAYABLE}:"):
        return None
    return reason
