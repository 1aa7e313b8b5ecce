"""The command: parse arguments, call one function, print one report."""
