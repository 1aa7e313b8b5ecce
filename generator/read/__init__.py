"""Files become the model."""
