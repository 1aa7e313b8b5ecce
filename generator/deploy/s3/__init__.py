"""A bucket of S3, or of a store that speaks as it does, as a target."""
