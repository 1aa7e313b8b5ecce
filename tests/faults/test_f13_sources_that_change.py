"""A source that changes while the site is built, and changes back, is never published for good (F13).

The oracle: the next build of the sources as they were equals a clean one, byte for byte.
"""

import os
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from smallsite import COMMAND, CONFIG, Site, paper, tree

import generator.engine.workers
from generator.cli.commands import project_of
from generator.engine.build import build
from generator.engine.options import BuildOptions
from generator.model.digest import digest_bytes
from generator.model.report import Report
from generator.read.files.snapshot import take_snapshot

STORY = "content/_posts/2026-07-12-flood.md"
PICTURE = "content/assets/x.jpg"
OURS = re.compile(r"_site/|\.newsprint/")
Clean = Callable[[Site], dict[str, bytes]]


def picture(red: int, width: int = 700) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, 500), (red, 90, 60)).save(file, "JPEG")
    return file.getvalue()


def template(text: str) -> str:
    return f"<!doctype html><title>{{{{ page.title }}}}</title>{text}{{{{ content }}}}\n"


# Of each kind of source: its name, what it holds, and what it holds for a moment.
KINDS: dict[str, tuple[str, str | bytes, str | bytes]] = {
    "post": (STORY, "---\ntitle: Flood\n---\nThe river rose.\n", "---\ntitle: Flood\n---\nThe river fell.\n"),
    "front matter": (STORY, "---\ntitle: Flood\n---\nThe river.\n", "---\ntitle: Water\ntags: [x]\n---\nThe river.\n"),
    "page": ("content/about.md", "---\ntitle: About\n---\nUs.\n", "---\ntitle: About\n---\nYou.\n"),
    "no page any more": ("content/note.txt", "---\ntitle: Note\n---\nUs.\n", "Only a file.\n"),
    "a page for once": ("content/note.txt", "Only a file.\n", "---\ntitle: Note\n---\nUs.\n"),
    "data": ("content/_data/facts.yml", "facts: one\n", "facts: two\n"),
    "authors": ("content/_data/authors.yml", "Ada: {name: Ada Byron}\n", "Ada: {name: Ada King}\n"),
    "template": ("templates/post.html", template("one"), template("two")),
    "partial": ("templates/partials/sign.html", "one", "two"),
    "words": ("templates/words/fr.po", 'msgid "Latest"\nmsgstr "Du neuf"\n', 'msgid "Latest"\nmsgstr "Frais"\n'),
    "style": ("static/css/extra.css", "a { color: red }", "a { color: blue }"),
    "linked": ("static/css/part.css", "b { color: red }", "b { color: blue }"),
    "static": ("static/a.bin", b"one", b"two"),
    "copied": ("content/files/a.bin", b"one", b"two"),
    "placed picture": ("content/files/b.jpg", picture(10), picture(99)),
    "picture": (PICTURE, picture(20), picture(120, 900)),
    "logo": ("content/logo.png", picture(30, 90), picture(30, 60)),
    "drawn logo": ("content/logo.svg", "<svg width='9' height='9'/>", "<svg width='8' height='9'/>"),
    "icon": ("content/icon.png", picture(40, 600), picture(140, 600)),
    "own icon": ("static/icons/favicon.svg", "<svg><g/></svg>", "<svg><b/></svg>"),
}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Make a site that has something of every kind, and has never been built."""
    site = paper(tmp_path / "paper")
    for name, text, _ in KINDS.values():
        site.write(name, text)
    site.write("content/_posts/2026-07-15-shown.md", "---\ntitle: Shown\nimage: /assets/x.jpg\nlang: fr\n---\nSee.\n")
    site.write("templates/post.html", template("one{% include 'partials/sign.html' %}{{ site.data.facts }}"))
    site.write("static/css/whole.css", "@import 'part.css';")
    return site


def logo(site: Site, kind: str) -> None:
    """Name the picture in the settings that this kind is about."""
    lines = {"logo": "logo: logo.png", "drawn logo": "logo: logo.svg", "icon": "icon: icon.png"}
    site.write("content/_config.yml", CONFIG + f"theme: {{{lines[kind]}}}\n" if kind in lines else CONFIG)


def built(site: Site, jobs: int = 1, **hooks: Callable[..., None]) -> Report:
    told = COMMAND.parse_args(["build", "-C", str(site.root)])
    return build(project_of(told), site.now, BuildOptions(jobs=jobs, **hooks))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def clean() -> Clean:
    """Build the sources as they are from nothing; the same ones only once for all tests."""
    known: dict[str, dict[str, bytes]] = {}

    def build_clean(site: Site) -> dict[str, bytes]:
        key = repr({name: digest_bytes(data) for name, data in tree(site.root).items() if not OURS.match(name)})
        if key not in known:
            known[key] = site.clean_tree()
        return known[key]

    return build_clean


def settle(site: Site, clean: Clean) -> None:
    """Build; the result must be a clean build's."""
    assert not site.build().failed
    assert site.tree() == clean(site)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_f13_a_change_during_the_build_that_is_taken_back_afterwards(
    site: Site, clean: Clean, kind: str, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generator.engine.workers, "MIN_ITEMS", 1)
    logo(site, kind)
    name, _, other = KINDS[kind]
    usual = site.path(name).read_bytes()
    other = usual.replace(b"one", b"two") if kind == "template" else other

    def change() -> None:
        site.write(name, other)

    assert not built(site, jobs, has_read=change).failed
    if kind not in ("data", "authors"):  # which are read only once
        assert site.tree() == clean(site)  # what was published is what lies there now
    site.write(name, usual)
    settle(site, clean)


@pytest.mark.parametrize("kind", KINDS)
def test_f13_a_change_that_is_taken_back_before_the_build_ends(site: Site, clean: Clean, kind: str) -> None:
    """Only what was rendered in between saw it: not the reading, and nobody who looks once all is rendered."""
    logo(site, kind)
    name, _, other = KINDS[kind]
    usual = site.path(name).read_bytes()
    other = usual.replace(b"one", b"two") if kind == "template" else other
    attempts: list[int] = []

    def change() -> None:
        attempts.append(1)
        if len(attempts) == 1:
            site.write(name, other)

    def take_back(stage: str, done: int, total: int, share: float | None = None) -> None:  # noqa: ARG001 (what hears of progress)
        if (stage, done) == ("render", total):
            site.write(name, usual)

    assert not built(site, has_read=change, progress=take_back).failed
    assert len(attempts) <= 2
    assert site.tree() == clean(site)
    settle(site, clean)


@pytest.mark.parametrize("kind", ["post", "template", "copied", "picture", "style"])
def test_f13_a_source_that_never_rests_is_reported_and_nothing_published(site: Site, clean: Clean, kind: str) -> None:
    site.build()
    before = site.tree()
    name = KINDS[kind][0]
    usual = site.path(name).read_bytes()
    versions = [usual.replace(b"one", f"{number}".encode()) + b"\n" * number for number in range(1, 10)]
    if kind == "picture":
        versions = [picture(50 + number) for number in range(9)]
    attempts: list[int] = []

    def change() -> None:
        attempts.append(1)
        site.write(name, versions[len(attempts)])

    site.write(name, versions[0])
    report = built(site, has_read=change)
    assert len(attempts) == 3
    (problem,) = report.problems
    assert (problem.file, problem.message) == (name, "this file changed while the site was built")
    assert problem.hint == "Nothing was published. Build again when nobody is writing to it."
    assert site.tree() == before
    site.write(name, usual)
    settle(site, clean)


def test_f13_what_was_rendered_before_the_change_is_not_rendered_again(site: Site, clean: Clean) -> None:
    made: list[int] = []
    changed: list[int] = []

    def change() -> None:
        if not changed:
            changed.append(1)
            site.edit(STORY, "river", "brook")

    def heard(stage: str, _: int, total: int, share: float | None = None) -> None:  # noqa: ARG001 (what hears of progress)
        if stage == "render":
            made.append(total)

    assert not built(site, has_read=change, progress=heard).failed
    assert changed
    assert made[-1] < made[0] / 4
    settle(site, clean)


@pytest.mark.parametrize("kind", ["post", "page", "copied", "picture", "static", "data", "template"])
def test_f13_a_source_that_goes_during_the_build(site: Site, clean: Clean, kind: str) -> None:
    name = KINDS[kind][0]
    usual = site.path(name).read_bytes()
    report = built(site, has_read=lambda: site.path(name).unlink(missing_ok=True))
    assert report.failed == (kind == "picture")  # which a story asks for
    site.write(name, usual)
    settle(site, clean)


def test_f13_a_folder_that_is_swapped_for_another_while_it_is_read(
    site: Site, clean: Clean, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files keep their stamps: only what was opened tells that it was another one."""
    site.build()
    there, away = site.path("content/_posts"), site.root / "away"
    other = site.root / "other"
    other.mkdir()
    for path in there.iterdir():
        (other / path.name).write_text(path.read_text("utf-8").replace("river", "brook"), "utf-8")
        os.utime(path, (1_700_000_000, 1_700_000_000))
    survey = take_snapshot

    def swapped(*told: object) -> object:
        found = survey(*told)  # type: ignore[arg-type]
        there.rename(away)
        other.rename(there)
        return found

    def swap_back() -> None:
        if away.exists():
            there.rename(other)
            away.rename(there)

    with monkeypatch.context() as patch:
        patch.setattr("generator.engine.build.take_snapshot", swapped)
        built(site, has_read=swap_back)
    swap_back()
    settle(site, clean)
