"""The nouns: what the stages hand to each other. Imports nothing of ours."""
