"""Bytes become the finished site, whole or not at all."""
