"""The closed tables, payouts as sets of sightings, and the life of a discrepancy."""

from __future__ import annotations

import itertools
import typing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from stripe import BalanceTransaction

from twyst.reconciliation.domain import accounts, discrepancies, lines, postings
from twyst.reconciliation.domain.accounts import Account
from twyst.reconciliation.domain.discrepancies import Action, Change, Finding, Kind, Known, Status, act, judge
from twyst.reconciliation.domain.lines import SECTION_OF_TYPE, Section
from twyst.reconciliation.domain.payouts import (
    RETURNED,
    Itemisation,
    Payout,
    PayoutStatus,
    check_itemisation,
    join,
)
from twyst.reconciliation.domain.settlement import Stage, stage_of

PAYOUT = Payout(
    "po_1",
    "acct_1",
    "eur",
    877,
    PayoutStatus.PENDING,
    automatic=True,
    method="standard",
    is_listed=False,
    arrival_date=date(2026, 3, 4),
)


def test_every_type_that_the_sdk_knows_has_its_section():
    annotation = BalanceTransaction.__annotations__["type"]
    resolved = typing.get_type_hints(
        type("Probe", (), {"__annotations__": {"type": annotation}}), vars(typing)
    )["type"]
    known = {name for part in typing.get_args(resolved) for name in typing.get_args(part)}
    assert len(known) > 50
    assert set(SECTION_OF_TYPE) == known


def test_every_account_section_and_kind_has_words():
    assert set(accounts.WORDS) == set(Account)
    assert set(lines.SECTION_WORDS) == set(Section)
    assert set(discrepancies.WORDS) == set(Kind)


def test_the_templates_post_every_amount_once_and_never_to_the_same_account():
    assert [template.amount for template in postings.ORDER_TEMPLATES] == list(postings.Amount)
    assert all(template.debit is not template.credit for template in postings.ORDER_TEMPLATES)
    assert set(postings.PAYOUT_CREDITS) | RETURNED == set(PayoutStatus)
    unordered = set(Section) - {Section.PLATFORM_FEES, Section.OTHER_PAYOUTS}
    assert set(postings.LINE_DEBITS) == unordered


def test_a_payout_is_the_same_in_whatever_order_it_was_seen():
    seen = [
        replace(PAYOUT, status=PayoutStatus.IN_TRANSIT),
        replace(PAYOUT, status=PayoutStatus.PAID, arrival_date=date(2026, 3, 5)),
        replace(PAYOUT, status=PayoutStatus.PAID, is_listed=True),
        replace(PAYOUT, status=PayoutStatus.FAILED, failure_code="account_closed"),
    ]
    ends = set()
    for order in itertools.permutations(seen):
        known = None
        for each in order:
            known = join(join(known, each), each)
        ends.add(known)
    assert len(ends) == 1
    (end,) = ends
    assert (end.status, end.is_listed, end.reached_minor) == (PayoutStatus.FAILED, True, 0)


@pytest.mark.parametrize(("lines_minor", "own_minor", "difference"), [(870, -877, 7), (877, -870, 7)])
def test_a_payout_that_is_not_the_sum_of_its_lines_is_found(lines_minor, own_minor, difference):
    (finding,) = check_itemisation(PAYOUT, Itemisation(3, lines_minor, own_minor))
    assert (finding.kind, finding.difference_minor) == (Kind.PAYOUT_SUM_DIFFERS, difference)
    assert check_itemisation(PAYOUT, Itemisation(3, 877, -877)) == []
    assert check_itemisation(PAYOUT, None) == []
    (doubled,) = check_itemisation(PAYOUT, Itemisation(3, 877, -877, doubled_minor=100))
    assert (doubled.kind, doubled.difference_minor) == (Kind.DUPLICATE, 100)


def test_what_lines_do_not_explain_of_a_payout_is_posted_as_remainder():
    position = postings.payout_position(replace(PAYOUT, status=PayoutStatus.PAID), Itemisation(3, 870, -877))
    assert position == {
        (Account.VENUE_BALANCE, None): 870,
        (Account.PAID_OUT, None): -877,
        (Account.REMAINDER, None): 7,
    }
    assert postings.payout_position(replace(PAYOUT, status=PayoutStatus.FAILED), None) == {}


FOUND = Finding(Kind.AMOUNT_DIFFERS, "line:txn_1", "eur", 1000, 1001)


def test_the_life_of_a_discrepancy():
    opened = judge(None, FOUND)
    assert opened == Change(Action.OPENED, Status.OPEN, present=True, finding=FOUND)
    known = Known(FOUND, Status.OPEN, present=True)
    assert judge(known, FOUND) is None
    assert judge(known, None).status is Status.RESOLVED
    gone = Known(FOUND, Status.RESOLVED, present=False)
    assert judge(gone, None) is None
    assert judge(gone, FOUND).action is Action.RETURNED
    worse = replace(FOUND, stripe_minor=1002)
    accepted = Known(FOUND, Status.RESOLVED, present=True)
    assert judge(accepted, FOUND) is None
    assert judge(accepted, worse).status is Status.REOPENED
    assert judge(None, None) is None


@pytest.mark.parametrize(
    ("status", "action", "after"),
    [
        (Status.OPEN, Action.RESOLVED, Status.RESOLVED),
        (Status.RESOLVED, Action.RESOLVED, None),
        (Status.RESOLVED, Action.REOPENED, Status.REOPENED),
        (Status.OPEN, Action.REOPENED, None),
        (Status.REOPENED, Action.RESOLVED, Status.RESOLVED),
        (Status.REOPENED, Action.NOTED, Status.REOPENED),
    ],
)
def test_what_people_can_do(status, action, after):
    assert act(status, action) is after


def test_the_stages_of_a_settlement():
    now = datetime(2026, 3, 4, tzinfo=UTC)
    day = timedelta(days=1)
    assert stage_of(None, None, now) is Stage.PAID
    assert stage_of(now + day, None, now) is Stage.PAID
    assert stage_of(now - day, None, now) is Stage.AVAILABLE
    assert stage_of(now - day, PayoutStatus.IN_TRANSIT, now) is Stage.IN_PAYOUT
    assert stage_of(now - day, PayoutStatus.PAID, now) is Stage.PAID_OUT
    assert stage_of(now + day, PayoutStatus.FAILED, now) is Stage.AVAILABLE
