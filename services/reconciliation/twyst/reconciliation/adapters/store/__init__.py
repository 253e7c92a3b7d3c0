"""The ports on PostgreSQL: hand-written statements over arrays, one per table and batch."""
