"""Where the world comes in: HTTP, Kafka records, clocks that tick."""
