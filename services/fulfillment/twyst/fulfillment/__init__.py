"""Tickets of paid orders, the venues' boards, and what the kitchen saw."""
