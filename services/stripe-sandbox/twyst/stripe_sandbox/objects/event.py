"""Events as the API lists them: newest first, per account, with how many deliveries are still owed."""

from twyst.stripe_sandbox.errors import invalid_request, not_found
from twyst.stripe_sandbox.objects.lists import Conditions, as_list, page_of
from twyst.stripe_sandbox.store import Body, Store, from_json
from twyst.stripe_sandbox.world import Work

_TYPES_MAX = 20


def retrieve(work: Work, _params: Body, event_id: str) -> Body:
    """GET /v1/events/{id}."""
    row = work.store.row("SELECT * FROM events WHERE id = ? AND account = ?", (event_id, work.account))
    if row is None:
        raise not_found("event", event_id)
    return with_pending(work.store, from_json(row["body"]))


def list_all(work: Work, params: Body) -> Body:
    """GET /v1/events."""
    conditions = Conditions("e.account = ?", work.account)
    _filter_types(params, conditions)
    conditions.created(params.get("created"), "e.created")
    delivered = params.get("delivery_success")
    if delivered is not None:
        undelivered = "SELECT 1 FROM deliveries d WHERE d.event_id = e.id AND d.status <> 'delivered' AND NOT d.is_duplicate"
        conditions.add(f"{'NOT ' if delivered else ''}EXISTS ({undelivered})")

    def seq_of(event_id: str) -> int:
        row = work.store.row("SELECT seq FROM events WHERE id = ? AND account = ?", (event_id, work.account))
        if row is None:
            raise invalid_request(f"No such event: '{event_id}'", code="resource_missing")
        return int(row["seq"])

    sql, values, limit = page_of(params, conditions, seq_of, "e.seq")
    rows = work.store.rows(f"SELECT e.body FROM events e WHERE {sql}", values)  # noqa: S608
    found = [with_pending(work.store, from_json(row["body"])) for row in rows]
    return as_list(found, params, limit, "/v1/events")


def with_pending(store: Store, event: Body) -> Body:
    """The event with the number of its deliveries that no endpoint has acknowledged yet."""
    row = store.row(
        "SELECT count(*) AS pending FROM deliveries WHERE event_id = ? AND status <> 'delivered' AND NOT is_duplicate",
        (event["id"],),
    )
    assert row is not None, "an aggregate always has one row"
    return {**event, "pending_webhooks": row["pending"]}


def _filter_types(params: Body, conditions: Conditions) -> None:
    if params.get("type") and params.get("types"):
        raise invalid_request("You may only specify one of these parameters: type, types.")
    types = [params["type"]] if params.get("type") else params.get("types") or []
    if len(types) > _TYPES_MAX:
        raise invalid_request(f"You may provide up to {_TYPES_MAX} types.", param="types")
    if types:
        patterns = [event_type.replace("*", "%") for event_type in types]
        conditions.add("(" + " OR ".join("e.type LIKE ?" for _ in patterns) + ")", *patterns)
