"""One module per use case, behind ports."""
