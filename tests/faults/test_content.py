"""C01 to C26: what writers get wrong in a story, and what the command says of it."""

import itertools
import json
import shutil
import time
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest
from broken import BAD, BAD_PAGE, Page, broken, built, printed, refused, warned
from smallsite import Site

from generator.read.story.stubs import is_blank
from generator.text.typography import set_line, style_of

HOSTILE = (
    "\"'></title></script></style><!--<script>alert(1)</script><img src=x onerror=alert(1)>]]>{{ site.title }}&amp;"
)
SHOWN = set_line(HOSTILE, style_of("en", {}))  # as a headline is set
CLEAN = "---\ntitle: Caf\u00e9\ntags: [a, b]\n---\nOne paragraph.\n\nAnother, with a  \nbreak.\n\n    code\n"


def front(*lines: str) -> str:
    """Return a story whose front matter has these lines."""
    return "\n".join(("---", *lines, "---", "The body.", ""))


@pytest.mark.parametrize("rest", ["Body.\n", "\nBody: more.\n"])
def test_c01_front_matter_never_closed(paper: Site, rest: str) -> None:
    said = """\
content/_posts/2026-07-20-bad.md:1:1  this front matter is never closed
    1 | ---
        ^
  Write a line that is only "---" where it ends."""
    assert broken(paper, "---\ntitle: Never closed\n" + rest) == said


def test_c02_unquoted_colons(paper: Site) -> None:
    said = """\
content/_posts/2026-07-20-bad.md:2:9  the value of "title" has a colon in it, so it needs quotes
    2 | title: a: b: c
                ^
  Write title: "a: b: c\""""
    assert broken(paper, front("title: a: b: c")) == said


def test_c03_tab_for_indentation(paper: Site) -> None:
    said = """\
content/_posts/2026-07-20-bad.md:4:1  a tab where only spaces may stand
    4 |  path: assets/x.jpg
        ^
  Indent with spaces."""
    assert broken(paper, front("title: Tab", "image:", "\tpath: assets/x.jpg")) == said


def test_c04_a_key_twice(paper: Site) -> None:
    said = """\
content/_posts/2026-07-20-bad.md:4:1  "title" stands twice, first on line 2
    4 | title: Second
        ^
  Keep one of the two."""
    assert broken(paper, front("title: First", "tags: [a]", "title: Second")) == said


def test_c05_impossible_date(paper: Site) -> None:
    said = """\
content/_posts/2026-07-20-bad.md:3:7  date: 2026-02-30 does not exist: February 2026 has 28 days
    3 | date: 2026-02-30
              ^
  Write it as 2026-07-12 or 2026-07-12 09:30:00 +0200."""
    assert broken(paper, front("title: Late", "date: 2026-02-30")) == said


def test_c05_impossible_date_in_a_file_name(paper: Site) -> None:
    said = """\
content/_posts/2026-02-30-late.md  2026-02-30 does not exist: February 2026 has 28 days
  Mend the date in the file's name."""
    assert broken(paper, front("title: Late"), "content/_posts/2026-02-30-late.md") == said


def test_c05_words_that_are_no_date(paper: Site) -> None:
    said = """\
content/_posts/2026-07-20-bad.md:3:7  date: "12 Juli" is not a date
    3 | date: 12 Juli
              ^
  Write it as 2026-07-12 or 2026-07-12 09:30:00 +0200."""
    assert broken(paper, front("title: Late", "date: 12 Juli")) == said


def test_c06_hour_24(paper: Site) -> None:
    said = """\
content/_posts/2026-07-20-bad.md:3:7  date: 24:00 does not exist: write 00:00 of the next day
    3 | date: 2026-07-12 24:00
              ^
  Write it as 2026-07-12 or 2026-07-12 09:30:00 +0200."""
    assert broken(paper, front("title: Midnight", "date: 2026-07-12 24:00")) == said


@pytest.mark.parametrize(("value", "kind"), [("[a]", "a list"), ("{a: b}", "a group of keys")])
def test_c07_a_title_that_is_no_text(paper: Site, value: str, kind: str) -> None:
    said = f"""\
content/_posts/2026-07-20-bad.md:2:8  title: this should be text, and is {kind}
    2 | title: {value}
               ^
  Put it in quotes: title: "…\""""
    assert broken(paper, front(f"title: {value}")) == said


def test_c08_yaml_that_runs_python(paper: Site) -> None:
    mark = paper.path("pwned")
    line = f'title: !!python/object/apply:os.system ["touch {mark.name}"]'
    said = f"""\
content/_posts/2026-07-20-bad.md:2:8  the tag !!python/object/apply:os.system is not allowed
    2 | {line}
               ^
  Write a plain value. If text that begins with "!" is meant, put it in quotes."""
    assert broken(paper, front(line)) == said
    assert not mark.exists()


def test_c09_a_million_brackets(paper: Site) -> None:
    paper.build()
    began = time.process_time()
    said = f"""\
content/_posts/2026-07-20-bad.md:2:1  1,000,008 characters of YAML: more than the 65,536 allowed
    2 | title: {"[" * 93}
        ^"""
    assert broken(paper, front("title: " + "[" * 1_000_000)).startswith(said)
    assert time.process_time() - began < 2  # the parser alone: see tests/read/yaml/test_load.py


def test_c09_deep_nesting(paper: Site) -> None:
    said = f"""\
content/_posts/2026-07-20-bad.md:2:39  nested more than 32 levels deep
    2 | title: {"[" * 93}
                                              ^
  Is a bracket never closed?"""
    assert broken(paper, front("title: " + "[" * 50_000)) == said


def test_c10_an_alias_bomb(paper: Site) -> None:
    names = "abcdefghij"
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]" for old, new in itertools.pairwise(names)]
    began = time.process_time()
    said = """\
content/_posts/2026-07-20-bad.md:7:11  aliases repeat more than 262,144 characters
    7 | f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]
                  ^"""
    assert broken(paper, front(*lines)).startswith(said)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "same",
    [
        pytest.param(b"\xef\xbb\xbf" + CLEAN.encode(), id="c11_bom"),
        pytest.param(CLEAN.replace("\n", "\r\n").encode(), id="c12_crlf"),
        pytest.param(b"\xef\xbb\xbf" + CLEAN.replace("\n", "\r\n").encode(), id="c11_c12_both"),
    ],
)
def test_c11_c12_bom_and_crlf_change_nothing(paper: Site, same: bytes) -> None:
    paper.write(BAD, CLEAN)
    paper.build()
    before = paper.tree()
    assert "One paragraph" in paper.read(BAD_PAGE)
    paper.write(BAD, same)
    report = paper.build()
    assert (report.problems, report.written) == ([], [])
    assert paper.tree() == before == paper.clean_tree()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            b"---\ntitle: Caf\xe9\n---\nx\n",
            """\
content/_posts/2026-07-20-bad.md:2:11  byte 0xE9 is not UTF-8
    2 | title: Caf\ufffd
                  ^
  Save the file as UTF-8. (In Latin-1 this byte is "\u00e9".)""",
        ),
        (
            b"---\ntitle: Cafe\n---\nWords.\nThe Caf\xe9.\n",
            """\
content/_posts/2026-07-20-bad.md:5:8  byte 0xE9 is not UTF-8
    5 | The Caf\ufffd.
               ^
  Save the file as UTF-8. (In Latin-1 this byte is "\u00e9".)""",
        ),
    ],
)
def test_c13_a_latin_1_byte(paper: Site, text: bytes, said: str) -> None:
    assert broken(paper, text) == said


def test_c14_nul(paper: Site) -> None:
    said = """\
content/_posts/2026-07-20-bad.md:4:8  a NUL character in a text file
    4 | The bod y.
               ^
  Delete it."""
    assert broken(paper, b"---\ntitle: Nul\n---\nThe bod\0y.\n") == said


def test_c14_characters_that_xml_forbids(site: Site) -> None:
    site.write(BAD, "---\ntitle: Odd\ndescription: Odd\n---\nab\x0b\x0c\x1b\x01\ufffe &#0; &#1; <a href='&#1;'>c</a>\n")
    assert not site.build().failed
    feed = ET.fromstring(site.read("feed.xml"))
    assert "Odd" in {title.text for title in feed.iter("title")}


EMPTY = "content/_posts/2026-07-20-nothing-yet.md"
ITS_PAGE = "2026/07/20/nothing-yet/index.html"


@pytest.mark.parametrize(
    "text",
    [
        "---\n---\n",
        "---\n---",
        "---\ntitle: Begun\ndescription: A word.\ntags: [a]\ncomments: true\n---\n \n\u00a0\u200b\n",
        "---\ntitle: Begun\nlayout: post\n---\n<!-- ask the clerk -->\n\n<!--\nlater\n-->\n",
        "---\ntitle: Begun\nimage:\nlink: ''\n---\n",
    ],
)
def test_c15_a_story_without_text_is_left_out_with_a_word(paper: Site, text: str) -> None:
    paper.build()
    before = paper.tree()
    paper.write(EMPTY, text)
    for options in ([], ["--strict"], ["--future", "--unpublished"]):
        report = paper.build(*options)
        assert (report.problems, report.unwritten, report.held) == ([], [EMPTY], [])
        assert paper.tree() == before
    done = built(paper)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{EMPTY} has no text yet: it is not published.\n_site: 3 stories")
    assert built(paper, "-q").stdout == ""
    paper.write(EMPTY, f"{text.rstrip()}\n\nNow there is text.\n" if text.count("---") > 1 else "Text.")
    report = paper.build()
    assert (report.unwritten, report.problems) == ([], [])
    assert "Now there is text." in paper.read(ITS_PAGE)
    paper.write(EMPTY, text)
    assert ITS_PAGE in paper.build().removed


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n"])
def test_c15_a_file_without_anything_is_left_out(paper: Site, text: str) -> None:
    paper.write(EMPTY, text)
    report = paper.build()
    assert (report.failed, report.unwritten, report.posts) == (False, [EMPTY], 3)


@pytest.mark.parametrize(
    "front",
    [
        "link: https://ledger.example/wall",
        "video: {id: x1}",
        "photos: [a.jpg]",
        "layout: none",
        "layout: page",
        "image: https://ledger.example/a.jpg",
        "redirect_to: https://ledger.example/wall",
        "published: true",
    ],
)
def test_c15_front_matter_that_stands_for_a_text_is_published(paper: Site, front: str) -> None:
    paper.write(EMPTY, f"---\ntitle: All is said\n{front}\n---\n")
    report = paper.build("--strict")
    assert (report.problems, report.unwritten, report.posts) == ([], [], 4)
    assert paper.path(f"_site/{ITS_PAGE}").is_file()


@pytest.mark.parametrize("body", ["<!-- never closed\n", "[TOC]\n", "<br>\n", "<!-- a --> b\n", "&nbsp;\n"])
def test_c15_whatever_may_be_seen_is_a_text(paper: Site, body: str) -> None:
    paper.write(EMPTY, f"---\ntitle: Short\n---\n{body}")
    assert paper.build().unwritten == []


def test_c15_a_story_without_text_is_shown_with_the_drafts_and_never_deployed_so(paper: Site) -> None:
    paper.write(EMPTY, "---\ntitle: Begun\n---\n")
    report = paper.build("--drafts")
    assert (report.unwritten, report.posts) == ([], 4)
    assert report.early == [EMPTY]


def test_c15_many_stories_without_text_are_counted(paper: Site) -> None:
    for number in range(9):
        paper.write(f"content/_posts/2026-07-2{number}-begun.md", "---\ntitle: Begun\n---\n")
    assert "\n… and 6 more without text (-v names them).\n_site: " in built(paper).stdout
    assert built(paper, "-v").stdout.count(" has no text yet: ") == 9
    told = json.loads(built(paper, "--json").stdout)
    assert len(told["unwritten"]) == 9
    assert (told["held"], told["next_publish"]) == ([], None)


def test_c15_millions_of_comments_take_no_time() -> None:
    began = time.process_time()
    assert is_blank("<!---->\n" * 1_000_000)
    assert not is_blank("<!-- " * 1_000_000)
    assert time.process_time() - began < 10


def test_c16_a_post_of_50_mb(paper: Site) -> None:
    paper.build()
    with paper.write(BAD, "---\ntitle: Long\n---\n").open("ab") as file:
        file.truncate(50_000_000)
    began = time.process_time()
    said = """\
content/_posts/2026-07-20-bad.md  50 MB is too long for one page
  The limit is 10 MB: split it, or attach it as a file."""
    assert refused(paper) == said
    assert time.process_time() - began < 2


def hostile_site(site: Site, text: str) -> None:
    """Put `text` wherever front matter and data may hold words."""
    site.write("content/assets/drawing.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>')
    image = {"path": "/assets/drawing.svg", "alt": text, "caption": text, "credit": text}
    words: dict[str, object] = {"title": text, "description": text, "image": image, "subtitle": text, "lang": "en"}
    site.post("2026-07-20-bad.md", "Words of the body.\n", permalink="/bad/", tags=["river"], author="Ada", **words)
    site.write("content/page.md", f"---\ntitle: {json.dumps(text)}\ndescription: {json.dumps(text)}\n---\nx\n")
    site.write("content/_data/authors.yml", json.dumps({"Ada": {"name": "Ada", "bio": text, "role": text}}))


def test_c17_a_script_in_a_title_shows_as_text_everywhere(site: Site) -> None:
    hostile_site(site, "h" * len(HOSTILE))  # of one length, since the theme sets long headlines smaller
    site.build()
    before = {name: Page(site.read(name)).shape() for name in site.tree() if name.endswith(".html")}
    hostile_site(site, HOSTILE)
    report = site.build()
    assert report.problems == []
    assert {"bad/index.html", "page/index.html", "index.html", "feed.xml"} <= set(report.written)
    for name, shape in before.items():
        assert Page(site.read(name)).shape() == shape, f"a tag was born in {name}"
    for name in ("bad/index.html", "page/index.html", "index.html"):
        assert SHOWN in Page(site.read(name)).text, name
    described = [named for tag, named in Page(site.read("bad/index.html")).elements if tag == "meta"]
    assert any(SHOWN in named.get("content", "") for named in described)


def test_c17_feed_and_sitemap_stay_xml(site: Site) -> None:
    hostile_site(site, HOSTILE)
    site.build()
    feed = ET.fromstring(site.read("feed.xml"))
    assert [title.text for title in feed.iter("title")][-1] == SHOWN
    ET.fromstring(site.read("sitemap.xml"))
    for name in (part.tag.rpartition("}")[2] for part in feed.iter()):
        assert name not in ("script", "img", "style")


@pytest.mark.parametrize("key", ["tags", "categories", "author", "series", "slug", "excerpt_separator"])
def test_c17_names_that_become_addresses(site: Site, key: str) -> None:
    text = HOSTILE.replace("/", "").replace("<!--", "") if key == "categories" else HOSTILE
    site.post("2026-07-20-bad.md", "Words.\n", title="Fine", **{key: text if key != "tags" else [text]})
    assert not site.build().failed
    for name in (name for name in site.tree() if name.endswith(".html")):
        page = Page(site.read(name))
        for tag, attributes in page.elements:
            assert not [attribute for attribute in attributes if attribute.startswith("on")], name
            assert not (tag == "img" and attributes.get("src") == "x"), name
            assert not attributes.get("href", "").lower().startswith("javascript:"), name
        for kind, script in page.scripts:
            assert "alert(1)" not in script or kind == "application/ld+json", name


def test_c18_json_in_a_script_element_cannot_end_it(site: Site) -> None:
    hostile_site(site, HOSTILE)
    site.write(
        "templates/post.html",
        '<script type="application/ld+json">{{ {"headline": page.title, "about": page.tags} | jsonify }}</script>',
    )
    site.build()
    source = site.read("bad/index.html")
    assert source.lower().count("</script") == 1
    assert "<!--" not in source
    [(kind, script)] = Page(source).scripts
    assert kind == "application/ld+json"
    assert json.loads(script) == {"headline": SHOWN, "about": ["river"]}


def test_c18_the_themes_json_is_whole(site: Site) -> None:
    hostile_site(site, HOSTILE)
    site.build()
    for name in (name for name in site.tree() if name.endswith(".html")):
        for kind, script in Page(site.read(name)).scripts:
            if kind == "application/ld+json":
                json.loads(script)


@pytest.mark.parametrize(
    ("line", "column", "key", "address"),
    [
        ("canonical_url: javascript:alert(1)", 16, "canonical_url", "javascript:alert(1)"),
        ("redirect_to: JavaScript:alert(1)", 14, "redirect_to", "JavaScript:alert(1)"),
        ("redirect_from: [/a, 'data:text/html,x']", 16, "redirect_from", "data:text/html,x"),
        ("author: {name: Ada, url: 'vbscript:x'}", 9, "author", "vbscript:x"),
        ("source_url: '  java script:alert(1)'", 13, "source_url", "  java script:alert(1)"),
    ],
)
def test_c19_addresses_that_a_browser_would_run(paper: Site, line: str, column: int, key: str, address: str) -> None:
    said = f"""\
content/_posts/2026-07-20-bad.md:3:{column}  {key}: "{address}" is not a web address
    3 | {line}
        {" " * (column - 1)}^
  Write a path such as /old/, or an https:// address."""
    assert broken(paper, front("title: Bad", line)) == said


def test_c19_a_picture_that_a_browser_would_run(paper: Site) -> None:
    said = """\
content/_posts/2026-07-20-bad.md:3:8  image: "javascript:alert(1)" is not a picture's address
    3 | image: javascript:alert(1)
               ^
  Write a path below the site, or an https:// address."""
    assert broken(paper, front("title: Bad", "image: javascript:alert(1)")) == said


@pytest.mark.parametrize("fence", ["```", "~~~"])
@pytest.mark.parametrize("language", ['"><img src=x onerror=alert(1)>', "<script>alert(1)</script>", "python onload=x"])
def test_c20_a_fences_language(site: Site, fence: str, language: str) -> None:
    site.post("2026-07-20-bad.md", f"{fence}{language}\ncode\n{fence}\n", title="Code")
    assert site.build().problems == []
    page = Page(site.read(BAD_PAGE))
    assert not [1 for tag, named in page.elements if tag == "img" or any(name.startswith("on") for name in named)]
    assert not [script for kind, script in page.scripts if "alert" in script]


@pytest.mark.parametrize("piece", ["[", "![", "[^a]", "* ", "`", "<div>", "{: ", "***a_", "[[", "&"])
def test_c21_pathological_markdown_that_is_harmless(site: Site, piece: str) -> None:
    site.post("2026-07-20-bad.md", piece * 8000 + "\n", title="Many")
    began = time.process_time()
    assert site.build().problems == []
    assert time.process_time() - began < 10


def test_c21_quotes_within_quotes(paper: Site) -> None:
    said = "content/_posts/2026-07-20-bad.md  Markdown quotes nested more than 100 deep"
    assert broken(paper, "---\ntitle: Deep\n---\n" + ">" * 8000 + " x\n") == said


def test_c21_quotes_within_quotes_further_down(paper: Site) -> None:
    said = """\
content/_posts/2026-07-20-bad.md:4  Markdown quotes nested more than 100 deep
    4 | First."""
    assert broken(paper, "---\ntitle: Deep\n---\nFirst.\n\n" + ">" * 8000 + " x\n") == said


@pytest.mark.parametrize("beginning", ["", "First.\n\n"])
@pytest.mark.parametrize("piece", ["[a](", "[a]((", "![a]("])
def test_c21_c37_a_page_has_a_budget_of_work(paper: Site, beginning: str, piece: str) -> None:
    paper.build()
    said = broken(paper, "---\ntitle: Slow\n---\n" + beginning + piece * 20_000 + "\n")
    place, _, message = said.partition("  ")
    assert place == BAD + (":4" if beginning else "")
    assert message.startswith("Markdown that has to be read again and again: are there thousands of unclosed brackets")


def test_c22_no_date_anywhere(paper: Site) -> None:
    paper.build()
    before = paper.tree()
    paper.write("content/_posts/no-date.md", front("title: When"))
    said = """\
content/_posts/no-date.md  warning: this is not a post: its name has no date
  Name it YYYY-MM-DD-a-few-words.md, or move it out of _posts."""
    assert warned(paper) == said
    assert paper.tree() == before


def test_c23_a_date_one_second_ahead(paper: Site) -> None:
    paper.build()
    before = paper.tree()
    paper.write(BAD, front("title: Soon", "date: 2026-11-21 12:00:01 +0000"))
    due = datetime(2026, 11, 21, 12, 0, 1, tzinfo=UTC)
    report = paper.build("--strict")
    assert [(held.source, held.until) for held in report.held] == [(BAD, due)]
    assert (report.failed, report.next_publish) == (False, due)
    assert paper.tree() == before
    line = built(paper).stdout
    assert line.endswith("s. 1 held; build again at 2026-11-21 12:00:01 UTC.\n")
    paper.now += timedelta(seconds=1)
    assert "2026/11/21/bad/index.html" in paper.build().written


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-29 01:30", "2026-03-29T02:30:00+01:00"),  # London's clocks skip it
        ("2026-10-25 01:30", "2026-10-25T01:30:00+00:00"),  # comes twice: standard time is meant
        ("2026-10-25 01:30:00 +0100", "2026-10-25T01:30:00+01:00"),
        ("2026-10-25 00:30:00", "2026-10-25T01:30:00+01:00"),  # with seconds and no offset it is UTC
    ],
)
def test_c24_the_hour_that_a_clock_change_skips_or_repeats(site: Site, written: str, meant: str) -> None:
    site.edit("content/_config.yml", "title:", "timezone: Europe/London\ntitle:")
    site.post("2026-01-01-clock.md", title="Clock", permalink="/clock/", date="DATE")
    site.edit("content/_posts/2026-01-01-clock.md", '"DATE"', written)
    assert site.build().problems == []
    assert meant in {named.get("datetime") for _, named in Page(site.read("clock/index.html")).elements}


def test_c25_29_february(paper: Site) -> None:
    paper.write("content/_posts/2024-02-29-leap.md", front("title: Leap"))
    assert paper.build().problems == []
    assert "Leap" in paper.read("2024/02/29/leap/index.html")
    said = """\
content/_posts/2026-07-20-bad.md:2:7  date: 2025-02-29 does not exist: February 2025 has 28 days
    2 | date: 2025-02-29
              ^
  Write it as 2026-07-12 or 2026-07-12 09:30:00 +0200."""
    assert broken(paper, front("date: 2025-02-29")) == said


@pytest.mark.parametrize("zone", ["", "timezone: Asia/Kathmandu\n"])
def test_c26_the_same_bytes_under_other_zones_and_languages(paper: Site, zone: str) -> None:
    paper.edit("content/_config.yml", "title:", f"{zone}title:")
    for number, date in enumerate(("2026-07-15", "2026-07-16 23:30", "2026-07-17 23:30:00", "2026-03-29 01:30 +0200")):
        paper.write(f"content/_posts/2026-07-15-when-{number}.md", front(f"date: {date}", "categories: [Straße]"))
    trees = []
    for environment in (
        {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
        {"TZ": "America/St_Johns", "LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "2"},
        {"TZ": "nonsense", "LC_ALL": "POSIX", "PYTHONHASHSEED": "3"},
    ):
        for folder in ("_site", ".newsprint"):
            shutil.rmtree(paper.path(folder), ignore_errors=True)
        done = built(paper, environment=environment)
        assert (done.returncode, done.stderr) == (0, "")
        trees.append(paper.tree())
    assert trees[1:] == trees[:1] * 3


def test_c26_file_names_in_a_locale_without_utf_8(paper: Site) -> None:
    paper.write(BAD, front("categories: [Stra\u00dfe]"))
    paper.build()
    before = paper.tree()
    for folder in ("_site", ".newsprint"):
        shutil.rmtree(paper.path(folder))
    done = built(paper, environment={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    assert (done.returncode, done.stderr) == (0, "")
    assert paper.tree() == before


def test_a_mended_story_is_published(paper: Site) -> None:
    broken(paper, front("title: a: b"))
    assert "warning" not in printed(paper.build(), paper)
    paper.write(BAD, front('title: "a: b"'))
    assert not paper.build().failed
    assert paper.tree() == paper.clean_tree()


@pytest.mark.parametrize(
    ("setting", "column", "said"),
    [
        ("paginate: 0", 11, "paginate: this should be a whole number from 1"),
        ("defaults: [x]", 11, "defaults: this is not a list of scopes and values"),
        ("collections: 5", 14, "collections: this should be names with their settings"),
        ("collections: {a: {output: maybe}}", 14, 'collections: a: output: "maybe" is neither true nor false'),
        ("collections: {a: {permalink: '/:nope/'}}", 14, 'collections: a: permalink: ":nope" is no placeholder; there'),
        ("permalink: 5", 12, 'permalink: with "5" all stories would have one URL'),
        ("permalink: prety", 12, 'permalink: with "prety" all stories would have one URL'),
        ("permalink: /:nope/", 12, 'permalink: ":nope" is no placeholder; there are :year '),
        ("permalink: ../:title", 12, 'permalink: "../flood" holds ".."'),
        ("timezone: Mars", 11, 'timezone: "Mars" is not a time zone'),
        ("timezone: ../../etc/passwd", 11, 'timezone: "../../etc/passwd" is not a time zone'),
        ("baseurl: https://example.com", 10, 'baseurl: "https://example.com" is not a folder of a site\'s address'),
        ("baseurl: /../x", 10, 'baseurl: "../x" is not a folder of a site\'s address'),
        ("lang: [en]", 7, "lang: this should be text, and is a list"),
        ("lang: English", 7, 'lang: "English" is not the code of a language'),
        ("future: maybe", 9, 'future: "maybe" is neither true nor false'),
        ("numbering: backwards", 12, 'numbering: "backwards" is not known'),
        ("feed: {posts_limit: 0}", 21, "feed: posts_limit: this should be a whole number from 1"),
        ("images: {widths: [0]}", 18, "images: widths: this should be a width in pixels, or a list of widths"),
        ("images: {widths: []}", 18, "images: widths: this should be a width in pixels, or a list of widths"),
        ("images: {hero: [960, x]}", 16, "images: hero: this should be a width in pixels, or a list of widths"),
        ("images: {hero: 0}", 16, "images: hero: this should be a width in pixels, or a list of widths"),
        ("images: {hero: -480}", 16, "images: hero: this should be a width in pixels, or a list of widths"),
        ("images: {hero: true}", 16, "images: hero: this should be a width in pixels, or a list of widths"),
        ("images: {hero: [960, 2.5]}", 16, "images: hero: this should be a width in pixels, or a list of widths"),
        ("images: {hero: {a: 1}}", 16, "images: hero: this should be a width in pixels, or a list of widths"),
        ("images: {hero: }", 16, "images: hero: this should be a width in pixels, or a list of widths"),
        ("images: {thumbnail: []}", 21, "images: thumbnail: this should be a width in pixels, or a list of widths"),
        ("images: {thumbnail: 10001}", 21, "images: thumbnail: this should be a width in pixels, or a list of widths"),
        ("images: {thumbnail: small}", 21, "images: thumbnail: this should be a width in pixels, or a list of widths"),
        ("images: x", 9, "images: this should be a group of `key: value` lines"),
        ("authors: [a]", 10, "authors: this should be a group of `key: value` lines"),
        ("paginate_path: /page/", 16, "paginate_path: it must hold :num, the page's number, once"),
        ("markdown: nope", 11, 'markdown: "nope" is not an engine here'),
        (
            "markdown_extension_configs: {toc: 5}",
            29,
            'markdown_extension_configs: the settings of "toc" should be a group of `key: value` lines',
        ),
    ],
)
def test_settings_that_make_no_sense(paper: Site, setting: str, column: int, said: str) -> None:
    paper.build()
    paper.write("content/_config.yml", f"title: T\n{setting}\nurl: https://test.example\n")
    lines = refused(paper).splitlines()
    assert lines[0].startswith(f"content/_config.yml:2:{column}  {said}")
    assert lines[1:3] == [f"    2 | {setting}", " " * (7 + column) + "^"]
    assert lines[3].startswith("  ")  # a hint
    assert len(lines) == 4


@pytest.mark.parametrize("address", ["example.com", "javascript:alert(1)", "https://", "https://a b", "//example.com"])
def test_the_sites_address_must_be_one(paper: Site, address: str) -> None:
    paper.build()
    paper.write("content/_config.yml", f'url: "{address}"\n')
    said = f"""\
content/_config.yml:1:6  url: "{address}" is not a web address
    1 | url: "{address}"
             ^
  Write it as https://example.com, without a path."""
    assert refused(paper) == said


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "5\n"])
def test_settings_that_are_no_settings(paper: Site, text: str) -> None:
    paper.build()
    paper.write("content/_config.yml", text)
    said = f"""\
content/_config.yml:1:1  the settings are not `key: value` lines
    1 | {text.splitlines()[0]}
        ^
  Write one setting a line: title: …"""
    assert refused(paper) == said


def test_defaults_that_make_no_sense_are_said_to_come_from_there(paper: Site) -> None:
    paper.build()
    paper.edit("content/_config.yml", "title:", 'defaults: [{scope: {path: "about.md"}, values: {lang: [a]}}]\ntitle:')
    said = """\
content/about.md  lang: this should be text, and is a list
  Put it in quotes: lang: "…" It comes from `defaults` in _config.yml, or was merged in."""
    assert refused(paper) == said


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("x.yml", "a: b: c\n", ":1:5"),
        ("x.json", '{"a": }', ":1:7"),
        ("x.json", "[" * 200_000, ":1:1"),
        ("x.json", '{"a": ' + "9" * 5000 + "}", ""),
        ("x.csv", f'a,b\n"{"x" * 200_000}",2\n', ""),
        ("x.csv", "a,b\n\0\n", ":2:1"),
    ],
)
def test_data_files_that_make_no_sense(paper: Site, name: str, text: str, place: str) -> None:
    said = broken(paper, text, f"content/_data/{name}")
    assert said.startswith(f"content/_data/{name}{place}")


def test_a_large_data_file_is_no_bomb(paper: Site) -> None:
    members = "".join(f"- {{name: Member {number}, town: Somewhere, since: 1999}}\n" for number in range(5000))
    paper.write("content/_data/members.yml", members)
    assert paper.build().problems == []


@pytest.mark.parametrize("text", ["- a\n- b\n", "words\n"])
def test_a_table_of_authors_that_is_none(paper: Site, text: str) -> None:
    paper.build()
    paper.write("content/_data/authors.yml", text)
    assert warned(paper).startswith("content/_data/authors.yml")
