"""Stripe's webhooks, verified, reduced and put on Kafka. See `main` for how it is composed."""
