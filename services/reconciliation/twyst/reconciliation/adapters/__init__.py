"""PostgreSQL and Stripe behind the ports, and contract messages as domain objects."""
