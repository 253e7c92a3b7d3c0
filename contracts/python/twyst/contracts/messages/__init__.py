"""One module per message schema."""
