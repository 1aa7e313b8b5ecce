"""Render outputs to bytes."""
