"""The preview server: pages are rendered on request, and nothing is written to the output folder."""
