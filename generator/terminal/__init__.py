"""What the command prints: problems, reports, progress."""
