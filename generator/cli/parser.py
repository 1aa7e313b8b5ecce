"""The argument parser, with suggestions for misspelt verbs and options."""

import argparse
import shlex
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn


class OneLineFormatter(argparse.HelpFormatter):
    """Gives the longest verb a line with its help: argparse forgets that verbs are indented."""

    def __init__(self, prog: str) -> None:
        """Begin with a column that is wide enough."""
        super().__init__(prog)
        self._action_max_length = len("    completion  ")


class Parser(argparse.ArgumentParser):
    """Reads the arguments of the command, or of one of its ``verbs``, each with a parser of its own."""

    verbs: Mapping[str, "Parser"] = {}

    def parse_args(  # type: ignore[override]  # argparse also takes an object of the caller's
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        """Return what was asked for; where that makes no sense, say so and end the program with 2."""
        words = list(sys.argv[1:] if args is None else args)
        if self.verbs:
            self.check_verb(words)
        found, surplus = self.parse_known_args(words, namespace)
        if surplus:
            self.verbs.get(words[0], self).refuse(surplus[0], self.verbs)
        return found

    def check_verb(self, words: Sequence[str]) -> None:
        """Refuse what is neither a verb nor an option of the command itself; without any word, name the verbs."""
        if not words:
            self.print_help(sys.stderr)
            self.exit(2)
        word = words[0]
        if word in self.verbs or word in self.options:
            return
        if not word.startswith("-"):
            self.error(f'there is no command "{word}"{did_you_mean(word, self.verbs)}')
        knowing = [name for name, verb in self.verbs.items() if option_of(word) in verb.options]
        if knowing:
            said = next((at for at, other in enumerate(words) if other in knowing), None)
            better = [knowing[0], word] if said is None else [words[said], *words[:said], *words[said + 1 :]]
            self.error(f"{option_of(word)} comes after the command: newsprint {shlex.join(better)}")

    @property
    def options(self) -> list[str]:
        """The names of all options."""
        return list(self._option_string_actions)

    def refuse(self, word: str, verbs: Mapping[str, "Parser"]) -> NoReturn:
        """Say what is wrong with an argument that nobody asked for."""
        if not word.startswith("-"):
            there = (
                f": the folder of a site is named with -C {word}" if "-C" in self.options and is_folder(word) else ""
            )
            self.error(f'"{word}" is one word too many{there}')
        option = option_of(word)
        if knowing := [name for name, verb in verbs.items() if option in verb.options]:
            self.error(f"{option} is an option of newsprint {' and '.join(knowing)}")
        self.error(f"there is no option {option}{did_you_mean(option, self.options)}")


def option_of(word: str) -> str:
    """Return the name of an option without its value."""
    return word.partition("=")[0]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Say which of some names was meant, if one is like the word."""
    from difflib import get_close_matches  # needed for slips only

    names = {name.lstrip("-"): name for name in known if len(name) > len("-C")}
    found = get_close_matches(word.lower().lstrip("-"), names, 1)
    return f": did you mean {names[found[0]]}?" if found else ""


def is_folder(word: str) -> bool:
    """Tell whether there is a folder of this name; a name may be too long, or no name at all."""
    try:
        return Path(word).is_dir()
    except (OSError, ValueError):
        return False
