"""What is true of money, without any I/O: accounts, templates, matching, statements."""
