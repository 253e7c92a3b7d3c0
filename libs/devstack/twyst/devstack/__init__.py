"""The embedded world behind `make up`, `make demo` and the tests: Kafka, PostgreSQL, Node, a supervisor."""
