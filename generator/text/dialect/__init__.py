"""Markdown extensions, one rule a module, where Python-Markdown differs from what bloggers write."""
