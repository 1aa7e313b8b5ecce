"""A several times faster Python-Markdown, with the same output for every input."""
