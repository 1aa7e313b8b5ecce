"""Which source files there are, and whether they changed."""
