"""A source file becomes a post or a page."""
