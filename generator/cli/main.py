"""The command's entry point: parse arguments, run the verb, return the exit code."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from generator.cli.arguments import parser
from generator.cli.commands import run_deploy
from generator.cli.exit_codes import BUG, DONE, INTERRUPTED, TERMINATED, WRONG, TerminatedError
from generator.model.problem import InputError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 done, 1 internal error, 2 wrong input, 130/143 interrupted."""
    options = parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _terminate)
    try:
        return _run(options)
    except Exception:  # noqa: BLE001 (any internal error)
        return _broken(options)


def _run(options: argparse.Namespace) -> int:
    """Run the verb, and return the exit code."""
    try:
        return int(options.run(options))
    except InputError as error:
        from generator.terminal.problems import print_problems

        print_problems([error.problem], Path.cwd())
        return WRONG
    except KeyboardInterrupt:
        return _ended(f"interrupted: {_left(options)}; run it again to go on", INTERRUPTED)
    except TerminatedError:
        return _ended(f"terminated: {_left(options)}; run it again to go on", TERMINATED)
    except BrokenPipeError:  # nobody reads the output any more
        return DONE
    except OSError as error:
        if error.filename is not None:
            raise
        return _ended(f"the report cannot be written: {error.strerror}", WRONG)


def run() -> NoReturn:
    """Run the command and end the process with its exit code."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        # With a locale that is not UTF-8, file names would be encoded differently than on other machines.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "generator", *sys.argv[1:]])  # noqa: S606
    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:  # nobody reads the output any more
            continue
        except OSError:  # the report could not be printed: do not return success
            code = code or WRONG
    os._exit(code)  # faster for a large library: Python would free its objects one by one


def _terminate(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 (a signal handler's signature)
    raise TerminatedError


def _left(options: argparse.Namespace) -> str:
    """Describe the state that the interrupted verb leaves."""
    return (
        "nothing is half-written" if options.run is not run_deploy else "no file is half-sent, but some may be missing"
    )


def _ended(message: str, code: int) -> int:
    with suppress(OSError):  # nobody reads it
        print(f"newsprint: {message}", file=sys.stderr)
    return code


def _broken(options: argparse.Namespace) -> int:
    """Print an internal error with its traceback, without the credentials of the site."""
    import traceback

    from generator.model.confidential import credentials_of, redacted

    root = Path(getattr(options, "root", "."))
    folders = [root / "content", root, *filter(None, [getattr(options, "content", None)])]
    credentials = frozenset[str]().union(*map(credentials_of, folders))
    print(redacted(traceback.format_exc(), credentials), file=sys.stderr, end="")
    return BUG
