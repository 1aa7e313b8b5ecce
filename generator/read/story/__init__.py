"""Read a source file into a post or a page."""
