"""The public API of the package: what other Python programs, and the command first of all, do with a site."""
