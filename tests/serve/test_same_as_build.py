"""What the preview answers is what a build writes, byte for byte, but for the script; and so is what it amends."""

import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serve.running import ROOT, serving
from smallsite import NOW, Site, paper, tree
from text.test_image_markup import jpeg

from generator.cli.arguments import parser
from generator.cli.commands import project_of
from generator.engine.build import build
from generator.engine.options import BuildOptions
from generator.model.cache_records import SourceCache
from generator.model.settings import Project
from generator.serve.amend import amended
from generator.serve.snapshot import SiteSnapshot, load_snapshot, reload_snapshot

CLOCK = "2026-11-21T12:00:00Z"


def answers_as_built(root: Path, baseurl: str) -> int:
    """Compare every file of a built site with what the preview answers; return how many there are."""
    told = parser().parse_args(["build", "-C", str(root)])
    now = datetime.fromisoformat(CLOCK)
    report = build(project_of(told), now, BuildOptions())
    assert not report.failed
    files = {name: data for name, data in tree(root / "_site").items() if not name.startswith(".newsprint")}
    shutil.rmtree(root / "_site")  # nothing of this may be what is answered
    with serving(root, "--now", CLOCK) as server:
        for name, data in files.items():
            got = server.ask(f"{baseurl}/{quote(name)}")
            assert (name, got.status) == (name, 200)
            assert (name, got.page) == (name, data)
            if name == "index.html" or name.endswith("/index.html"):
                folder = server.ask(f"{baseurl}/{quote(name.removesuffix('index.html'))}")
                assert folder.body == got.body
        nowhere = server.ask(f"{baseurl}/no/such/page")
        assert nowhere.status == 404
        assert nowhere.page.startswith(files["404.html"])
    assert not (root / "_site").exists()
    return len(files)


def demonstration(root: Path) -> Path:
    shutil.copytree(ROOT / "content", root / "content", ignore=shutil.ignore_patterns("_pictures"))
    return root


def test_the_demonstration_newspaper_is_answered_as_it_is_built(tmp_path: Path) -> None:
    assert answers_as_built(demonstration(tmp_path / "demo"), "") > 200


def test_so_is_a_site_below_a_folder(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.write(
        "content/_config.yml", "title: T\nurl: https://t.example\nbaseurl: /the paper\n".replace(" paper", "-paper")
    )
    site.edit("content/_config.yml", "title:", "images: {hero: [60, 90], thumbnail: 30}\ntitle:")
    site.write("content/assets/a.jpg", jpeg(100, 80))
    site.post("2026-07-20-boat.md", "![A](/assets/a.jpg)\n", title="Boat", image="/assets/a.jpg", tags=["rain"])
    site.write("content/plain.html", "<p>No front matter.</p>\n")
    site.write("content/ünï & more.txt", "words")
    assert answers_as_built(site.root, "/the-paper") > 20
    with serving(site.root) as server:
        for path in ("/", "/the-paper"):
            assert (server.ask(path).status, server.ask(path).headers["Location"]) == (307, "/the-paper/")
        assert server.ask("/about/").status == 404


def prints(edition: SiteSnapshot) -> dict[str, Any]:
    """Return all that decides what a browser is shown: the views of the library, and what each output shows."""
    outputs = {path: (output.recipe.digest, output.source) for path, output in edition.outputs.items()}
    library = edition.library
    shelves = {
        f"{kind}/{slug}": [teaser.digest for teaser in term.posts]
        for kind, terms in library.terms.items()
        for slug, term in terms.items()
    }
    return {
        "outputs": outputs,
        "templates": edition.templates.digest_of_all,
        "library": library.digest,
        "shelves": shelves,
        "teasers": [teaser.digest for teaser in library.teasers],
        "recent": [teaser.digest for teaser in library.recent],
        "records": {
            name: msgspec.structs.replace(one, stamp=(0, 0, 0, 0)) for name, one in edition.sources.records.items()
        },
        "problems": [str(problem) for problem in edition.problems],
    }


TITLES = st.sampled_from(["Flood", "Rain & wind", "<b>Bold</b>", "Élan", ""])
TEXTS = st.sampled_from(
    ["One line.\n", "First.\n\nSecond *one*.\n", "", "![A](/assets/a.jpg)\n\nMore.\n", "Words " * 90 + "\n"]
)
FRONTS = st.fixed_dictionaries(
    {"title": TITLES},
    optional={
        "date": st.sampled_from(["2026-07-12 09:30:00 +0000", "2026-11-21 10:00:00 +0000", "2027-01-01"]),
        "tags": st.lists(st.sampled_from(["rain", "Rain", "river"]), max_size=2),
        "categories": st.just(["News"]),
        "author": st.sampled_from(["Ada", "Ben"]),
        "description": st.sampled_from(["Short.", "Long."]),
        "subtitle": st.just("Under it"),
        "excerpt": st.just("Said before."),
        "redirect_from": st.just(["/old/"]),
        "published": st.booleans(),
        "pin": st.booleans(),
        "layout": st.sampled_from(["post", "page", "none such"]),
        "series": st.just("Floods"),
        "permalink": st.sampled_from(["/x/", "/y/:title/"]),
        "image": st.sampled_from(["/assets/a.jpg", "https://example.org/b.jpg"]),
        "sitemap": st.booleans(),
        "lang": st.sampled_from(["de", "en"]),
    },
)
EDITS = st.lists(st.tuples(st.integers(0, 5), FRONTS, TEXTS, st.booleans()), min_size=1, max_size=4)


@settings(max_examples=int(os.environ.get("AMENDS", "60")), deadline=None, suppress_health_check=list(HealthCheck))
@given(start=st.lists(st.tuples(FRONTS, TEXTS), min_size=3, max_size=6), edits=EDITS)
def test_what_is_amended_is_as_if_it_were_read_anew(
    start: list[tuple[dict[str, Any], str]], edits: list[tuple[int, dict[str, Any], str, bool]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder) / "paper")
        site.write("content/assets/a.jpg", (ROOT / "docs/front.jpg").read_bytes())
        names = [f"2026-07-{number + 10}-story-{number}.md" for number in range(len(start))]
        for name, (front, text) in zip(names, start, strict=True):
            site.post(name, text, **front)
        project = project_of(parser().parse_args(["serve", "-C", str(site.root)]))
        edition = load_snapshot(project, SourceCache(), {}, NOW)
        for number, front, text, keeps in edits:
            place = number % len(names)
            was = start[place][0]
            now = {**was, "title": front["title"], "description": front.get("description", "")} if keeps else front
            path = site.post(names[place], text, **now)
            edition = amended_alike(edition, project, path)


def amended_alike(edition: SiteSnapshot, project: Project, path: Path) -> SiteSnapshot:
    fresh = reload_snapshot(edition, project, NOW)
    found = amended(edition, project, [path, path.with_name(".x.swp"), path.with_name("4913")])
    if found is None:
        return fresh
    assert prints(found) == prints(fresh)
    return found


@pytest.mark.parametrize(("old", "new"), [("First.", "Other."), ('"Flood 2"', '"Another flood"')])
def test_a_headline_or_a_text_is_amended_not_read_anew(tmp_path: Path, old: str, new: str) -> None:
    site = paper(tmp_path / "paper")
    flood = site.post("2026-07-13-flood-2.md", "First.\n\nMore.\n", title="Flood 2")
    project = project_of(parser().parse_args(["serve", "-C", str(site.root)]))
    edition = load_snapshot(project, SourceCache(), {}, NOW)
    site.edit("content/_posts/2026-07-13-flood-2.md", old, new)
    found = amended(edition, project, [flood])
    assert found is not None
    assert prints(found) == prints(load_snapshot(project, SourceCache(), {}, NOW))
    assert prints(found)["outputs"] != prints(edition)["outputs"]


def test_of_two_names_for_one_file_both_are_read_anew(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    path = site.path("content/_posts/2026-07-12-flood.md")
    site.path("content/_posts/2026-07-13-again.md").symlink_to(path)
    project = project_of(parser().parse_args(["serve", "-C", str(site.root)]))
    edition = load_snapshot(project, SourceCache(), {}, NOW)
    site.edit("content/_posts/2026-07-12-flood.md", "river", "lake")
    assert amended(edition, project, [path]) is None


def test_a_template_is_amended(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    path = site.write("templates/post.html", "one {{ content }}")
    project = project_of(parser().parse_args(["serve", "-C", str(site.root)]))
    edition = load_snapshot(project, SourceCache(), {}, NOW)
    path.write_text("two {{ content }}")
    found = amended(edition, project, [path])
    assert found is not None
    assert prints(found) == prints(load_snapshot(project, SourceCache(), {}, NOW))
    assert found.templates.look("template:post.html") != edition.templates.look("template:post.html")
