"""`/_sandbox/…`: what a test or a demo may do that no API client could."""
