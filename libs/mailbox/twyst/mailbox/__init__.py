"""PostgreSQL, and nothing but PostgreSQL: transactions of a venue, inbox, outbox and relay, feeds, parking, migrations."""
