"""Stripe's objects: one module per kind, each a set of functions of a unit of work."""
