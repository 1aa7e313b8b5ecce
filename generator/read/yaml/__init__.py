"""Read YAML safely, with the position of every value."""
