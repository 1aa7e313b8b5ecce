"""Convert the text of stories from Markdown to HTML."""
