"""PostgreSQL, Stripe and Kafka behind the application's ports."""
