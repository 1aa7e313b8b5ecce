"""The Markdown that a news blogger writes, where it is not Python-Markdown's own: one rule a module."""
