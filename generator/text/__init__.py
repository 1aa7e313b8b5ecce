"""A story's text becomes HTML."""
