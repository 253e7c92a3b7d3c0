"""The order book: journal, standings, transitions, calls and outbox, written together or not at all."""
