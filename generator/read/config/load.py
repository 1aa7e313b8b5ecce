"""Load `_config.yml`, with error messages that repeat no credentials."""

import re

import msgspec

from generator.model.confidential import REDACTED, confidential_lines, credentials_in, redacted
from generator.model.problem import InputError, Problem
from generator.read.yaml.load import load_yaml
from generator.read.yaml.parser import Loaded

NOT_SHOWN = "The line is not shown as it stands, since it may hold a credential."
_QUOTED = re.compile(r""""[^"]*"|'[^']*'|`[^`]*`""")
_WORD = re.compile(r"\w{5,}")
_LINE_END = re.compile(r"\r\n|[\r\n]")


def load_settings(text: str, file: str) -> Loaded:
    """Parse the settings. Raises InputError, whose message contains no credentials."""
    try:
        return load_yaml(text, file)
    except InputError as fault:
        raise InputError(redact_problem(fault.problem, text)) from None


def redact_problem(problem: Problem, text: str) -> Problem:
    """Return a problem of the settings' `text` without words of its confidential lines."""
    private = confidential_lines(text)
    message, hint = (redacted(words, credentials_in(text)) for words in (problem.message, problem.hint))
    if problem.line in private:
        hint = NOT_SHOWN
        message = _QUOTED.sub(f'"{REDACTED}"', problem.message)
        lines = "\n".join(line for number, line in enumerate(_LINE_END.split(text), 1) if number in private)
        if any(word in lines for word in _WORD.findall(message)):
            message = "this is not valid YAML"
    return msgspec.structs.replace(problem, message=message, hint=hint)
