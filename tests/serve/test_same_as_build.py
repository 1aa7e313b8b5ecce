"""What the preview answers is what a build writes, byte for byte, but for the script; and so is what it advances to."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

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
from generator.plan import KINDS
from generator.plan.kind import Kind
from generator.serve.advance import advanced, differences
from generator.serve.snapshot import load_snapshot, reload_snapshot

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
        "expires": st.just("2026-11-22 12:00:00 +0000"),
        "retracted": st.just("wrong"),
        "guid": st.sampled_from(["one", "two"]),
        "lang": st.sampled_from(["de", "en"]),
    },
)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["write", "write", "tell", "remove", "rename", "page", "wait"]),
        st.integers(0, 7),
        FRONTS,
        TEXTS,
    ),
    min_size=1,
    max_size=8,
)


class Newsroom:
    """A small site, and the preview's snapshot of it, which is advanced and compared with one of a whole reading."""

    def __init__(self, root: Path, settings: str) -> None:
        self.site = Site(root)
        self.site.write("content/assets/a.jpg", (ROOT / "docs/front.jpg").read_bytes())
        self.site.edit("content/_config.yml", "title:", f"{settings}\ntitle:")
        self.names = [f"content/_posts/2026-07-{number + 10}-story-{number}.md" for number in range(8)]
        self.project = project_of(parser().parse_args(["serve", "-C", str(root)]))
        self.now = NOW
        self.advanced = 0

    def begin(self) -> None:
        self.snapshot = load_snapshot(self.project, SourceCache(), {}, self.now)

    def write(self, number: int, front: Mapping[str, Any], text: str) -> Path:
        return self.site.post(Path(self.names[number]).name, text, **front)

    def edit(self, what: str, number: int, front: Mapping[str, Any], text: str) -> None:
        path = self.site.path(self.names[number])
        paths = [path]
        if what == "wait":
            self.now, paths = self.now + timedelta(hours=30), []
        elif what == "page":
            self.site.write("content/about.md", f"---\ntitle: {json.dumps(front['title'])}\n---\n{text}")
            paths = [self.site.path("content/about.md")]
        elif what == "remove" or (what == "rename" and not path.exists()):
            path.unlink(missing_ok=True)
        elif what == "rename":
            paths.append(path.rename(path.with_name(f"2026-07-09-other-{number}.md")))
        elif what == "tell" and path.exists():
            path.write_text(path.read_text("utf-8") + text, "utf-8")
        else:
            self.write(number, front, text)
        self.follow([*paths, path.with_name(".x.swp"), path.with_name("4913")])

    def follow(self, paths: list[Path]) -> None:
        fresh = reload_snapshot(self.snapshot, self.project, self.now)
        found = advanced(self.snapshot, self.project, paths, self.now)
        if found is not None:
            self.advanced += 1
            assert [*differences(found, fresh)] == []
            assert found.delta is not None or found.library is self.snapshot.library
        self.snapshot = found or fresh


@settings(max_examples=int(os.environ.get("ADVANCES", "60")), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    start=st.lists(st.tuples(FRONTS, TEXTS), min_size=3, max_size=6),
    edits=EDITS,
    told=st.sampled_from(["paginate: 2", "numbering: newest", "images: {missing: warn, cards: true}", "lang: en"]),
)
def test_the_preview_advances_to_what_a_whole_reading_finds(
    start: list[tuple[dict[str, Any], str]], edits: list[tuple[str, int, dict[str, Any], str]], told: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        room = Newsroom(Path(folder) / "paper", told)
        for number, (front, text) in enumerate(start):
            room.write(number, front, text)
        room.begin()
        for edit in edits:
            room.edit(*edit)


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    made = Newsroom(tmp_path / "paper", "lang: en")
    for number in range(5):
        made.write(number, {"title": f"Flood {number}", "tags": ["river"]}, "First.\n")
    made.begin()
    return made


FLOOD = {"title": "Flood 2", "tags": ["river"]}


@pytest.mark.parametrize(
    "edit",
    [
        ("tell", 2, FLOOD, "More.\n"),
        ("write", 2, {"title": "Another", "tags": ["river"]}, "First.\n"),
        ("write", 2, {"title": "Flood 2", "tags": ["lake"]}, "First.\n"),
        ("write", 2, {"title": "Flood 2", "date": "2026-07-01 10:00:00 +0000"}, "First.\n"),
        ("write", 2, {"title": "Flood 2", "image": "/assets/a.jpg"}, "![A](/assets/a.jpg)\n"),
        ("write", 2, {"title": "Flood 2", "retracted": "It was wrong."}, "First.\n"),
        ("write", 6, {"title": "New", "tags": ["river"]}, "First.\n"),
        ("remove", 2, FLOOD, ""),
        ("rename", 2, FLOOD, ""),
    ],
    ids=["text", "headline", "tag", "date", "image", "retracted", "added", "removed", "renamed"],
)
def test_an_edit_of_a_story_is_advanced_not_read_anew(
    room: Newsroom, edit: tuple[str, int, dict[str, Any], str]
) -> None:
    before = room.snapshot
    room.edit(*edit)
    assert room.advanced == 1
    assert [*differences(before, room.snapshot)] != []


def test_a_held_story_comes_out_and_an_expired_one_goes(room: Newsroom) -> None:
    room.edit("write", 5, {"title": "Held", "date": "2026-11-22 10:00:00 +0000"}, "First.\n")
    room.edit("write", 6, {"title": "Short", "expires": "2026-11-22 11:00:00 +0000"}, "First.\n")
    assert len(room.snapshot.library.stories) == 6
    room.edit("wait", 0, {}, "")
    assert room.advanced == 3
    assert "Held" in {teaser.title for teaser in room.snapshot.library.teasers}
    assert "Short" not in {teaser.title for teaser in room.snapshot.library.teasers}
    assert room.snapshot.next_change is None


def test_of_two_names_for_one_file_both_are_read_anew(room: Newsroom) -> None:
    other = room.site.path("content/_posts/2026-07-30-again.md")
    other.symlink_to(room.site.path(room.names[0]))
    room.follow([other])
    room.edit("tell", 0, FLOOD, "More.\n")
    assert room.advanced == 0


def test_a_template_is_advanced(room: Newsroom) -> None:
    path = room.site.write("templates/post.html", "one {{ content }}")
    room.follow([path])
    before = room.snapshot
    path.write_text("two {{ content }}")
    room.follow([path])
    assert room.advanced == 2
    assert room.snapshot.templates.look("template:post.html") != before.templates.look("template:post.html")


def test_the_audit_finds_what_is_planned_wrongly(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSPRINT_AUDIT", "1")
    room.edit("tell", 2, FLOOD, "More.\n")
    story = KINDS["story"]
    monkeypatch.setitem(KINDS, "story", Kind(story.keys, story.outputs, story.every))  # touches nothing
    with pytest.raises(AssertionError, match="story-2"):
        room.edit("tell", 2, FLOOD, "More.\n")
