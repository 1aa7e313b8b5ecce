"""Exit codes of the command, and the signal that ends a process."""

DONE, BUG, WRONG, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143


class TerminatedError(BaseException):
    """The system asked the program to end (SIGTERM)."""
