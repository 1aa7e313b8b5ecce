"""What a user sees of a broken site: the report as the command prints it, and a site that is as it was."""

import os
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import forking
import pytest
from smallsite import NOW, Site

from generator.model.report import Report
from generator.terminal.problems import format_problem

BAD = "content/_posts/2026-07-20-bad.md"
BAD_PAGE = "2026/07/20/bad/index.html"
CHECKOUT = Path(__file__).parent.parent


def printed(report: Report, site: Site) -> str:
    """Return the problems as the command prints them."""
    return "\n".join(format_problem(problem, site.root) for problem in report.problems)


def refused(site: Site, *arguments: str) -> str:
    """Build what cannot be built: nothing is published. Return what the command prints."""
    before = site.tree()
    report = site.build(*arguments)
    assert report.failed
    assert (report.written, report.removed) == ([], [])
    assert site.tree() == before
    return printed(report, site)


def broken(site: Site, text: str | bytes, name: str = BAD) -> str:
    """Add a source to a site that is built already. Return what the command prints when it refuses it."""
    if not site.path("_site").exists():
        assert not site.build().failed
    site.write(name, text)
    return refused(site)


def warned(site: Site) -> str:
    """Build with warnings only: done, but refused with --strict. Return what the command prints."""
    strict = refused(site, "--strict")
    report = site.build()
    assert not report.failed
    text = printed(report, site)
    assert strict == text.replace("  warning: ", "  ")
    return text


def command(
    *arguments: str | Path, limited: bool = False, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does; `limited` is without root's right to read everything."""
    line = [sys.executable, "-m", "generator", *map(str, arguments)]
    if limited and os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root may read every file, and there is no setpriv to take that right away")
        rights = "-dac_override,-dac_read_search"
        line = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}", *line]
    known = {**os.environ, "PYTHONPATH": str(CHECKOUT), **(environment or {})}
    return subprocess.run(line, env=known, capture_output=True, text=True, check=False, timeout=120)


def built(
    site: Site, *arguments: str, limited: bool = False, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `build` on a site at its time; where nothing else is asked for, by the quickest way."""
    told: tuple[str | Path, ...] = ("build", "-C", site.root, "--now", (site.now or NOW).isoformat(), *arguments)
    if limited or environment:
        return command(*told, limited=limited, environment=environment)
    return forking.command(*told)


class Page(HTMLParser):
    """The elements of an HTML page as a browser finds them, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[tuple[str, str]] = []
        self.text = ""
        self.inside = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.elements.append((tag, named))
        self.inside = tag
        if tag == "script":
            self.scripts.append((named.get("type", ""), ""))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 (the base class's signature)
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "script":
            kind, script = self.scripts[-1]
            self.scripts[-1] = (kind, script + data)
        else:
            self.text += data

    def shape(self) -> list[tuple[str, list[str]]]:
        """Return the elements with the names of their attributes only."""
        return [(tag, sorted(attributes)) for tag, attributes in self.elements]
