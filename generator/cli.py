"""The command: parse arguments, call one function, print one report."""

import argparse
import os
import shlex
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn, TypeAlias

from generator import __version__
from generator.arguments import OneLineEach, Parser, meant
from generator.model.problem import FaultError
from generator.model.report import Report
from generator.project import below, content_of, project_of

DONE, BUG, WRONG, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143


Verbs: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 (it has no other name)
SHELLS = ("bash", "zsh", "fish")


class TerminatedError(BaseException):
    """The system asked the program to end (SIGTERM)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 done, 1 a bug of ours, 2 the input is wrong, 130/143 interrupted."""
    options = parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _terminate)
    try:
        return _run(options)
    except Exception:  # noqa: BLE001 (a bug of ours, whatever it is)
        return _broken(options)


def _run(options: argparse.Namespace) -> int:
    """Do what was asked, and return the exit code."""
    try:
        return int(options.run(options))
    except FaultError as fault:
        from generator.console import print_problems

        print_problems([fault.problem], Path.cwd())
        return WRONG
    except KeyboardInterrupt:
        return _ended(f"interrupted: {_left(options)}; run it again to go on", INTERRUPTED)
    except TerminatedError:
        return _ended(f"terminated: {_left(options)}; run it again to go on", TERMINATED)
    except BrokenPipeError:  # whoever read our output has gone
        return DONE
    except OSError as error:
        if error.filename is not None:
            raise
        return _ended(f"the report cannot be written: {error.strerror}", WRONG)


def run() -> NoReturn:
    """Run the command and end the process with its exit code."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        # Under a locale from before UTF-8 the names of files would be written otherwise than on another machine.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "generator", *sys.argv[1:]])  # noqa: S606
    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:  # whoever read our output has gone
            continue
        except OSError:  # the report could not be told: nobody shall take this for success
            code = code or WRONG
    os._exit(code)  # the system frees a large library at once; Python would take it apart piece by piece


def _terminate(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 (a signal handler's signature)
    raise TerminatedError


def _left(options: argparse.Namespace) -> str:
    """Say in which state the work is left that was broken off."""
    return "nothing is half-written" if options.run is not _deploy else "no file is half-sent, but some may be missing"


def _ended(message: str, code: int) -> int:
    with suppress(OSError):  # nobody listens
        print(f"newsprint: {message}", file=sys.stderr)
    return code


def _broken(options: argparse.Namespace) -> int:
    """Tell of a bug of ours, without the credentials of the site that it happened with."""
    import traceback

    from generator.model.confidential import credentials_of, without

    root = Path(getattr(options, "root", "."))
    folders = [root / "content", root, *filter(None, [getattr(options, "content", None)])]
    credentials = frozenset[str]().union(*map(credentials_of, folders))
    print(without(traceback.format_exc(), credentials), file=sys.stderr, end="")
    return BUG


def parser() -> Parser:
    """Describe the command line."""
    more = "newsprint help COMMAND tells what one can do. A site begins with newsprint init DIR."
    top = Parser(
        prog="newsprint", description="A static site generator for news.", epilog=more, formatter_class=OneLineEach
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
    build.set_defaults(run=_build)
    place(build)
    build.add_argument(
        "--clean", action="store_true", help="forget what earlier builds knew, and make every page again"
    )
    build.add_argument("--now", type=_time, metavar="ISO8601", help="build the site as it stands at this time")
    _work(build, "written or removed")


def _describe_serve(verbs: Verbs) -> None:
    serve = verbs.add_parser(
        "serve",
        help="preview the site, and follow every change",
        description="Preview the site: pages are rendered when they are asked for, and follow every change.",
    )
    serve.set_defaults(run=_serve)
    place(serve)
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
    deploy.set_defaults(run=_deploy)
    deploy.add_argument("targets", metavar="TARGET", nargs="*", help="a name below deploy: (default: the only one)")
    place(deploy)
    deploy.add_argument("--dry-run", action="store_true", help="show what would be sent and removed, and do nothing")
    deploy.add_argument(
        "--force",
        action="store_true",
        help="do what is refused otherwise: send drafts, replace files that are not ours, remove much of a site",
    )
    _work(deploy, "sent or removed")


def _describe_init(verbs: Verbs) -> None:
    init = verbs.add_parser(
        "init", help="make a new site", description="Make a new site: a front page and one example post."
    )
    init.set_defaults(run=_init)
    init.add_argument("folder", metavar="DIR", type=Path)


def _describe_new(verbs: Verbs) -> None:
    new = verbs.add_parser("new", help="begin a story", description="Make a dated post file and print its path.")
    new.set_defaults(run=_new)
    new.add_argument("headline", metavar="HEADLINE", nargs="+", help="what the story is called")
    _root(new)
    new.add_argument("--content", metavar="DIR", type=Path, help="the content folder")
    new.add_argument("--draft", action="store_true", help="put it into _drafts, without a date")


def _describe_theme(verbs: Verbs) -> None:
    theme = verbs.add_parser(
        "theme",
        help="list the files of the default theme, or copy one",
        description="List the files of the default theme, or copy one into the site, to be changed there.",
    )
    theme.set_defaults(run=_theme, content=None, output=None, drafts=False, future=False, unpublished=False)
    theme.add_argument("--eject", metavar="FILE", help="copy this file to templates/ or static/; none is written over")
    _root(theme)
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


def _work(verb: argparse.ArgumentParser, done: str) -> None:
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
    voice = verb.add_mutually_exclusive_group()
    voice.add_argument("-v", "--verbose", action="store_true", help=f"name every file that was {done}")
    voice.add_argument("-q", "--quiet", action="store_true", help="say nothing but what is wrong")


def _all(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--all", action="store_true", help="print all problems in full, those that were printed before as well"
    )


def _root(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "-C", dest="root", default=".", metavar="DIR", type=Path, help="the project's root (default: here)"
    )


def place(verb: argparse.ArgumentParser) -> None:
    """Add the options that say where a site lies and what of it is shown."""
    _root(verb)
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


def _build(options: argparse.Namespace) -> int:
    from generator.build import Options, build
    from generator.console import Voice, print_json, print_report, print_waiting
    from generator.progress import Bar

    try:
        project = project_of(options)
    except FaultError as fault:
        if not options.json:
            raise
        print_json(Report(problems=[fault.problem]))
        return WRONG
    with Bar(wanted=not (options.quiet or options.json)) as bar:
        how = Options(
            clean=options.clean,
            strict=options.strict,
            jobs=options.jobs,
            take_over=options.take_over,
            progress=bar,
            waiting=print_waiting,
        )
        report = build(project, options.now or datetime.now(UTC), how)
    with suppress(BrokenPipeError):  # that nobody listens changes nothing of what came of it
        if options.json:
            print_json(report)
        else:
            voice = Voice(options.all or options.strict, options.clean, options.verbose, options.quiet)
            print_report(report, project, voice)
    return WRONG if report.failed else DONE


def _deploy(options: argparse.Namespace) -> int:
    from generator.build import Options
    from generator.bulletin import Bulletin, print_deployed
    from generator.console import Voice, print_json, print_waiting
    from generator.delivery import Silence, Wishes, deploy
    from generator.model.delivery import Deployed
    from generator.progress import Bar

    try:
        project = project_of(options)
    except FaultError as fault:
        if not options.json:
            raise
        print_json(Deployed(Report(problems=[fault.problem])))
        return WRONG
    is_silent = options.quiet or options.json
    with Bar(wanted=not is_silent) as bar:
        how = Options(
            strict=options.strict,
            jobs=options.jobs,
            take_over=options.take_over,
            progress=bar,
            waiting=print_waiting,
        )
        voice = Silence() if is_silent else Bulletin(project, bar, every=options.verbose or options.dry_run)
        wishes = Wishes(tuple(options.targets), options.force, options.dry_run, how, voice, options.quiet)
        deployed = deploy(project, partial(datetime.now, UTC), wishes)
    with suppress(BrokenPipeError):  # that nobody listens changes nothing of what came of it
        if options.json:
            print_json(deployed)
        else:
            print_deployed(deployed, project, Voice(options.all or options.strict, quiet=options.quiet))
    return WRONG if deployed.failed or voice.unheard else DONE


def _serve(options: argparse.Namespace) -> int:
    from generator.console import Voice
    from generator.serve.preview import Clock
    from generator.serve.server import Serving, serve

    with suppress(KeyboardInterrupt, TerminatedError):  # its ordinary end, while the site is first read as well
        how = Serving(options.host, options.port, Clock(options.now), options.open, Voice(options.all))
        serve(project_of(options), how)
    return DONE


def _init(options: argparse.Namespace) -> int:
    from generator.start import start_site

    for path in start_site(options.folder, datetime.now(UTC)):
        print(path)
    print(f"Now: newsprint build -C {shlex.quote(str(options.folder))}")
    return DONE


def _new(options: argparse.Namespace) -> int:
    from generator.start import start_story

    root = Path(os.path.abspath(options.root))
    content = below(root, options.content) if options.content else content_of(root)
    path = start_story(content, " ".join(options.headline), datetime.now(UTC), draft=options.draft)
    print(os.path.relpath(path))
    return DONE


def _help(options: argparse.Namespace) -> int:
    top = parser()
    if options.verb is not None and options.verb not in top.verbs:
        top.error(f'there is no command "{options.verb}"{meant(options.verb, top.verbs)}')
    top.verbs.get(options.verb, top).print_help()
    return DONE


def _completion(options: argparse.Namespace) -> int:
    from generator.completion import script

    print(script(parser(), options.shell))
    return DONE


def _theme(options: argparse.Namespace) -> int:
    from generator.eject import eject, listed

    project = project_of(options)
    if options.eject is None:
        print("\n".join(listed(project)))
    else:
        print(os.path.relpath(eject(project, options.eject)))
    return DONE
