"""All stories, indexed, and visible now."""
