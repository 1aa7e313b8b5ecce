"""File formats and notations: HTML, CSS, colours, MIME types, URLs, dates; nothing about sites."""
