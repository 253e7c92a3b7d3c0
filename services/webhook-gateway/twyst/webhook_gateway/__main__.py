"""`python -m twyst.webhook_gateway` runs the gateway."""

from twyst.webhook_gateway.main import main

main()
