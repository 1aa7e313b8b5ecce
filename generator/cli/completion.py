"""Static completion scripts for shells: pressing Tab starts no Python.

shtab writes them from the parser itself; argcomplete would run the whole command at each Tab.
"""

import argparse

import shtab


def script(parser: argparse.ArgumentParser, shell: str) -> str:
    """Return the script for a shell."""
    for action in _actions(parser):
        if action.metavar == "DIR":
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]  # shtab reads it there
    return shtab.complete(parser, shell)


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return all options and arguments, including those of the verbs."""
    found = []
    for action in parser._actions:  # noqa: SLF001 (argparse has no public list of them)
        found.append(action)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 (as above)
            for verb in action.choices.values():
                found += _actions(verb)
    return found
