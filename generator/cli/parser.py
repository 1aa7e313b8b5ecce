"""The argument parser, with suggestions for misspelt verbs and options."""

import argparse
import shlex
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn


class OneLineFormatter(argparse.HelpFormatter):
    """Prints the longest verb and its help on one line: argparse ignores that verbs are indented."""

    def __init__(self, prog: str) -> None:
        """Make the column of verbs wide enough."""
        super().__init__(prog)
        self._action_max_length = len("    completion  ")


class Parser(argparse.ArgumentParser):
    """Parses the arguments of the command, or of one of its ``verbs``, each with its own parser."""

    verbs: Mapping[str, "Parser"] = {}

    def parse_args(  # type: ignore[override]  # argparse also takes an object of the caller's
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        """Return the parsed arguments; for invalid ones print an error and end the program with 2."""
        words = list(sys.argv[1:] if args is None else args)
        if self.verbs:
            self.check_verb(words)
        found, surplus = self.parse_known_args(words, namespace)
        if surplus:
            self.verbs.get(words[0], self).refuse(surplus[0], self.verbs)
        return found

    def check_verb(self, words: Sequence[str]) -> None:
        """Refuse a word that is neither a verb nor an option of the command; without any word, list the verbs."""
        if not words:
            self.print_help(sys.stderr)
            self.exit(2)
        word = words[0]
        if word in self.verbs or word in self.options:
            return
        if not word.startswith("-"):
            self.error(f'there is no command "{word}"{did_you_mean(word, self.verbs)}')
        accepting = [name for name, verb in self.verbs.items() if option_of(word) in verb.options]
        if accepting:
            said = next((at for at, other in enumerate(words) if other in accepting), None)
            better = [accepting[0], word] if said is None else [words[said], *words[:said], *words[said + 1 :]]
            self.error(f"{option_of(word)} comes after the command: newsprint {shlex.join(better)}")

    @property
    def options(self) -> list[str]:
        """The names of all options."""
        return list(self._option_string_actions)

    def refuse(self, word: str, verbs: Mapping[str, "Parser"]) -> NoReturn:
        """Explain why an argument is not accepted."""
        if not word.startswith("-"):
            existing = (
                f": the folder of a site is named with -C {word}" if "-C" in self.options and is_folder(word) else ""
            )
            self.error(f'"{word}" is one word too many{existing}')
        option = option_of(word)
        if accepting := [name for name, verb in verbs.items() if option in verb.options]:
            self.error(f"{option} is an option of newsprint {' and '.join(accepting)}")
        self.error(f"there is no option {option}{did_you_mean(option, self.options)}")


def option_of(word: str) -> str:
    """Return the name of an option without its value."""
    return word.partition("=")[0]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the known name that is most similar to a word, if there is one."""
    from difflib import get_close_matches  # needed only for misspelt words

    names = {name.lstrip("-"): name for name in known if len(name) > len("-C")}
    found = get_close_matches(word.lower().lstrip("-"), names, 1)
    return f": did you mean {names[found[0]]}?" if found else ""


def is_folder(word: str) -> bool:
    """Tell whether a folder of this name exists; the name may be invalid."""
    try:
        return Path(word).is_dir()
    except (OSError, ValueError):
        return False
