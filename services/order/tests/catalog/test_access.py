"""Every role on every route, other venues' tokens, and what the database shows without a venue."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from twyst.access.permissions import PERMISSIONS, Action, Role
from twyst.mailbox.database import Database, fetch, fetch_value
from twyst.mailbox.rls import audit_rls
from twyst.order.adapters.migrate import differences

ID = str(uuid4())
# (method, path below the venue, body, what it takes)
ROUTES = [
    ("GET", "", None, Action.VIEW_ORDERS),
    ("PATCH", "", {}, Action.EDIT_VENUE),
    ("POST", "/pause", {"paused": False}, Action.PAUSE),
    ("GET", "/stripe-account", None, Action.STRIPE_ACCOUNT),
    ("POST", "/stripe-account", None, Action.STRIPE_ACCOUNT),
    ("POST", "/stripe-account/link", None, Action.STRIPE_ACCOUNT),
    ("GET", "/menu", None, Action.EDIT_MENU),
    ("PUT", "/menu", {"categories": []}, Action.EDIT_MENU),
    ("PUT", "/availability", {"changes": [{"subject_id": "oat", "sold_out": False}]}, Action.AVAILABILITY),
    ("GET", "/availability/subjects", None, Action.AVAILABILITY),
    ("GET", "/tables", None, Action.TABLES),
    ("POST", "/tables", {"label": "12"}, Action.TABLES),
    ("PATCH", f"/tables/{ID}", {"label": "13"}, Action.TABLES),
    ("DELETE", f"/tables/{ID}", None, Action.TABLES),
    ("GET", "/tags", None, Action.TAGS),
    ("POST", "/tags", {"table_id": ID}, Action.TAGS),
    ("DELETE", f"/tags/{ID}", None, Action.TAGS),
    ("GET", "/staff", None, Action.STAFF),
    ("POST", "/staff", {"name": "Anna", "role": "floor"}, Action.STAFF),
    ("DELETE", f"/staff/{ID}", None, Action.STAFF),
    ("GET", "/devices", None, Action.STAFF),
    ("POST", "/devices", {"name": "Tablet", "role": "floor"}, Action.STAFF),
    ("DELETE", f"/devices/{ID}", None, Action.STAFF),
    ("POST", "/pairing-codes", {"member_id": ID}, Action.STAFF),
]
PUBLIC = {
    ("GET", "/v1/venues/{venue_id}/tables/{table_id}/menu"),
    ("GET", "/v1/venues/{venue_id}/availability"),
    ("GET", "/v1/venues/{venue_id}/availability/stream"),
    ("POST", "/v1/sessions"),
    ("GET", "/.well-known/jwks.json"),
}


async def call(client, venue_id: UUID, route, headers=None):
    method, path, body, _ = route
    return await client.request(method, f"/v1/venues/{venue_id}{path}", json=body, headers=headers)


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_on_each_route(client, venue, bearer, role):
    headers = bearer(role, venue.venue_id)
    for route in ROUTES:
        status = (await call(client, venue.venue_id, route, headers)).status_code
        if role in PERMISSIONS[route[3]]:
            # Beyond the door: done, or about something that is not there or not named.
            assert status in {200, 201, 404, 428}, (route, status)
        else:
            assert status == 403, (route, status)
    new = {"name": "N", "currency": "eur", "country": "FR", "timezone": "Europe/Paris", "contact": "c"}
    opened = await client.post("/v1/venues", json=new, headers=headers)
    assert opened.status_code == (201 if role is Role.OPERATOR else 403)


async def test_without_a_token_nothing_but_the_diners_routes(client, venue):
    for route in ROUTES:
        answer = await call(client, venue.venue_id, route)
        assert answer.status_code == 401, route
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OPERATOR}))
async def test_another_venues_token_sees_no_venue(client, venue, new_venue, bearer, role):
    other = await new_venue()
    headers = bearer(role, other.venue_id)
    for venue_id in (venue.venue_id, uuid4()):
        for route in ROUTES:
            answer = await call(client, venue_id, route, headers)
            assert (answer.status_code, answer.json()["type"]) == (404, "urn:twyst:problem:venue-not-found")


async def test_an_operator_meets_no_venue_where_there_is_none(client, bearer):
    headers, nowhere = bearer(Role.OPERATOR), uuid4()
    for route in ROUTES:
        headers_of = {**headers, "If-Match": '"0"'}
        answer = await call(client, nowhere, route, headers_of)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:twyst:problem:venue-not-found"), (
            route
        )


def test_every_route_is_in_the_matrix(app):
    paths = app.openapi()["paths"]
    described = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    prefix = "/v1/venues/{venue_id}"
    guarded = {(method, prefix + path.replace(ID, "{id}")) for method, path, _, _ in ROUTES}
    names = {"table_id": "id", "tag_id": "id", "member_id": "id"}
    plain = {
        (method, path.replace("{venue_id}", "\0").format(**{n: f"{{{i}}}" for n, i in names.items()}))
        for method, path in described - PUBLIC
    }
    assert {(method, path.replace("\0", "{venue_id}")) for method, path in plain} == guarded | {
        ("POST", "/v1/venues")
    }


VENUE_TABLES = (
    "venue",
    "stripe_account",
    "dining_table",
    "tag",
    "menu",
    "sold_out",
    "member",
    "pairing_code",
    "feed",
    "feed_cursor",
)


async def fill(client, venue, owner) -> None:
    base = f"/v1/venues/{venue.venue_id}"
    await client.post(f"{base}/tags", json={"table_id": str(venue.table_id)}, headers=owner)
    strike = {"changes": [{"subject_id": "oat", "sold_out": True}]}
    await client.put(f"{base}/availability", json=strike, headers=owner)
    device = await client.post(f"{base}/devices", json={"name": "T", "role": "floor"}, headers=owner)
    body = {"member_id": device.json()["member_id"]}
    await client.post(f"{base}/pairing-codes", json=body, headers=owner)


async def rows_of(database: Database, venue_id: UUID | None) -> dict[str, set[UUID]]:
    async with database.transaction(venue_id) as connection:
        return {
            table: {row["venue_id"] for row in await fetch(connection, f"SELECT venue_id FROM {table}")}
            for table in VENUE_TABLES
        }


async def test_the_api_sees_the_rows_of_its_venue_and_none_without_one(
    client, venue, new_venue, owner, api_database
):
    await fill(client, venue, owner)
    other = await new_venue()
    seen = await rows_of(api_database, venue.venue_id)
    assert all(venues == {venue.venue_id} for venues in seen.values()), seen
    assert not any((await rows_of(api_database, None)).values())
    elsewhere = await rows_of(api_database, other.venue_id)
    assert all(venues <= {other.venue_id} for venues in elsewhere.values())


async def test_the_api_cannot_read_what_goes_to_other_services(api_database, venue):
    async with api_database.transaction(venue.venue_id) as connection:
        for table in ("outbox", "parked"):
            allowed = await fetch_value(
                connection, "SELECT has_table_privilege(current_user, $1, 'SELECT')", table
            )
            assert allowed is False, table


async def test_a_presented_code_shows_its_own_row_and_nothing_else(client, venue, owner, api_database):
    await fill(client, venue, owner)
    async with api_database.transaction(venue.venue_id) as connection:
        code_hash = await fetch_value(connection, "SELECT code_hash FROM pairing_code")
    async with api_database.transaction() as connection:
        await fetch(connection, "SELECT set_config('app.pairing_code_hash', $1, true)", code_hash)
        rows = await fetch(connection, "SELECT code_hash FROM pairing_code")
        assert [row["code_hash"] for row in rows] == [code_hash]
        assert await fetch(connection, "UPDATE pairing_code SET used_at = now() RETURNING 1") == []
        assert await fetch(connection, "SELECT 1 FROM member") == []


async def test_the_database_is_as_the_code_says_and_every_venues_table_is_protected(dsns, worker_database):
    assert await differences(dsns.migrator) == []
    async with worker_database.transaction() as connection:
        assert await audit_rls(connection) == []
