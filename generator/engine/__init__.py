"""The build: read, plan, render, write, each only for what changed; and the deploy, which stands on it."""
