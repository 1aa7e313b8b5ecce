"""Terminal colours, and whether to use them.

The variables: https://no-color.org, https://force-color.org and https://bixense.com/clicolors.
"""

from collections.abc import Mapping

from generator.model.problem import Severity

DUMB = ("dumb", "unknown")  # terminals that can neither colour nor move the cursor
BOLD, RED, YELLOW, PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[0m"


def wants_colors(environment: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Tell whether to print colours; a variable that disables them wins over one that enables them."""
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return is_terminal and environment.get("TERM") not in DUMB and environment.get("CLICOLOR") != "0"


def colored(text: str, severity: Severity) -> str:
    """Colour the first line of a problem: the position and the severity."""
    first, newline, rest = text.partition("\n")
    place, gap, message = first.partition("  ")
    return f"{BOLD}{place}{PLAIN}{gap}{RED if severity == 'error' else YELLOW}{message}{PLAIN}{newline}{rest}"
