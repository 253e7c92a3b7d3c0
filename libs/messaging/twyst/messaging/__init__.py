"""Kafka, and nothing but Kafka: topics, headers, a producer that heals, batch consumers that lose nothing."""
