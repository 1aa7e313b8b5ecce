"""YAML read safely, and every value with its position."""
