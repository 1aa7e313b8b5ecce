"""A small site in a folder: edit it, build it, look at what was rewritten."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from compiling import afresh

from generator.cli.arguments import parser
from generator.cli.commands import project_of
from generator.engine.build import build
from generator.engine.options import BuildOptions
from generator.model.report import Report

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
COMMAND = parser()
NO_URL = "the site has no url: its feeds, its sitemap and what it tells search engines hold no whole addresses"
CONFIG = "title: The Test\nurl: https://test.example\npermalink: pretty\n"


class Site:
    """A site below `root`, its clock, and its last report."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.now = NOW
        root.mkdir(parents=True, exist_ok=True)
        self.write("content/_config.yml", CONFIG)

    def path(self, name: str) -> Path:
        return self.root / name

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def post(self, name: str, body: str = "Some words.\n", **front: object) -> Path:
        """Write a post; keyword arguments are its front matter, as JSON values."""
        head = "".join(f"{key}: {msgspec.json.encode(value).decode()}\n" for key, value in front.items())
        return self.write(f"content/_posts/{name}", f"---\n{head}---\n{body}")

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.path(name)
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def remove(self, name: str) -> None:
        path = self.path(name)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()

    def build(self, *arguments: str, jobs: int = 1, now: datetime | None = None) -> Report:
        told = COMMAND.parse_args(["build", "-C", str(self.root), *arguments])
        how = BuildOptions(
            clean=told.clean,
            strict=told.strict,
            jobs=told.jobs or jobs,
            take_over=told.take_over,
            reasons=told.verbose,
        )
        return build(project_of(told), now or told.now or self.now, how)

    def read(self, name: str) -> str:
        """Return the text of a file of the finished site."""
        return self.path(f"_site/{name}").read_text("utf-8")

    def tree(self, folder: str = "_site") -> dict[str, bytes]:
        """Return every file of the finished site with its bytes."""
        return tree(self.path(folder))

    def clean_tree(self, jobs: int = 1) -> dict[str, bytes]:
        """Return what a build from nothing makes of the sources as they are now."""
        other = self.root.parent / f"{self.root.name}-clean"
        shutil.rmtree(other, ignore_errors=True)
        shutil.copytree(self.root, other, ignore=shutil.ignore_patterns("_site", ".newsprint"), symlinks=True)
        twin = Site.__new__(Site)
        twin.root, twin.now = other, self.now
        with afresh():
            twin.build(jobs=jobs)
        return twin.tree()


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    if not folder.is_dir():
        return {}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def paper(root: Path) -> Site:
    """Make a site with a few stories of different kinds."""
    site = Site(root)
    for name, front in STORIES:
        site.post(name, f"The river rose at {front['title']}.\n\nMore of it.\n", **front)
    site.write("content/about.md", "---\ntitle: About\n---\nWho we are.\n")
    return site


STORIES: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "2026-07-10-rain.md",
        {
            "title": "Rain",
            "date": "2026-07-10 08:00:00 +0000",
            "categories": ["Weather"],
            "tags": ["rain"],
            "author": "Ada",
        },
    ),
    (
        "2026-07-12-flood.md",
        {
            "title": "Flood",
            "date": "2026-07-12 09:30:00 +0000",
            "categories": ["News"],
            "tags": ["rain", "river"],
            "author": "Ada",
        },
    ),
    (
        "2026-07-14-cup.md",
        {
            "title": "Cup",
            "date": "2026-07-14 20:00:00 +0000",
            "categories": ["Sport"],
            "tags": ["football"],
            "author": "Ben",
        },
    ),
)
