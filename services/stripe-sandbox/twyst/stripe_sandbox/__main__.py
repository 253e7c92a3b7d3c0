"""`python -m twyst.stripe_sandbox`."""

from twyst.stripe_sandbox.main import main

main()
