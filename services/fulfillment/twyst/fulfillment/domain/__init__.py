"""What a ticket is and how it moves; pure, without clock, id or I/O."""
