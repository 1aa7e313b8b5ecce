"""Static files: under hashed names, style sheets minified, and only what changed is read and written."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smallsite import Site

from generator.model.cache_records import SourceCache
from generator.model.library import Asset
from generator.model.settings import Project, Settings
from generator.read.files.snapshot import take_snapshot
from generator.read.media.static import read_static

NAMED = re.compile(r"static/(.*)[.][0-9a-f]{8}([.]\w+)?")


def named(site: Site, key: str) -> str:
    """Return the one published path of a static file."""
    stem, dot, ending = key.rpartition(".")
    found = [path for path in site.tree() if re.fullmatch(rf"static/{stem}[.][0-9a-f]{{8}}{dot}{ending}", path)]
    assert len(found) == 1, (key, found)
    return found[0]


def test_every_static_file_has_its_digest_in_its_name_and_every_link_to_it(paper: Site) -> None:
    paper.write("static/js/a.min.js", "let a = 1 // kept as it is\n")
    paper.build()
    tree = paper.tree()
    assert all(NAMED.fullmatch(path) for path in tree if path.startswith("static/"))
    assert paper.read(named(paper, "js/a.min.js")) == "let a = 1 // kept as it is\n"
    pages = [text.decode() for path, text in tree.items() if path.endswith(".html")]
    links = {link for page in pages for link in re.findall(r'(?:href|src)="/(static/[^"]+)"', page)}
    assert named(paper, "css/main.css") in links
    assert links <= tree.keys()


def test_an_edited_style_sheet_has_a_new_name_and_the_old_one_goes(paper: Site) -> None:
    paper.write("static/css/main.css", "a { color: red }")
    paper.build()
    old = named(paper, "css/main.css")
    assert paper.build().written == []
    paper.write("static/css/main.css", "a { color: blue }")
    report = paper.build()
    new = named(paper, "css/main.css")
    assert new != old
    assert report.removed == [old]
    assert f'href="/{new}"' in paper.read("about/index.html")
    assert "feed.xml" not in report.written
    assert paper.tree() == paper.clean_tree()


def test_a_static_file_that_changes_rewrites_the_pages_that_look_at_it(paper: Site) -> None:
    paper.write("templates/page.html", "<a href=\"{{ asset('a.pdf') }}\">{{ content }}</a>")
    paper.write("static/a.pdf", "one")
    paper.build()
    paper.write("static/a.pdf", "two")
    assert paper.build().written == sorted(["about/index.html", named(paper, "a.pdf")])
    paper.write("static/unseen.pdf", "nobody links here")
    assert paper.build().written == [named(paper, "unseen.pdf")]
    assert paper.tree() == paper.clean_tree()


def test_links_of_a_style_sheet_lead_to_hashed_names(site: Site) -> None:
    site.edit("content/_config.yml", "title:", "baseurl: /news\ntitle:")
    site.write("static/fonts/a b(1).woff2", "font")
    site.write("static/img/x.svg", "<svg/>")
    site.write("static/css/more.css", "b { background: url(../img/x.svg#part) }")
    site.write(
        "static/css/own.css",
        '@import url("more.css") screen;\n@font-face { src: url("../fonts/a%20b(1).woff2?v=1") }\n'
        "a { background: url(data:image/png;base64,AAAA), url(#f), url(https://x.example/y.png), url(/assets/z.png) }\n"
        "b { background: url( '/news/static/img/x.svg' ); content: 'url(../img/x.svg)' } /* url(../img/x.svg) */\n",
    )
    assert site.build().problems == []
    own = site.read(named(site, "css/own.css"))
    names = {key: named(site, key).rpartition("/")[2] for key in ("css/more.css", "img/x.svg")}
    font = next(path for path in site.tree() if path.startswith("static/fonts/a b(1).")).rpartition("/")[2]
    assert f'@import url("{names["css/more.css"]}") screen' in own
    assert f'url("../fonts/{font.replace(" ", "%20").replace("(", "%28").replace(")", "%29")}?v=1")' in own
    assert "url(data:image/png;base64,AAAA),url(#f),url(https://x.example/y.png),url(/assets/z.png)" in own
    assert f'url("/news/static/img/{names["img/x.svg"]}")' in own
    assert "'url(../img/x.svg)'" in own
    assert f'url("../img/{names["img/x.svg"]}#part")' in site.read(named(site, "css/more.css"))


def test_a_changed_picture_renames_every_style_sheet_that_leads_to_it(site: Site) -> None:
    site.write("static/x.png", "one")
    site.write("static/far.css", "b { background: url(x.png) }")
    site.write("static/near.css", "@import 'far.css';")
    site.write("static/other.css", "c { color: red }")
    site.build()
    before = {key: named(site, key) for key in ("x.png", "far.css", "near.css", "other.css")}
    site.write("static/x.png", "two")
    report = site.build()
    assert set(report.removed) == {before["x.png"], before["far.css"], before["near.css"]}
    assert named(site, "other.css") == before["other.css"]
    assert named(site, "far.css").removeprefix("static/") in site.read(named(site, "near.css"))
    assert site.tree() == site.clean_tree()


def test_style_sheets_that_import_one_another_do_not_hang(site: Site) -> None:
    site.write("static/a.css", "@import 'b.css'; a { color: red }")
    site.write("static/b.css", "@import 'a.css'; @import 'b.css';")
    site.build()
    before = named(site, "b.css")
    site.edit("static/a.css", "red", "blue")
    site.build()
    assert named(site, "b.css") != before
    assert named(site, "b.css").removeprefix("static/") in site.read(named(site, "a.css"))
    assert site.tree() == site.clean_tree()


def test_a_link_that_names_no_file_is_a_warning_at_its_line(site: Site) -> None:
    site.write("static/a.css", "a { color: red }\n\nb { background: url(img/none.png) }\n")
    for report in (site.build(), site.build()):
        (problem,) = report.problems
        assert (problem.file, problem.line, problem.severity) == ("static/a.css", 3, "warning")
        assert problem.message == 'there is no file "img/none.png"'
    assert "url(img/none.png)" in site.read(named(site, "a.css"))
    site.write("static/img/none.png", "here it is")
    assert site.build().problems == []
    assert "url(img/none.png)" not in site.read(named(site, "a.css"))
    assert site.tree() == site.clean_tree()


def test_the_sites_own_file_goes_before_the_themes_under_the_links_of_both(site: Site) -> None:
    site.write("static/icons/favicon.svg", "<svg><!-- ours --></svg>")
    site.build()
    assert site.read(named(site, "icons/favicon.svg")) == "<svg><!-- ours --></svg>"


def test_asset_of_a_missing_file_names_those_like_it(paper: Site) -> None:
    paper.write("templates/page.html", "\n{{ asset('css/mian.css') }}")
    (problem,) = paper.build().problems
    assert (problem.file, problem.line) == ("templates/page.html", 2)
    assert problem.message.startswith('there is no file "css/mian.css" in static/: there is css/main.css')


def test_a_file_of_the_content_folder_keeps_its_name(paper: Site) -> None:
    paper.write("content/static/a.css", "a { color: red }")
    paper.build()
    assert paper.read("static/a.css") == "a { color: red }"


def test_a_drawing_of_the_static_folder_can_illustrate_a_story(paper: Site) -> None:
    paper.write("static/img/map.svg", "<svg/>")
    paper.post("2026-07-20-map.md", title="Map", image="/static/img/map.svg")
    assert paper.build().problems == []
    assert f"/{named(paper, 'img/map.svg')}" in paper.read("2026/07/20/map/index.html")


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbfa { b: c }", b"a { content: '\xe9' }", b"", b"a { b: url(", b"\x00{"])
def test_no_bytes_stop_the_build(site: Site, raw: bytes) -> None:
    site.write("static/odd.css", raw)
    assert site.build().problems == []
    assert site.build().written == []


def room(root: Path) -> Project:
    return Project(
        root, root / "content", (root / "templates",), (root / "static",), root / "_site", root / ".newsprint"
    )


def read(root: Path, known: SourceCache) -> tuple[dict[str, Asset], SourceCache]:
    assets, records, problems = read_static(take_snapshot(room(root), Settings()), known)
    assert problems == []
    return {asset.key: asset for asset in assets}, msgspec.structs.replace(
        known, records={record.name: record for record in records}
    )


def test_an_unchanged_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(tmp_path / "s")
    for name in ("a.css", "b.png"):
        site.write(f"static/{name}", "@import 'b.png';")
    monkeypatch.setattr("time.time_ns", lambda: 2**62)  # long after: the files are settled
    first, known = read(site.root, SourceCache())

    def refuse(*_: object) -> str:
        raise AssertionError

    monkeypatch.setattr("generator.read.media.static.digest_opened", refuse)
    monkeypatch.setattr("generator.read.media.static.digest_bytes", refuse)
    assert read(site.root, known)[0] == first


KEYS = ("a.css", "b.css", "c/d.css", "e.png")
LINKS = st.lists(st.sampled_from(KEYS), max_size=3)


@settings(deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(KEYS, LINKS)), st.sampled_from(KEYS))
def test_a_name_changes_just_when_something_that_is_led_to_does(graph: dict[str, list[str]], changed: str) -> None:
    graph["e.png"] = []
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for key, targets in graph.items():
            path = root / "static" / key
            path.parent.mkdir(parents=True, exist_ok=True)
            up = "../" * key.count("/")
            path.write_text("".join(f"@import '{up}{target}';\n" for target in targets))
        before, _ = read(root, SourceCache())
        with (root / "static" / changed).open("a") as file:
            file.write("/* x */")
        after, _ = read(root, SourceCache())
    for key in KEYS:
        assert (before[key].path != after[key].path) == leads(graph, key, changed)


def leads(graph: dict[str, list[str]], start: str, end: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        new = set(graph[waiting.pop()]) - seen
        seen |= new
        waiting += new
    return end in seen
