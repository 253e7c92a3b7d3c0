"""Who calls: staff tokens and diners' capabilities become a scope of one venue, or of one order."""
