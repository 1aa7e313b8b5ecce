"""One function for each verb of the command line."""

import argparse
import io
import os
import shlex
import sys
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli.exit_codes import DONE, WRONG, TerminatedError
from generator.engine.project import content_of, resolve
from generator.model.problem import InputError
from generator.model.report import Report

if TYPE_CHECKING:
    from generator.api.site import Site
    from generator.model.settings import Project


def site_of(options: argparse.Namespace) -> "Site":
    """Open the site that the options name. Raises InputError where there is none."""
    from generator.api.site import Site

    return Site.open(
        options.root,
        content=options.content,
        templates=options.templates,
        static=options.static,
        output=options.output,
        drafts=options.drafts,
        future=options.future,
        unpublished=options.unpublished,
    )


def project_of(options: argparse.Namespace) -> "Project":
    """Find the parts of the site that the options name. Raises InputError where there is none."""
    return site_of(options).project


def run_build(options: argparse.Namespace) -> int:
    """Build the site, and print what was done."""
    from generator.terminal.problems import Verbosity
    from generator.terminal.progress import ProgressBar
    from generator.terminal.report import print_json, print_report, print_waiting

    try:
        site = site_of(options)
    except InputError as fault:
        if not options.json:
            raise
        print_json(Report(problems=[fault.problem]))
        return WRONG
    with ProgressBar(enabled=not (options.quiet or options.json)) as bar:
        report = site.build(
            now=options.now,
            clean=options.clean,
            strict=options.strict,
            jobs=options.jobs,
            take_over=options.take_over,
            reasons=options.verbose or options.json,
            progress=bar,
            waiting=print_waiting,
            timers=True,
        )
    with suppress(BrokenPipeError):  # the result does not depend on who reads the output
        if options.json:
            print_json(report)
        else:
            voice = Verbosity(options.all or options.strict, options.clean, options.verbose, options.quiet)
            print_report(report, site.project, voice)
    return WRONG if report.failed else DONE


def run_deploy(options: argparse.Namespace) -> int:
    """Build and deploy the site, and print the result."""
    from generator.engine.deploy import NullReporter
    from generator.model.deployment import DeployResult
    from generator.terminal.deploy import ConsoleReporter, print_deploy_result, print_program_line
    from generator.terminal.problems import Verbosity
    from generator.terminal.progress import ProgressBar
    from generator.terminal.report import print_json, print_waiting

    try:
        site = site_of(options)
    except InputError as fault:
        if not options.json:
            raise
        print_json(DeployResult(Report(problems=[fault.problem])))
        return WRONG
    is_silent = options.quiet or options.json
    with ProgressBar(enabled=not is_silent) as bar:
        every = options.verbose or options.dry_run
        reporter = NullReporter() if is_silent else ConsoleReporter(site.project, bar, every=every)
        deployed = site.deploy(
            *options.targets,
            force=options.force,
            dry_run=options.dry_run,
            strict=options.strict,
            jobs=options.jobs,
            take_over=options.take_over,
            progress=bar,
            waiting=print_waiting,
            timers=True,
            reporter=reporter,
            on_line=print_program_line if not options.quiet else lambda _: None,
        )
    with suppress(BrokenPipeError):  # the result does not depend on who reads the output
        if options.json:
            print_json(deployed)
        else:
            print_deploy_result(deployed, site.project, Verbosity(options.all or options.strict, quiet=options.quiet))
    return WRONG if deployed.failed or reporter.failed_to_write else DONE


def run_serve(options: argparse.Namespace) -> int:
    """Preview the site until it is interrupted."""
    from generator.cli.preview import preview
    from generator.terminal.preview import ConsolePreviewReporter
    from generator.terminal.problems import Verbosity

    site = site_of(options)
    reporter = ConsolePreviewReporter(site.project, Verbosity(options.all))
    with suppress(KeyboardInterrupt, TerminatedError):  # its ordinary end, while the site is first read as well
        jobs = os.cpu_count() or 1
        server = site.serve(host=options.host, port=options.port, now=options.now, jobs=jobs, reporter=reporter)
        preview(server, reporter.say, opens_browser=options.open)
    return DONE


def run_watch(options: argparse.Namespace) -> int:
    """Build, and perhaps deploy, at every change until somebody ends it."""
    from generator.engine.options import BuildOptions
    from generator.terminal.deploy import print_program_line
    from generator.terminal.problems import Verbosity
    from generator.terminal.report import print_waiting
    from generator.terminal.watch import ConsoleWatchReporter
    from generator.watch.loop import WatchOptions, watch

    project = project_of(options)
    build_options = BuildOptions(
        strict=options.strict,
        jobs=options.jobs,
        take_over=options.take_over,
        reasons=options.verbose,
        waiting=print_waiting,
        timers=True,
    )
    targets = options.deploy or []
    watch_options = WatchOptions(
        build_options,
        deploys=options.deploy is not None,
        targets=tuple(filter(None, targets)),
        force=options.force,
        on_line=print_program_line if not options.quiet else lambda _: None,
    )
    verbosity = Verbosity(options.all or options.strict, verbose=options.verbose, quiet=options.quiet)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # a log shows each line when it is printed
    with suppress(KeyboardInterrupt, TerminatedError):  # its ordinary end
        watch(project, partial(datetime.now, UTC), watch_options, ConsoleWatchReporter(project, verbosity))
    return DONE


def run_init(options: argparse.Namespace) -> int:
    """Scaffold a site, and print its files."""
    from generator.cli.scaffold import scaffold_site

    for path in scaffold_site(options.folder, datetime.now(UTC)):
        print(path)
    print(f"Now: newsprint build -C {shlex.quote(str(options.folder))}")
    return DONE


def run_new(options: argparse.Namespace) -> int:
    """Scaffold a story, and print its path."""
    from generator.cli.scaffold import scaffold_story

    root = Path(os.path.abspath(options.root))
    content = resolve(root, options.content) if options.content else content_of(root)
    path = scaffold_story(content, " ".join(options.headline), datetime.now(UTC), draft=options.draft)
    print(os.path.relpath(path))
    return DONE


def run_explain(options: argparse.Namespace) -> int:
    """Print what makes an output or shows a source, and why the next build would make it again."""
    from generator.terminal.explain import print_explanation, print_explanation_json

    explanation = site_of(options).explain(options.path, now=options.now)
    with suppress(BrokenPipeError):
        if options.json:
            print_explanation_json(explanation)
        else:
            print_explanation(explanation, every=options.all)
    return DONE


def run_theme(options: argparse.Namespace) -> int:
    """List the files of the default theme, or copy one into the site."""
    from generator.cli.eject import eject, listed

    project = project_of(options)
    if options.eject is None:
        print("\n".join(listed(project)))
    else:
        print(os.path.relpath(eject(project, options.eject)))
    return DONE


def run_schema(options: argparse.Namespace) -> int:
    """Print a JSON schema."""
    import json

    from generator.read.story.schema import settings_schema, story_schema

    print(json.dumps(story_schema() if options.what == "story" else settings_schema(), indent=2, ensure_ascii=False))
    return DONE
