"""PostgreSQL and the messages that leave the service."""
