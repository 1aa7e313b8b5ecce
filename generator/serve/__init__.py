"""The preview: the page that a browser asks for is rendered when it asks; nothing is written to the output folder."""
