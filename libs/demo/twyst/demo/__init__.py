"""A simulated evening on the whole platform: diners, kitchens, faults, payouts; and the proof that the money adds up."""
