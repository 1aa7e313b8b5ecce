"""What knows HTML, CSS, colours, MIME types, URLs and dates, and nothing of sites."""
