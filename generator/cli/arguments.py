"""The verbs and options of the command line."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from generator import __version__
from generator.cli.commands import (
    run_build,
    run_deploy,
    run_explain,
    run_init,
    run_new,
    run_schema,
    run_serve,
    run_theme,
    run_watch,
)
from generator.cli.exit_codes import DONE
from generator.cli.parser import OneLineFormatter, Parser, did_you_mean

Verbs: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 (it has no public name)
SHELLS = ("bash", "zsh", "fish")


def parser() -> Parser:
    """Return the parser of the command line."""
    more = "newsprint help COMMAND shows the options of a command. newsprint init DIR creates a site."
    top = Parser(
        prog="newsprint", description="A static site generator for news.", epilog=more, formatter_class=OneLineFormatter
    )
    top.add_argument("--version", action="version", version=f"newsprint {__version__}")
    verbs = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for describe in (
        _describe_build,
        _describe_serve,
        _describe_deploy,
        _describe_watch,
        _describe_init,
        _describe_new,
        _describe_theme,
        _describe_explain,
    ):
        describe(verbs)
    _describe_rest(verbs)
    top.verbs = verbs.choices
    return top


def _describe_build(verbs: Verbs) -> None:
    build = verbs.add_parser("build", help="build the site", description="Build the site: update the output folder.")
    build.set_defaults(run=run_build)
    add_location_options(build)
    build.add_argument("--clean", action="store_true", help="ignore the build cache and build every page again")
    build.add_argument("--now", type=_time, metavar="ISO8601", help="build the site as it is at this time")
    add_build_options(build, "written or removed")


def _describe_serve(verbs: Verbs) -> None:
    serve = verbs.add_parser(
        "serve",
        help="preview the site, with live reload",
        description="Preview the site: a page is rendered when a browser requests it, and updated when you save.",
    )
    serve.set_defaults(run=run_serve)
    add_location_options(serve)
    serve.add_argument(
        "--port", type=_port, default=8000, metavar="N", help="the port (default: 8000, or the next free one)"
    )
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    serve.add_argument("--now", type=_time, metavar="ISO8601", help="show the site as it is at this time")
    _all(serve)
    serve.add_argument("--open", action="store_true", help="open the front page in a browser")


def _describe_deploy(verbs: Verbs) -> None:
    deploy = verbs.add_parser(
        "deploy",
        help="build the site and upload what changed to its host",
        description="Build the site and upload what changed to its host (deploy: in _config.yml).",
    )
    deploy.set_defaults(run=run_deploy)
    deploy.add_argument("targets", metavar="TARGET", nargs="*", help="a name below deploy: (default: the only one)")
    add_location_options(deploy)
    deploy.add_argument("--dry-run", action="store_true", help="show what would be sent and removed, without doing it")
    _add_force(deploy)
    add_build_options(deploy, "sent or removed")


def _describe_watch(verbs: Verbs) -> None:
    watch = verbs.add_parser(
        "watch",
        help="build, and deploy, at every change",
        description="Build the site, and build it again whenever a file changes or a held story is due.",
    )
    watch.set_defaults(run=run_watch)
    watch.add_argument(
        "--deploy",
        metavar="TARGET",
        nargs="?",
        const="",
        action="append",
        help="deploy after each build, to the target of this name (default: the only one); may be repeated",
    )
    add_location_options(watch)
    _add_force(watch)
    add_build_options(watch, "written or removed", has_json=False)


def _add_force(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--force",
        action="store_true",
        help="do what is otherwise refused: send drafts, replace files of others, remove much of a site",
    )


def _describe_init(verbs: Verbs) -> None:
    init = verbs.add_parser(
        "init", help="create a site", description="Create a site: a front page and one example post."
    )
    init.set_defaults(run=run_init)
    init.add_argument("folder", metavar="DIR", type=Path)


def _describe_new(verbs: Verbs) -> None:
    new = verbs.add_parser(
        "new", help="create a story", description="Create a post with today's date and print its path."
    )
    new.set_defaults(run=run_new)
    new.add_argument("headline", metavar="HEADLINE", nargs="+", help="the title of the story")
    _add_root(new)
    new.add_argument("--content", metavar="DIR", type=Path, help="the content folder")
    new.add_argument("--draft", action="store_true", help="create it in _drafts, without a date")


def _describe_theme(verbs: Verbs) -> None:
    theme = verbs.add_parser(
        "theme",
        help="list the files of the default theme, or copy one",
        description="List the files of the default theme, or copy one into the site so that you can change it.",
    )
    theme.set_defaults(run=run_theme, content=None, output=None, drafts=False, future=False, unpublished=False)
    theme.add_argument(
        "--eject", metavar="FILE", help="copy this file to templates/ or static/; existing files are not overwritten"
    )
    _add_root(theme)
    for name in ("templates", "static"):
        theme.add_argument(f"--{name}", metavar="DIR", type=Path, help=f"the site's folder instead of {name}/")


def _describe_explain(verbs: Verbs) -> None:
    explain = verbs.add_parser(
        "explain",
        help="say what a page is made of, and why it would be made again",
        description="Say what a file of the site is made of, and why the next build would make it again; "
        "of a source, say which files show it.",
    )
    explain.set_defaults(run=run_explain)
    explain.add_argument("path", metavar="PATH", help="a URL, a path below the output folder, or a source")
    add_location_options(explain)
    explain.add_argument("--now", type=_time, metavar="ISO8601", help="explain the site as it is at this time")
    explain.add_argument("--all", action="store_true", help="list everything, however long")
    explain.add_argument("--json", action="store_true", help="print the explanation as one JSON object")


def _describe_rest(verbs: Verbs) -> None:
    more = verbs.add_parser("help", help="show the options of a command", description="Show the options of a command.")
    more.set_defaults(run=_help)
    more.add_argument("verb", metavar="COMMAND", nargs="?", help="a command (default: list them)")
    schema = verbs.add_parser(
        "schema",
        help="print a JSON schema for your editor",
        description="Print the JSON schema of a story's front matter, or of _config.yml.",
    )
    schema.set_defaults(run=run_schema)
    schema.add_argument("what", choices=("story", "settings"), metavar="story|settings", help="which schema")
    complete = verbs.add_parser(
        "completion",
        help="print a shell completion script",
        description='Print a shell completion script: eval "$(newsprint completion bash)"',
    )
    complete.set_defaults(run=_completion)
    complete.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def add_build_options(verb: argparse.ArgumentParser, done: str, *, has_json: bool = True) -> None:
    """Add the options of a build and of its report."""
    verb.add_argument("--strict", action="store_true", help="treat warnings as errors")
    verb.add_argument(
        "--jobs", type=_count, default=0, metavar="N", help="the number of worker processes (default: one per CPU)"
    )
    verb.add_argument(
        "--take-over",
        action="store_true",
        help="build into the output folder of another site, and remove that site's files",
    )
    _all(verb)
    if has_json:
        verb.add_argument("--json", action="store_true", help="print the report as one JSON object")
    group = verb.add_mutually_exclusive_group()
    group.add_argument("-v", "--verbose", action="store_true", help=f"list every file that was {done}")
    group.add_argument("-q", "--quiet", action="store_true", help="print only problems")


def _all(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--all", action="store_true", help="print all problems in full, including those that were printed before"
    )


def _add_root(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "-C",
        dest="root",
        default=".",
        metavar="DIR",
        type=Path,
        help="the project's root (default: the current folder)",
    )


def add_location_options(verb: argparse.ArgumentParser) -> None:
    """Add the options for the folders of a site and for its hidden stories."""
    _add_root(verb)
    for name, what in (
        ("content", "sources"),
        ("templates", "templates"),
        ("static", "static files"),
        ("output", "finished site"),
    ):
        verb.add_argument(f"--{name}", metavar="DIR", type=Path, help=f"the folder of the {what}")
    verb.add_argument("--drafts", action="store_true", help="show drafts")
    verb.add_argument("--future", action="store_true", help="show stories with a date in the future")
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
