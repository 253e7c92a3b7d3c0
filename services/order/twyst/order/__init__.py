"""The order service: menus, orders, payments, refunds and holds; the state machine that Stripe drives."""
