"""What is printed when the stack is up."""

from __future__ import annotations

from pathlib import Path

from twyst.devstack.stack_file import StackFile, stack_file_path


def summary_lines(stack: StackFile, state: Path) -> list[str]:
    """The URLs, each venue's table page and pairing code, and where all of it is written."""
    lines = ["Twyst is up."]
    lines += [f"  {name:<15} {url}" for name, url in stack.urls.items() if url]
    for venue in stack.venues:
        lines += _venue_lines(venue, stack.urls.get("web"))
    return [*lines, f"  {'all of it':<15} {stack_file_path(state)}", f"  {'to stop':<15} make down"]


def _venue_lines(venue: dict[str, object], web: str | None) -> list[str]:
    """A seed may say the table's page itself; else it follows from the ids.

    Without the web app there is no page.
    """
    page = venue.get("table_url") or f"{web}/venues/{venue['venue_id']}/tables/{venue['table_id']}"
    code = venue.get("pairing_code")
    facts = [f"table {page}" if web else "", f"board code {code}" if code else ""]
    lines = [f"  {'venue':<15} {venue.get('name', venue['venue_id'])}"]
    return lines + [f"  {'':<15}   {fact}" for fact in facts if fact]
