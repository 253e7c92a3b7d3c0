"""The embedded world: Kafka, PostgreSQL, Java, Node and the supervisor behind `make up`, `make demo` and the tests."""
