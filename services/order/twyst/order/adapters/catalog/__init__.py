"""The catalog in PostgreSQL: venues, tables, tags, menus, what is sold out, accounts, staff, devices, codes."""
