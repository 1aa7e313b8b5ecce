"""Find the source files, and detect which changed."""
