"""Deploy to a branch of a git repository."""
