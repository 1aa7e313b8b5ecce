"""A site that does not say where it is published: its feeds, sitemap and canonical links hold no whole addresses."""

from pathlib import Path

import pytest
from forking import command
from smallsite import COMMAND, NO_URL, Site

from generator.cli.commands import project_of
from generator.model.cache_records import SourceCache
from generator.serve.snapshot import load_snapshot


def printed(site: Site) -> list[tuple[str, int, str, str]]:
    return [(one.file, one.line, one.message, one.severity) for one in site.build().problems]


@pytest.mark.parametrize(("settings", "line"), [("title: T\n", 0), ("title: T\nurl:\n", 2), ("url: ''\n", 1), ("", 0)])
def test_a_site_without_url_is_told_once(paper: Site, settings: str, line: int) -> None:
    paper.write("content/_config.yml", settings)
    warning = [("content/_config.yml", line, NO_URL, "warning")]
    assert printed(paper) == warning
    assert printed(paper) == warning  # nothing is read or planned
    paper.write("content/about.md", "---\ntitle: About\n---\nWho we were.\n")
    assert printed(paper) == warning
    assert paper.build("--strict").failed
    paper.write("content/_config.yml", f"url: https://test.example\n{settings.partition('url')[0]}")
    assert printed(paper) == []


def test_a_site_without_settings_is_told_where_they_belong(paper: Site) -> None:
    paper.remove("content/_config.yml")
    assert printed(paper) == [("content/_config.yml", 0, NO_URL, "warning")]


def test_a_new_site_says_nothing(tmp_path: Path) -> None:
    assert command("init", tmp_path / "new").returncode == 0
    done = command("build", "--strict", "-C", tmp_path / "new")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_preview_says_nothing(paper: Site) -> None:
    paper.write("content/_config.yml", "title: T\n")
    project = project_of(COMMAND.parse_args(["serve", "-C", str(paper.root)]))
    assert load_snapshot(project, SourceCache(), {}, paper.now).problems == []
