"""A payout's statement as CSV: one row per line; the net column adds up to what was paid out."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterator
from typing import Final

from twyst.reconciliation.application.views import LineView, PayoutStatement
from twyst.reconciliation.domain.lines import SECTION_WORDS, Section

_COLUMNS: Final = (
    "section",
    "line_id",
    "type",
    "created_at",
    "available_on",
    "order_id",
    "order_number",
    "table",
    "currency",
    "twyst_gross_minor",
    "twyst_fee_minor",
    "twyst_net_minor",
    "stripe_gross_minor",
    "stripe_fee_minor",
    "stripe_net_minor",
    "difference_minor",
)
# A spreadsheet takes a cell that begins like this for a formula, and the venue chooses its tables' labels.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


async def statement_csv(found: PayoutStatement, pages: AsyncIterator[list[LineView]]) -> AsyncIterator[str]:
    """The text in chunks. What the lines do not explain is a last row of its own."""
    yield _rows([_COLUMNS])
    explained_minor = 0
    async for page in pages:
        same = [line for line in page if line.currency == found.payout.currency]
        explained_minor += sum(line.stripe_net_minor for line in same)
        yield _rows(_line(line) for line in page)
    remainder_minor = found.payout.amount_minor - explained_minor
    if remainder_minor:
        words = SECTION_WORDS[Section.REMAINDER]
        blank = [""] * 7
        currency = found.payout.currency
        yield _rows(
            [[words, *blank, currency, 0, 0, 0, remainder_minor, 0, remainder_minor, remainder_minor]]
        )


def _line(line: LineView) -> Iterator[object]:
    yield SECTION_WORDS[line.section]
    yield line.line_id
    yield line.type
    yield line.created_at.isoformat()
    yield line.available_on.isoformat()
    yield line.order_id or ""
    yield _text(line.order_number)
    yield _text(line.table_label)
    yield line.currency
    yield line.twyst_amount_minor
    yield line.twyst_fee_minor
    yield line.twyst_net_minor
    yield line.stripe_amount_minor
    yield line.stripe_fee_minor
    yield line.stripe_net_minor
    yield line.difference_minor


def _text(value: str | None) -> str:
    text = value or ""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _rows(rows: object) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)  # type: ignore[arg-type]  # any iterables of cells
    return buffer.getvalue()
