"""Repair by hand: commands that services contribute, and one set of rules for all of them."""
