"""Where inputs enter: HTTP routes, Kafka subscribers, the command line."""
