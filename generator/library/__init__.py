"""The library: all visible stories, indexed."""
