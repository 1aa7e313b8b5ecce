"""`docs/theme.md` lists all that a theme can use, and nothing else; every example and every table in it is run."""

import re
from collections import defaultdict
from pathlib import Path

import msgspec
import pytest
from jinja2 import Environment, nodes
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS
from smallsite import Site
from test_theme_values import SIMPLE
from themebook import (
    REFERENCE,
    ROOT,
    SMALL_THEME,
    TUTORIAL,
    Book,
    built,
    check_example,
    code,
    open_site,
    read_book,
    write_small_theme,
)

from generator.engine.store import BuildCache
from generator.formats.feeds import FEEDS
from generator.library.views import VIEWS
from generator.render.site_proxy import ALWAYS, PLAIN
from generator.render.site_proxy import SiteProxy as SiteView
from generator.render.templates import ENDINGS, OPTIONS
from generator.render.translations import STYLES

FLOOD = "2026/07/flood/index.html"
NEXT = "\n@@\n"
PROBE = """\
{% set context = self._TemplateReference__context %}
{{ {'names': context.get_all()|list, 'filters': context.environment.filters|list, 'page': page|list}|jsonify }}"""


@pytest.fixture(scope="module")
def book() -> Book:
    return read_book()


@pytest.fixture
def tide(book: Book, tmp_path: Path) -> Site:
    """Make the site of the examples, with the style sheet of the small theme."""
    site = open_site(book, tmp_path / "tide")
    site.write("static/tide.css", read_book(TUTORIAL).text_of(SMALL_THEME, "static/tide.css"))
    return site


@pytest.mark.parametrize("name", [name for name, chapter in read_book().chapters.items() if chapter.blocks])
def test_every_example_makes_what_it_says(book: Book, tmp_path: Path, name: str) -> None:
    site = open_site(book, tmp_path / "tide")
    for block in book.chapters[name].blocks:
        check_example(block, site)
    built(site)


# What templates see.


def probed(site: Site) -> tuple[dict[str, set[str]], dict[str, list[set[str]]], set[str]]:
    """Return what each template sees, what `page` says in each kind of page, and all filters."""
    kinds = (ROOT / "templates").glob("*.*")
    for path in kinds:
        site.write(f"templates/{path.name}", f"{path.name}{NEXT}{{{{ page.kind }}}}{NEXT}{PROBE}")
    built(site)
    seen: dict[str, set[str]] = defaultdict(set)
    pages: dict[str, list[set[str]]] = defaultdict(list)
    filters: set[str] = set()
    for data in site.tree().values():
        if NEXT.encode() in data:
            name, kind, documented = data.decode().split(NEXT)
            found: dict[str, list[str]] = msgspec.json.decode(documented)
            seen[name] |= set(found["names"]) - {"context"}
            pages[kind].append(set(found["page"]))
            filters |= set(found["filters"])
    return seen, pages, filters


def enrich(site: Site) -> None:
    """Give the paper what it has not: a redirect, a page in the bare layout, and a story that was withdrawn."""
    gone = "---\ntitle: Gone\nretracted: Wrong.\n---\nGone.\n"
    site.write("content/_posts/2026-01-05-gone.md", gone)
    site.write("content/bare.md", "---\ntitle: Bare\nlayout: default\nredirect_from: /was-bare/\n---\nBare.\n")


def test_each_template_sees_what_the_table_says(book: Book, tide: Site) -> None:
    enrich(tide)
    seen, pages, _ = probed(tide)
    common = set(book.names("The templates", 1)) | set(function_names(book)) | set(DEFAULT_NAMESPACE)
    documented = {name: set(code(row[2])) for row in book.table("The templates") for name in code(row[0])}
    documented["page.html"].discard("paginator")  # see below
    for feed in FEEDS:  # a new format sees what the others see, and needs no row
        documented.setdefault(feed.path, documented["feed.xml"])
    assert documented == {name: names - common for name, names in seen.items()}
    assert all(names >= common for names in seen.values())
    # A sitemap becomes an index where it has more than 50,000 addresses.
    assert {*quoted(book, "Generated pages", "kind"), "post", "page"} == {*pages, "sitemapindex"}


def test_an_imported_macro_sees_only_functions_unless_it_is_imported_with_context(book: Book, tide: Site) -> None:
    hidden = [*book.names("The templates", 1), "page_meta()", "structured(page_meta(), {})"]
    for number, name in enumerate(hidden):
        tide.write(f"templates/macro{number}.html", f"{{% macro ask() %}}{{{{ {name} }}}}{{% endmacro %}}")
        tide.write("templates/page.html", f"{{% from 'macro{number}.html' import ask with context %}}{{{{ ask() }}}}")
        built(tide)
        tide.edit("templates/page.html", " with context", "")
        assert tide.build().failed, name
    tide.write("templates/macro.html", "{% macro ask() %}{{ tag_url('rain')|relative_url }}{% endmacro %}")
    tide.write("templates/page.html", "{% from 'macro.html' import ask %}{{ ask() }}")
    built(tide)


def test_the_files_that_are_templates(book: Book) -> None:
    text = REFERENCE.read_text("utf-8")
    documented = re.search(r"Templates are the files that end in (.*?);", text, re.DOTALL)
    assert documented
    assert code(documented[1]) == list(ENDINGS)
    assert all(name.endswith(ENDINGS) for row in book.table("The templates") for name in code(row[0]))


def test_a_page_at_the_root_sees_a_paginator(book: Book, tide: Site) -> None:
    tide.write("content/index.md", "---\ntitle: Front\n---\nFront.\n")
    seen, _, _ = probed(tide)
    documented = next(row for row in book.table("The templates") if code(row[0]) == ["page.html"])
    assert {"paginator"} <= seen["page.html"] & set(code(documented[2]))


def quoted(book: Book, heading: str, name: str) -> list[str]:
    row = next(row for row in book.table(heading) if name in code(row[0]))
    return re.findall(r'"(\w+)"', row[1])


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("A story", "post"), ("A page that is not a story", "page"), ("Generated pages", "list")],
)
def test_page_says_what_the_table_says(book: Book, tide: Site, heading: str, kind: str) -> None:
    site = tide
    _, pages, _ = probed(site)
    # The story with the least front matter has no key but these.
    found = set.intersection(*pages[kind])
    assert set(book.names(heading)) | (SIMPLE & found) == found


def test_all_pages_that_no_source_asks_for_say_the_same_of_themselves(tide: Site) -> None:
    enrich(tide)
    _, pages, _ = probed(tide)
    of_ours = [names for kind, found in pages.items() if kind not in ("post", "page") for names in found]
    assert of_ours
    assert all(names == of_ours[0] for names in of_ours)


# `site`.


def test_the_settings_that_are_always_there(book: Book) -> None:
    assert set(book.names("`site`")) == set(ALWAYS)


def views(book: Book) -> list[list[str]]:
    return book.table("`site`", 1)


def rows_of(site: Site, expressions: list[str]) -> None:
    """Give each expression a page that shows nothing else."""
    for number, expression in enumerate(expressions):
        site.write(f"templates/row{number}.html", f"{{{{ {expression} }}}}")
        site.write(f"content/row{number}.md", f"---\ntitle: Row\nlayout: row{number}\n---\n")


def test_each_view_is_noted_as_the_table_says_and_none_is_left_out(book: Book, tide: Site) -> None:
    rows = views(book)
    rows_of(tide, [code(row[0])[0] for row in rows])
    built(tide)
    cache = BuildCache(tide.path(".newsprint"), "_site", fresh=False)
    for number, row in enumerate(rows):
        looked = cache.seen.views(cache.outputs[f"row{number}/index.html"].views)
        kinds = [view.partition(":")[0] for view in looked]
        assert [kind for kind in kinds if kind not in ("setting", "template", "words")] == code(row[2]), row[0]
    documented = {name for row in rows for name in code(row[2])}
    assert documented | {"totals", "setting", "asset names"} == set(VIEWS)  # the last is for a message
    asked = {found for row in rows for found in re.findall(r"site\.(\w+)", row[0])}
    methods = {name for name in dir(SiteView) if not name.startswith("_")} - {"view", "get"}
    assert asked == methods | set(PLAIN) | {"data"}


def test_a_new_story_changes_just_the_views_that_the_table_says(book: Book, tide: Site) -> None:
    rows = views(book)
    rows_of(tide, [code(row[0])[0] for row in rows])
    built(tide)
    tide.post(
        "2026-07-15-more.md",
        title="More rain",
        date="2026-07-15 08:00:00 +0000",
        author="Ada Lovell",
        categories=["News"],
        tags=["rain"],
    )
    written = built(tide)
    for number, row in enumerate(rows):
        answer = re.split(r"\W", row[3])[0]
        assert answer in ("yes", "no")
        assert (f"row{number}/index.html" in written) == (answer == "yes"), row[0]


def test_a_setting_is_at_hand_under_its_name(tide: Site) -> None:
    tide.write("templates/page.html", "{{ site.strapline }}, {{ site.get('strapline') }}, {{ site.get('missing') }}")
    built(tide)
    assert tide.read("about/index.html") == "Printed on the pier, Printed on the pier, None"


# Functions and filters.


def function_names(book: Book) -> list[str]:
    return [re.split(r"\W", code(row[0])[0])[0] for row in book.table("Functions")]


def check_results(site: Site, rows: list[list[str]]) -> None:
    """Fill the page of the flood with what each row writes, and compare with what it says that this gives."""
    site.write("templates/post.html", NEXT.join(f"{{{{ {code(row[0])[0]} }}}}" for row in rows))
    built(site)
    found = site.read(FLOOD).split(NEXT)
    assert found == ["".join(code(row[-1])) for row in rows]


def test_the_functions_are_all_there_and_give_what_the_table_says(book: Book, tide: Site) -> None:
    seen, _, _ = probed(tide)
    everywhere = set.intersection(*seen.values())
    assert set(function_names(book)) == everywhere - DEFAULT_NAMESPACE.keys() - {"site", "page", "lang"}
    check_results(tide, book.table("Functions"))


def test_the_filters_are_all_there_and_give_what_the_table_says(book: Book, tide: Site) -> None:
    _, _, filters = probed(tide)
    rows = book.table("Filters")
    documented = [re.search(r"\|(\w+)(\(.*\))?$", code(row[0])[0]) for row in rows]
    assert {name[1] for name in documented if name} == filters - FILTERS.keys()
    check_results(tide, rows)


def test_the_styles_of_moments(book: Book, tide: Site) -> None:
    rows = book.table("Filters", 1)
    assert [style for row in rows for style in re.findall(r"local\('(\w+)'\)", row[0])] == list(STYLES)
    check_results(tide, rows)


# The default theme.


def test_the_blocks_of_the_default_theme(book: Book) -> None:
    tree = Environment(**OPTIONS).parse((ROOT / "templates/base.html").read_text("utf-8"))  # type: ignore[arg-type]  # noqa: S701
    blocks = [block.name for block in tree.find_all(nodes.Block)]
    assert set(book.names("Blocks of the default theme's `base.html`")) == set(blocks)


def test_the_partials_of_the_default_theme(book: Book) -> None:
    there = [f"partials/{path.name}" for path in (ROOT / "templates/partials").iterdir()]
    assert book.names("Partials of the default theme") == sorted(there)


def classes(text: str) -> set[str]:
    return {name for found in re.findall(r'class="([^"]*)"', text) for name in re.findall(r"[\w-]+", found)}


def test_a_theme_must_bring_just_the_templates_that_the_table_says(book: Book, tide: Site) -> None:
    write_small_theme(tide)
    enrich(tide)
    theirs = set().union(*(classes(path.read_text("utf-8")) for path in (ROOT / "templates").rglob("*.html")))

    def default_ones() -> list[str]:
        built(tide)
        return [
            name
            for name, data in tide.tree().items()
            if name.endswith(".html") and (classes(data.decode()) & theirs or b"/css/main" in data)
        ]

    assert default_ones() == []
    needed = book.names("What a theme must bring")
    own = {path.relative_to(tide.path("templates")).as_posix() for path in tide.path("templates").rglob("*.html")}
    assert own == {*needed, "partials/rows.html"}
    for name in needed:
        text = tide.path(f"templates/{name}").read_text("utf-8")
        tide.remove(f"templates/{name}")
        assert default_ones(), f"{name} need not be brought"
        tide.write(f"templates/{name}", text)
