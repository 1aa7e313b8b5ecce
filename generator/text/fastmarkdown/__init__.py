"""Python-Markdown made several times faster, with the same bytes out for every input."""
