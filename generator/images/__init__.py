"""Read, decode, resize, strip, encode and cache images."""
