"""The HTTP API: statements that add up, discrepancies that people act on, and nobody else's money."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from uuid import uuid4


def row(statement, section):
    return next(each for each in statement["rows"] if each["section"] == section)


async def test_a_statement_adds_up_and_every_line_leads_to_its_order(api, make, settled):
    found = await api.get(make, f"/payouts/{settled.payout_id}")
    statement = found["statement"]
    assert sum(each["stripe_minor"] for each in statement["rows"]) == settled.amount_minor == 2341
    assert row(statement, "orders") == {
        "section": "orders",
        "label": "Orders",
        "lines": 3,
        "twyst_minor": 3000,
        "stripe_minor": 3001,
        "difference_minor": 1,
    }
    assert row(statement, "refunds")["stripe_minor"] == -400
    assert row(statement, "platform_fees")["stripe_minor"] == -260
    assert (statement["difference_minor"], statement["remainder_minor"], statement["waiting"]) == (1, 0, 0)
    assert {line["order_id"] for line in found["lines"]} == {make.order_id(number) for number in (1, 2, 3)}
    assert {line["table_label"] for line in found["lines"]} == {"Table 1", "Table 2", "Table 3"}
    assert found["payout"]["itemisation"] == "itemised"
    assert found["payout"]["difference_minor"] == 1


async def test_lines_come_in_pages(api, make, settled):
    path, seen, cursor = f"/payouts/{settled.payout_id}?limit=3", [], None
    while True:
        page = await api.get(make, path + (f"&cursor={cursor}" if cursor else ""))
        seen += [line["line_id"] for line in page["lines"]]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 4


async def test_the_csv_adds_up_to_the_payout(api, make, settled):
    path = f"/v1/venues/{make.venue_id}/payouts/{settled.payout_id}"
    answer = await api.call("GET", path, venues=[make.venue_id], accept="text/csv")
    assert answer.headers["content-type"].startswith("text/csv")
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert sum(int(each["stripe_net_minor"]) for each in lines) == settled.amount_minor
    assert sum(int(each["difference_minor"]) for each in lines) == 1
    assert lines[0]["order_id"]


async def test_it_says_how_far_the_comparison_has_come(api, books, make, settled):
    arrived = settled.arrival_date.isoformat()
    assert (await api.get(make, "/discrepancies"))["matched_through"] == arrived
    later = make.payout(500, payout_id="po_later", arrival=settled.arrival_date + timedelta(days=1))
    await books.record(make.seen(later))
    assert (await api.get(make, "/discrepancies"))["matched_through"] == arrived


async def test_as_of_is_when_stripe_was_last_read_to_the_end(api, books, make, settled, stripe):
    assert (await api.get(make, "/payouts"))["as_of"] is None
    began_at = books.clock()
    assert await books.sync() == 1
    as_of = (await api.get(make, "/payouts"))["as_of"]
    assert datetime.fromisoformat(as_of) == began_at
    stripe.down = True
    stripe.payouts_by_account[make.account_id] = [settled]
    books.clock.advance(hours=2)
    assert await books.sync() == 1  # tried, and nothing could be read
    assert (await api.get(make, "/payouts"))["as_of"] == as_of


async def test_payouts_are_listed_with_where_the_money_is(api, books, make, settled):
    await books.record(make.order(9), make.leg(9), make.fee(9))
    listed = await api.get(make, "/payouts")
    (payout,) = listed["payouts"]
    assert (payout["status"], payout["amount_minor"], payout["open_discrepancies"]) == ("paid", 2341, 1)
    assert [entry["status"] for entry in payout["history"]] == ["paid"]
    assert listed["balances"] == [
        {
            "currency": "eur",
            "due_minor": 899,
            "in_stripe_minor": 0,
            "in_transit_minor": 0,
            "paid_out_minor": 2341,
        }
    ]
    assert listed["cursor"] is None


async def test_a_payout_by_hand_shows_a_roll_forward_and_says_that_it_cannot_be_itemised(api, books, make):
    await books.record(make.order(1), make.leg(1), make.fee(1))
    await books.record(make.seen(make.payout(600, automatic=False)))
    found = await api.get(make, "/payouts/po_one")
    assert found["payout"]["itemisation"] == "not_possible"
    assert found["roll_forward"] == {"opening_minor": 900, "closing_minor": 300}
    assert found["statement"]["remainder_minor"] == 600
    assert found["lines"] == []


async def test_a_months_statement(api, make, settled):
    found = await api.get(make, "/statements?period=2026-03")
    (month,) = found["statements"]
    assert month["statement"]["stripe_minor"] == 2341
    assert (month["payouts"], month["not_itemised"]) == ([settled.payout_id], [])
    assert month["activity"] == {
        "currency": "eur",
        "orders": 3,
        "received_minor": 3000,
        "refunded_minor": 400,
        "kept_minor": 2600,
        "fees_minor": 260,
    }
    assert (await api.get(make, "/statements?period=2026-04"))["statements"] == []
    for period in ("2026-13", "0000-01", "soon"):
        await api.get(make, f"/statements?period={period}", status=422)


async def test_the_timeline_follows_an_order_to_the_bank_and_back(api, books, make, settled):
    await books.record(make.order(9), make.leg(9))
    span = "?from=2026-03-01&to=2026-03-01"
    found = await api.get(make, f"/settlements{span}")
    assert {each["order_number"]: (each["stage"], each["payout_id"]) for each in found["orders"]} == {
        "A1": ("paid_out", "po_one"),
        "A2": ("paid_out", "po_one"),
        "A3": ("paid_out", "po_one"),
        "A9": ("paid", None),
    }
    (day,) = found["days"]
    assert (day["orders"], day["net_minor"], day["paid_out_minor"]) == (4, 3240, 2341)
    page = await api.get(make, f"/settlements{span}&limit=3")
    rest = await api.get(make, f"/settlements{span}&limit=3&cursor={page['cursor']}")
    assert (len(page["orders"]), len(rest["orders"]), rest["cursor"]) == (3, 1, None)
    await api.get(make, "/settlements?from=2020-01-01&to=2026-01-01", status=422)
    assert (await api.get(make, "/settlements?to=0001-01-20"))["orders"] == []


async def test_an_order_in_a_payout_that_came_back_is_followed_to_the_next(api, books, make, stripe):
    first = make.payout(900, payout_id="po_1")
    stripe.lines_by_payout["po_1"] = [make.paid(1), make.own_line(first)]
    back = make.line("back", "payout_failure", 900, source="po_1")
    second = make.payout(900, payout_id="po_2", arrival=first.arrival_date + timedelta(days=5))
    stripe.lines_by_payout["po_2"] = [back, make.own_line(second)]
    await books.record(make.order(1), make.leg(1), make.fee(1), make.seen(first))
    await books.import_payouts()
    await books.record(make.seen(make.payout(900, "failed", payout_id="po_1")))
    span = "?from=2026-03-01&to=2026-03-02"
    found = await api.get(make, f"/settlements{span}")
    (order,), (day,) = found["orders"], found["days"]
    assert (order["stage"], order["payout_id"], day["paid_out_minor"]) == ("available", "po_1", 0)
    await books.record(make.seen(second))
    await books.import_payouts()
    found = await api.get(make, f"/settlements{span}")
    (order,), (day,) = found["orders"], found["days"]
    assert (order["stage"], order["payout_id"], day["paid_out_minor"]) == ("paid_out", "po_2", 900)
    found = await api.get(make, "/payouts/po_2")
    assert row(found["statement"], "other_payouts")["stripe_minor"] == 900
    assert found["statement"]["difference_minor"] == 0


async def test_people_resolve_reopen_and_note(api, books, make, settled):
    (found,) = (await api.get(make, "/discrepancies"))["discrepancies"]
    assert (found["kind"], found["difference_minor"], found["status"]) == ("amount_differs", 1, "open")
    assert found["order_number"] == "A3"
    assert found["explanation"] == "Stripe moved another amount than the order says."
    path = f"/discrepancies/{found['discrepancy_id']}"
    noted = await api.post(make, f"{path}/notes", "Asked Stripe.")
    assert noted["status"] == "open"
    resolved = await api.post(make, f"{path}/resolve", "Rounding, accepted.")
    again = await api.post(make, f"{path}/resolve", "Rounding, accepted.")
    assert resolved["status"] == again["status"] == "resolved"
    assert [(entry["action"], entry["actor"], entry["note"]) for entry in again["history"]] == [
        ("opened", "reconciliation", None),
        ("noted", "ann", "Asked Stripe."),
        ("resolved", "ann", "Rounding, accepted."),
    ]
    assert (await api.get(make, "/discrepancies"))["discrepancies"] == []
    # As long as the difference stays as it is, the resolution stands.
    await books.record(make.leg(3), make.order(3, seq=4))
    assert (await api.get(make, "/discrepancies"))["discrepancies"] == []
    reopened = await api.post(make, f"{path}/reopen", "Not rounding after all.")
    assert reopened["status"] == "reopened"
    assert len((await api.get(make, "/discrepancies?status=all"))["discrepancies"]) == 1
    await books.check()


async def test_notes_have_words(api, make, settled):
    (found,) = (await api.get(make, "/discrepancies"))["discrepancies"]
    path = f"/discrepancies/{found['discrepancy_id']}/resolve"
    for note in ("", "   ", "x" * 1001):
        await api.post(make, path, note, status=422)
    await api.post(make, f"/discrepancies/{uuid4()}/resolve", status=404)
