"""Python-Markdown made several times faster: the same bytes out, for every input."""
