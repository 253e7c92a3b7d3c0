"""`make demo`: an evening in two venues on a real Kafka and a real PostgreSQL, and the proof that the money adds up."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console

from twyst.demo.books import Books, read_books
from twyst.demo.clients import CallFailed, Platform, Venue
from twyst.demo.evening import Evening
from twyst.demo.guests import GuestBook
from twyst.demo.invariants import look_at_rest, not_holding
from twyst.demo.plan import guests
from twyst.demo.progress import Progress
from twyst.demo.stack import DemoStack, StackFailed
from twyst.demo.verdict import Verdict, judge, show
from twyst.devstack.layout import project_root
from twyst.verify.looking import Report

_SETTLE_LOOKS, _LOOK_SECONDS = 120, 0.5


def demo(
    orders: Annotated[
        int, typer.Option(min=13, help="How many guests come; at least one for every story.")
    ] = 220,
    seed: Annotated[int, typer.Option(help="The same seed brings the same guests and the same faults.")] = 7,
    *,
    keep: Annotated[bool, typer.Option(help="Leave the stack running afterwards, to look around.")] = False,
) -> None:
    """Play a simulated evening from tap to reconciled payout. Exit code 0 only if every sum agrees."""
    console = Console()
    try:
        verdict = asyncio.run(_run(console, orders, seed, keep=keep))
    except (StackFailed, CallFailed) as error:
        console.print(f"[bold red]{error}[/bold red]", highlight=False)
        raise typer.Exit(1) from error
    if not verdict.holds:
        console.print("[bold red]It does not add up.[/bold red]")
        raise typer.Exit(1)
    console.print("[bold green]Everything adds up.[/bold green]")


async def _run(console: Console, orders: int, seed: int, *, keep: bool) -> Verdict:
    progress = Progress(console)
    progress.say("Kafka, PostgreSQL, Stripe's sandbox and all services start")
    state = Path(project_root()) / ".twyst" / "demo"
    # httpx looks at every idle connection before each request, so few are kept.
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=8)
    async with DemoStack(state, keep=keep) as stack, httpx.AsyncClient(timeout=30, limits=limits) as http:
        platform = stack.platform(http)
        venues = await stack.venues(platform)
        names = " and ".join(f"{venue.menu['venue_name']} ({venue.currency.upper()})" for venue in venues)
        progress.say(f"open for the evening: {names}")
        evening = Evening(stack, platform, venues, seed)
        coming = list(guests(orders, len(venues), seed))
        progress.say("Stripe's webhooks come twice, late and in any order from now on")
        async with progress.following(evening.counts, len(coming)):
            book = await evening.serve(coming, progress.say)
        books = await _settled(evening, stack, progress)
        progress.say("Stripe's clock goes a week forward: captures settle, payouts go out and arrive")
        await evening.days_later()
        statements = await evening.statements(_is_final)
        progress.say("twyst-verify looks at every row, topic and object of Stripe's")
        report = await look_at_rest(stack.stack_file)
        return await _close(console, platform, venues, book, books, statements, report)


async def _settled(evening: Evening, stack: DemoStack, progress: Progress) -> Books:
    """The books once Stripe has said everything and no refund is on its way any more."""
    progress.say("the kitchens close; refunds and held money come to rest")
    await evening.calm_down()
    dsn = stack.read()["postgres"]["order"]
    books = await read_books(dsn)
    for _ in range(_SETTLE_LOOKS):
        if books.is_settled:
            break
        await asyncio.sleep(_LOOK_SECONDS)
        books = await read_books(dsn)
    return books


def _is_final(statement: Any) -> bool:
    """Listed, with every line judged."""
    return bool(statement["payout"]["itemisation"] == "itemised" and statement["statement"]["waiting"] == 0)


async def _close(
    console: Console,
    platform: Platform,
    venues: list[Venue],
    book: GuestBook,
    books: Books,
    statements: dict[str, list[Any]],
    report: Report,
) -> Verdict:
    summary = await platform.sandbox.ok("GET", "/_sandbox/summary")
    verdict = judge(venues, book, books, summary, statements)
    failing = not_holding(report)
    verdict.add(
        f"what must hold ({report.looked_at:,} rows and records)",
        ("invariants", len(report.results)),
        ("twyst-verify finds true", len(report.results) - len(failing)),
    )
    console.print()
    show(console, venues, books, statements, verdict)
    for line in failing:
        console.print(line, style="red", highlight=False, markup=False)
    inputs, ignored = books.loose_ends["inputs"], books.loose_ends["ignored"]
    console.print(
        f"\n{len(book.meals)} orders, {inputs} journaled inputs, {ignored} of them copies or too late, each with its reason."
    )
    return verdict


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(demo)
    app()
