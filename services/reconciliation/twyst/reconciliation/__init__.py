"""Twyst's books: what every order should bring, what Stripe paid out, and the proof that both agree to the cent."""
