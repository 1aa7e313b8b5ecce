"""Deploy to a bucket of S3 or of a compatible store."""
