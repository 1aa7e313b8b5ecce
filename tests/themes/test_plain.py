"""A second theme, made from `docs/theme.md` alone: the demonstration newspaper in it has nothing of the default one."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest
from demonstration import CONTENT, NOW, ROOT, Demo
from optional import etree, feedparser, html

from generator.cli.arguments import parser
from generator.cli.commands import project_of
from generator.engine.build import build
from generator.engine.options import BuildOptions
from generator.model.report import Report
from generator.render.templates import Templates

PLAIN = Path(__file__).parent / "plain"
STORY = "2026/11/20/low-street-insurers-return"
SOURCE = "_posts/2026-11-20-low-street-insurers-return.md"
FRENCH = "2026/09/24/trente-deux-bretons-et-une-querelle-de-beurre"
# Of the default theme's templates only these are in use: no reader sees them.
MACHINES = {"atom.xml", "feed.json", "sitemap.xml", "news-sitemap.xml", "robots.txt", "manifest.webmanifest"}


class Paper:
    """The newspaper in the plain theme, which lies elsewhere."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.content = root / "content"
        self.site = root / "_site"
        told = ["build", "-C", str(root), "--now", NOW]
        told += ["--templates", str(PLAIN / "templates"), "--static", str(PLAIN / "static")]
        self.command = parser().parse_args(told)

    def build(self) -> Report:
        report = build(project_of(self.command), self.command.now, BuildOptions(jobs=1))
        assert [str(problem) for problem in report.problems] == []
        return report

    def read(self, name: str) -> str:
        return (self.site / name).read_text("utf-8")

    def pages(self) -> Iterator[tuple[str, str]]:
        for path in sorted(self.site.rglob("*.html")):
            yield path.relative_to(self.site).as_posix(), path.read_text("utf-8")


@pytest.fixture(scope="module")
def plain(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """Build it once. What the default theme's build knew is taken along: its pictures need not be made again."""
    root = tmp_path_factory.mktemp("plain")
    shutil.copytree(CONTENT, root / "content")
    for name in ("_site", ".newsprint"):
        shutil.copytree(demo.site.parent / name, root / name)
    paper = Paper(root)
    paper.build()
    return paper


def classes(text: str) -> set[str]:
    return {name for found in re.findall(r'class="([^"]*)"', text) for name in re.findall(r"[\w-]+", found)}


def test_no_page_has_anything_of_the_default_theme(plain: Paper) -> None:
    theirs = set().union(*(classes(path.read_text("utf-8")) for path in (ROOT / "templates").rglob("*.html")))
    assert {"masthead", "kicker", "card", "colophon"} <= theirs
    count = 0
    for name, text in plain.pages():
        assert not classes(text) & theirs, name
        assert "css/main." not in text, name
        assert "Skip to the news" not in text, name
        count += 1
    assert count > 100


def test_no_template_of_the_default_theme_is_reached_but_those_for_machines(plain: Paper) -> None:
    templates = Templates(project_of(plain.command), {})
    own = {name for name, path in templates.paths.items() if path.startswith(str(PLAIN))}
    filled = {name for name in templates.paths if "/" not in name}
    assert filled - own == {*MACHINES, "retracted.html"}  # which extends the theme's own page.html
    reached = set(own)
    for name in own:
        uses = templates.records[name].uses
        assert uses is not None
        reached |= set(uses)
    assert reached == own


def test_its_own_words_and_the_language_of_the_page(plain: Paper) -> None:
    assert "Everything we printed" in plain.read(f"{STORY}/index.html")
    french = plain.read(f"{FRENCH}/index.html")
    assert '<html lang="fr" dir="ltr">' in french
    assert "Tout ce que nous avons publié" in french
    assert re.search(r"24 septembre 2026, \d\d:\d\d", french)
    assert re.search(r"\n\d+ mots</p>", french)
    assert 'dir="rtl"' in plain.read("2026/04/08/samovar-at-95/index.html")


def test_every_link_of_a_page_leads_somewhere(plain: Paper) -> None:
    for name, text in plain.pages():
        tree = html.document_fromstring(text.encode())
        for link in map(str, tree.xpath("//a/@href | //link/@href | //img/@src")):
            path = unquote(re.sub("[?#].*", "", link))
            if path.startswith("/"):
                target = plain.site / path.removeprefix("/")
                assert (target / "index.html" if path.endswith("/") else target).is_file(), f"{name}: {link}"


def test_the_feeds_parse(plain: Paper) -> None:
    feed = feedparser.parse((plain.site / "feed.xml").read_bytes())
    assert not feed.bozo
    assert len(feed.entries) == 20
    assert feed.entries[0].keys() >= {"title", "link", "id", "published"}
    assert "summary" not in feed.entries[0]
    terms = list(plain.site.glob("tags/*/feed.xml"))
    assert len(terms) > 20
    assert not any(feedparser.parse(path.read_bytes()).bozo for path in terms)
    assert not feedparser.parse((plain.site / "atom.xml").read_bytes()).bozo
    assert len(msgspec.json.decode((plain.site / "feed.json").read_bytes())["items"]) == 20
    for path in plain.site.glob("*.xml"):
        etree.fromstring(path.read_bytes())


def test_a_second_build_writes_nothing_and_an_edit_one_page(plain: Paper) -> None:
    assert plain.build().written == []
    path = plain.content / SOURCE
    text = path.read_text("utf-8")
    path.write_text(f"{text}\nOne more word.\n", "utf-8")
    written = set(plain.build().written)
    path.write_text(text, "utf-8")
    # The feeds with whole texts are the default theme's; its own shows headlines.
    assert written == {f"{STORY}/index.html", "atom.xml", "feed.json"}
    assert set(plain.build().written) == written


def test_an_edit_of_an_old_story_writes_just_its_page(plain: Paper) -> None:
    path = plain.content / "_posts/2024-07-04-school-bees-win-national-honey-prize.md"
    text = path.read_text("utf-8")
    path.write_text(f"{text}\nOne more word.\n", "utf-8")
    written = plain.build().written
    path.write_text(text, "utf-8")
    assert written == ["2024/07/04/school-bees-win-national-honey-prize/index.html"]
    plain.build()


def test_a_new_story_leaves_old_pages_alone(plain: Paper) -> None:
    path = plain.content / "_posts/2026-11-21-the-tide-was-late.md"
    path.write_text("---\ntitle: Late\ndate: 2026-11-21 08:00:00 +0000\ntags: [tides]\n---\nIt was.\n", "utf-8")
    written = plain.build().written
    path.unlink()
    plain.build()
    assert {"index.html", "feed.xml", "2026/11/21/the-tide-was-late/index.html"} <= set(written)
    assert len(written) < 25
    assert "about/index.html" not in written
