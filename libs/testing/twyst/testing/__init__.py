"""What tests of several members share: real Kafka and PostgreSQL, signed Stripe events, waiting."""
