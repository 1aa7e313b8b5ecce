"""Read source files into the model."""
