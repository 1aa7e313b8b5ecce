"""Everything that reads, decodes, resizes, strips, encodes and caches images."""
