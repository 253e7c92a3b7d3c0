"""Read models on PostgreSQL, as the API role: row-level security shows one venue and no other."""
