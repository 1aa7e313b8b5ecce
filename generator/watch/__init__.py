"""Build, and deploy, on every change: one long-lived process."""
