"""Structs that the other rooms hand to each other."""
