"""The command line: its verbs and options."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from generator import __version__
from generator.cli.commands import run_build, run_deploy, run_init, run_new, run_serve, run_theme
from generator.cli.exit_codes import DONE
from generator.cli.parser import OneLineFormatter, Parser, did_you_mean

Verbs: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 (it has no other name)
SHELLS = ("bash", "zsh", "fish")


def parser() -> Parser:
    """Describe the command line."""
    more = "newsprint help COMMAND tells what one can do. A site begins with newsprint init DIR."
    top = Parser(
        prog="newsprint", description="A static site generator for news.", epilog=more, formatter_class=OneLineFormatter
    )
    top.add_argument("--version", action="version", version=f"newsprint {__version__}")
    verbs = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for describe in (
        _describe_build,
        _describe_serve,
        _describe_deploy,
        _describe_init,
        _describe_new,
        _describe_theme,
    ):
        describe(verbs)
    _describe_rest(verbs)
    top.verbs = verbs.choices
    return top


def _describe_build(verbs: Verbs) -> None:
    build = verbs.add_parser(
        "build", help="bring the finished site up to date", description="Bring the finished site up to date."
    )
    build.set_defaults(run=run_build)
    add_location_options(build)
    build.add_argument(
        "--clean", action="store_true", help="forget what earlier builds knew, and make every page again"
    )
    build.add_argument("--now", type=_time, metavar="ISO8601", help="build the site as it stands at this time")
    add_build_options(build, "written or removed")


def _describe_serve(verbs: Verbs) -> None:
    serve = verbs.add_parser(
        "serve",
        help="preview the site, and follow every change",
        description="Preview the site: pages are rendered when they are asked for, and follow every change.",
    )
    serve.set_defaults(run=run_serve)
    add_location_options(serve)
    serve.add_argument("--port", type=_port, default=8000, metavar="N", help="the port (default: 8000, or the next)")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen at (default: this machine only)")
    serve.add_argument("--now", type=_time, metavar="ISO8601", help="show the site as it will stand at this time")
    _all(serve)
    serve.add_argument("--open", action="store_true", help="open the front page in a browser")


def _describe_deploy(verbs: Verbs) -> None:
    deploy = verbs.add_parser(
        "deploy",
        help="build the site, and send what changed to where it is hosted",
        description="Build the site, and send what changed to where it is hosted (deploy: in _config.yml).",
    )
    deploy.set_defaults(run=run_deploy)
    deploy.add_argument("targets", metavar="TARGET", nargs="*", help="a name below deploy: (default: the only one)")
    add_location_options(deploy)
    deploy.add_argument("--dry-run", action="store_true", help="show what would be sent and removed, and do nothing")
    deploy.add_argument(
        "--force",
        action="store_true",
        help="do what is refused otherwise: send drafts, replace files that are not ours, remove much of a site",
    )
    add_build_options(deploy, "sent or removed")


def _describe_init(verbs: Verbs) -> None:
    init = verbs.add_parser(
        "init", help="make a new site", description="Make a new site: a front page and one example post."
    )
    init.set_defaults(run=run_init)
    init.add_argument("folder", metavar="DIR", type=Path)


def _describe_new(verbs: Verbs) -> None:
    new = verbs.add_parser("new", help="begin a story", description="Make a dated post file and print its path.")
    new.set_defaults(run=run_new)
    new.add_argument("headline", metavar="HEADLINE", nargs="+", help="what the story is called")
    _add_root(new)
    new.add_argument("--content", metavar="DIR", type=Path, help="the content folder")
    new.add_argument("--draft", action="store_true", help="put it into _drafts, without a date")


def _describe_theme(verbs: Verbs) -> None:
    theme = verbs.add_parser(
        "theme",
        help="list the files of the default theme, or copy one",
        description="List the files of the default theme, or copy one into the site, to be changed there.",
    )
    theme.set_defaults(run=run_theme, content=None, output=None, drafts=False, future=False, unpublished=False)
    theme.add_argument("--eject", metavar="FILE", help="copy this file to templates/ or static/; none is written over")
    _add_root(theme)
    for name in ("templates", "static"):
        theme.add_argument(f"--{name}", metavar="DIR", type=Path, help=f"the site's folder instead of {name}/")


def _describe_rest(verbs: Verbs) -> None:
    more = verbs.add_parser("help", help="tell what a command can do", description="Tell what a command can do.")
    more.set_defaults(run=_help)
    more.add_argument("verb", metavar="COMMAND", nargs="?", help="one of the commands (default: list them)")
    complete = verbs.add_parser(
        "completion",
        help="print what lets your shell complete the command",
        description='Print a script that lets your shell complete the command: eval "$(newsprint completion bash)"',
    )
    complete.set_defaults(run=_completion)
    complete.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def add_build_options(verb: argparse.ArgumentParser, done: str) -> None:
    """Add the options that say how a site is built, and what is said of it."""
    verb.add_argument("--strict", action="store_true", help="take warnings for errors")
    verb.add_argument(
        "--jobs", type=_count, default=0, metavar="N", help="processes to build with (default: one a processor)"
    )
    verb.add_argument(
        "--take-over",
        action="store_true",
        help="build into the output folder of another site, and remove that site's files",
    )
    _all(verb)
    verb.add_argument("--json", action="store_true", help="print the report as one JSON object")
    group = verb.add_mutually_exclusive_group()
    group.add_argument("-v", "--verbose", action="store_true", help=f"name every file that was {done}")
    group.add_argument("-q", "--quiet", action="store_true", help="say nothing but what is wrong")


def _all(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--all", action="store_true", help="print all problems in full, those that were printed before as well"
    )


def _add_root(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "-C", dest="root", default=".", metavar="DIR", type=Path, help="the project's root (default: here)"
    )


def add_location_options(verb: argparse.ArgumentParser) -> None:
    """Add the options that say where a site lies and what of it is shown."""
    _add_root(verb)
    for name, what in (
        ("content", "sources"),
        ("templates", "templates"),
        ("static", "static files"),
        ("output", "finished site"),
    ):
        verb.add_argument(f"--{name}", metavar="DIR", type=Path, help=f"the folder of the {what}")
    verb.add_argument("--drafts", action="store_true", help="show drafts")
    verb.add_argument("--future", action="store_true", help="show stories whose date is still to come")
    verb.add_argument("--unpublished", action="store_true", help="show stories with published: false")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        message = f'"{text}" is not a number from 1 on'
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:  # noqa: PLR2004 (ports have 16 bits)
        message = f'"{text}" is not a port: 0 (any that is free) to 65535'
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        message = f'"{text}" is not a time: write it as 2026-07-12T09:30:00+02:00'
        raise argparse.ArgumentTypeError(message) from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _help(options: argparse.Namespace) -> int:
    top = parser()
    if options.verb is not None and options.verb not in top.verbs:
        top.error(f'there is no command "{options.verb}"{did_you_mean(options.verb, top.verbs)}')
    top.verbs.get(options.verb, top).print_help()
    return DONE


def _completion(options: argparse.Namespace) -> int:
    from generator.cli.completion import script

    print(script(parser(), options.shell))
    return DONE
