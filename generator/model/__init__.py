"""The structs that the other rooms exchange."""
