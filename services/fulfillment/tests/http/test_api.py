"""The HTTP API: who may do what where, repeated requests, problems, and answers that are as documented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jsonschema
import pytest

from twyst.access.permissions import Role
from twyst.fulfillment.main import openapi

DOCUMENT = openapi()
ACTIONS = ("seen", "allergy-acknowledgement", "recall", "dismiss", "lines/line-1/tick", "lines/line-1/untick")


def conforms(content: object, schema: str) -> bool:
    root = {"$ref": f"#/components/schemas/{schema}", "components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(root, format_checker=jsonschema.FormatChecker()).validate(content)
    return True


@pytest.fixture
async def paid(kitchen, tell_order, tell_venue, venue_id):
    order = tell_order(venue_id, paid_at=datetime.now(UTC) - timedelta(minutes=1))
    await kitchen.take_venues([tell_venue(venue_id, quote_minutes=20)])
    await kitchen.take_orders(order.until("payment_succeeded"))
    return order


@pytest.fixture
def post(client, bearer, venue_id, paid):
    async def post(action: str, *, order_id=None, headers=None):
        path = f"/v1/venues/{venue_id}/tickets/{order_id or paid.order_id}/{action}"
        return await client.post(path, headers=headers or bearer(venue_id))

    return post


async def test_the_board(client, kitchen, bearer, venue_id, paid, tell_order):
    done = tell_order(venue_id, paid_at=datetime.now(UTC) - timedelta(minutes=5))
    await kitchen.take_orders(done.until("completed"))
    answer = await client.get(f"/v1/venues/{venue_id}/board", headers=bearer(venue_id))
    board = answer.json()
    assert answer.status_code == 200
    assert conforms(board, "Board")
    assert [each["order_id"] for each in board["tickets"]] == [str(paid.order_id)]
    assert [each["order_id"] for each in board["recent"]] == [str(done.order_id)]
    assert board["venue"] == {"name": "Chez Twyst", "timezone": "Europe/Paris", "quote_seconds": 1200}
    assert board["cursor"] == 3
    assert board["tickets"][0]["state"] == "ready_to_fulfill"


async def test_the_board_of_a_venue_that_nobody_heard_of_is_empty(client, bearer, venue_id):
    board = (await client.get(f"/v1/venues/{venue_id}/board", headers=bearer(venue_id))).json()
    assert conforms(board, "Board")
    assert (board["tickets"], board["recent"], board["venue"], board["cursor"]) == ([], [], None, 0)


async def test_seen_twice_is_seen_once(post, kitchen, venue_id):
    first, second = await post("seen"), await post("seen")
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert conforms(first.json(), "TicketView")
    assert first.json()["first_seen_at"] is not None
    assert [kind for kind, _ in await kitchen.feed(venue_id)] == ["venue", "ticket", "ticket"]


async def test_lines_are_ticked_and_unticked(post):
    ticked = (await post("lines/line-2/tick")).json()
    assert [line["ticked"] for line in ticked["lines"]] == [False, True]
    assert (await post("lines/line-2/tick")).json() == ticked
    unticked = (await post("lines/line-2/untick")).json()
    assert [line["ticked"] for line in unticked["lines"]] == [False, False]
    assert unticked["revision"] == ticked["revision"] + 1


async def test_somebody_answers_for_the_allergens(post):
    ticket = (await post("allergy-acknowledgement")).json()
    assert ticket["allergens"] == ["fish", "nuts"]
    assert ticket["allergy_acknowledged_at"] is not None


async def test_recall_brings_back_and_dismiss_puts_away(post, kitchen, paid, client, bearer, venue_id):
    await kitchen.take_orders([paid.tell("fulfilling"), paid.tell("completed")])
    recalled = (await post("recall")).json()
    assert recalled["on_board"]
    assert recalled["order_state"] == "COMPLETED"
    board = (await client.get(f"/v1/venues/{venue_id}/board", headers=bearer(venue_id))).json()
    assert [each["order_id"] for each in board["tickets"]] == [str(paid.order_id)]
    assert not (await post("dismiss")).json()["on_board"]


async def test_refusals_are_problems(post):
    for action, status, slug in (
        ("recall", 409, "ticket-not-completed"),
        ("dismiss", 409, "ticket-open"),
        ("lines/nope/tick", 404, "line-not-found"),
    ):
        answer = await post(action)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == f"urn:twyst:problem:{slug}"
        assert conforms(answer.json(), "Problem")


async def test_what_left_the_board_is_not_worked_on(post, kitchen, paid):
    await kitchen.take_orders([paid.tell("canceled")])
    for action in ("lines/line-1/tick", "allergy-acknowledgement"):
        answer = await post(action)
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:twyst:problem:ticket-not-on-board")
    assert (await post("seen")).status_code == 200


@pytest.mark.parametrize("action", ACTIONS)
async def test_another_venues_ticket_does_not_exist(post, client, bearer, venue_id, paid, action, kitchen):
    elsewhere = uuid4()
    before = await kitchen.board(venue_id)
    foreign_path = await post(action, headers=bearer(elsewhere))
    assert (foreign_path.status_code, foreign_path.json()["type"]) == (
        404,
        "urn:twyst:problem:venue-not-found",
    )
    own_path = await client.post(
        f"/v1/venues/{elsewhere}/tickets/{paid.order_id}/{action}", headers=bearer(elsewhere)
    )
    unknown = await post(action, order_id=uuid4())
    for answer in (own_path, unknown):
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:twyst:problem:ticket-not-found")
    assert (await kitchen.board(venue_id)).tickets == before.tickets


@pytest.mark.parametrize("path", ["board", "board/stream"])
async def test_another_venues_board_does_not_exist(client, bearer, venue_id, paid, path):
    answer = await client.get(f"/v1/venues/{venue_id}/{path}", headers=bearer(uuid4()))
    assert answer.status_code == 404
    assert (await client.get(f"/v1/venues/{venue_id}/{path}")).status_code == 401


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OPERATOR])
async def test_roles(client, bearer, venue_id, paid, role):
    works = role is not Role.ACCOUNTANT
    headers = bearer(venue_id, role)
    answers = [await client.get(f"/v1/venues/{venue_id}/board", headers=headers)]
    answers += [
        await client.post(f"/v1/venues/{venue_id}/tickets/{paid.order_id}/{action}", headers=headers)
        for action in ("seen", "allergy-acknowledgement", "lines/line-1/tick")
    ]
    assert {answer.status_code for answer in answers} == ({200} if works else {403})


@pytest.mark.parametrize("order_id", ["7", "%00", "x" * 300])
async def test_an_id_that_is_none_is_refused(client, bearer, venue_id, order_id):
    answer = await client.post(f"/v1/venues/{venue_id}/tickets/{order_id}/seen", headers=bearer(venue_id))
    assert answer.status_code in {400, 404, 422}
    assert answer.headers["content-type"] == "application/problem+json"


async def test_health_and_metrics(client):
    assert (await client.get("/livez")).status_code == 200
    ready = await client.get("/readyz")
    assert ready.status_code == 200, ready.text
    assert "twyst_feed_streams" in (await client.get("/metrics")).text


def test_the_paths_that_others_rely_on():
    ticket = "/v1/venues/{venue_id}/tickets/{order_id}"
    assert {"/v1/venues/{venue_id}/board", "/v1/venues/{venue_id}/board/stream"} <= set(DOCUMENT["paths"])
    assert {f"{ticket}/seen", f"{ticket}/recall", f"{ticket}/lines/{{line_id}}/tick"} <= set(
        DOCUMENT["paths"]
    )
