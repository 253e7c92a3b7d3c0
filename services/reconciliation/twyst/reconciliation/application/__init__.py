"""The use cases, one module per verb; they know ports, not PostgreSQL, Kafka or Stripe."""
