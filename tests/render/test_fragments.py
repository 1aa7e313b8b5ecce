"""C37: what is the same of a story on many pages is rendered once."""

from datetime import UTC, datetime

import pytest
from jinja2 import Environment
from smalllibrary import library
from smallsite import COMMAND, Site

from generator.cli.commands import project_of
from generator.engine.render import Renderer
from generator.model.cache_records import SourceCache
from generator.model.digest import digest_of
from generator.model.post import Teaser
from generator.render import fragments
from generator.render.fragments import FragmentCache
from generator.render.lens import Lens
from generator.serve.snapshot import load_snapshot


def story(name: str) -> Teaser:
    return Teaser(name, f"/{name}/", name, datetime(2026, 7, 12, tzinfo=UTC), digest=digest_of(name))


class Pages:
    """Fills one template again and again, with a macro that says how often it ran."""

    def __init__(self, text: str) -> None:
        self.lens = Lens(library())
        self.cache = FragmentCache(self.lens)
        self.runs: list[str] = []
        environment = Environment(autoescape=True)
        environment.filters["cached"] = self.cache.filter()
        self.template = environment.from_string(text)

    def page(self, *stories: Teaser | str, lang: str = "en", **values: object) -> tuple[str, set[str]]:
        def ran(name: object) -> str:
            self.runs.append(str(name))
            return ""

        with self.lens.noting() as accessed:
            text = self.template.render(stories=stories, look=self.look, lang=lang, ran=ran, **values)
        return text, accessed

    def look(self, view: str) -> str:
        self.lens.note(view)
        return view


ITEM = "{% macro item(story) %}{{ ran(story) }}<b>{{ story.title }}{{ look('tags') }}{{ name }}</b>{% endmacro %}"
FEED = ITEM + "{% for story in stories %}{{ story | cached(item, name) }}{% endfor %}"


def test_c37_a_story_is_rendered_once_for_all_pages() -> None:
    pages = Pages(FEED)
    one, two = story("A<"), story("B")
    assert pages.page(one, two, name="") == ("<b>A&lt;tags</b><b>Btags</b>", {"tags"})
    assert pages.page(two, name="") == ("<b>Btags</b>", {"tags"})  # what the macro looked at counts for this page, too
    assert len(pages.runs) == 2


def test_c37_it_is_rendered_again_for_another_value_language_or_story() -> None:
    pages = Pages(FEED)
    pages.page(story("A"), name="")
    assert pages.page(story("A"), name="x")[0] == "<b>Atagsx</b>"
    pages.page(story("A"), name="x", lang="fr")
    pages.page(story("B"), name="x")
    assert len(pages.runs) == 4
    pages.cache.clear()
    pages.page(story("B"), name="x")
    assert len(pages.runs) == 5


def test_c37_two_macros_of_one_name_are_two() -> None:
    text = (
        "{% if name %}{% macro item(story) %}1{% endmacro %}{% else %}{% macro item(story) %}2{% endmacro %}{% endif %}"
    )
    pages = Pages(text + "{{ stories[0] | cached(item) }}")
    assert [pages.page(story("A"), name=name)[0] for name in (True, False, True)] == ["1", "2", "1"]


def test_c37_what_is_no_story_is_written_each_time() -> None:
    pages = Pages("{% macro item(story) %}{{ ran(story) }}{{ story }}{% endmacro %}{{ stories[0] | cached(item) }}")
    assert [pages.page("<x>")[0] for _ in range(2)] == ["&lt;x&gt;"] * 2
    assert len(pages.runs) == 2


def test_c37_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "MAX_CHARACTERS", 100)
    pages = Pages(FEED)
    for number in range(50):
        pages.page(story(f"A{number}"), name="")
    assert pages.cache.size == sum(len(one.markup) for one in pages.cache.fragments.values()) <= 100
    assert 0 < len(pages.cache.fragments) < 50


def test_c37_a_story_of_two_hundred_tags_is_rendered_once_for_their_feeds(site: Site) -> None:
    for number in range(3):
        site.post(f"2026-07-1{number}-a.md", title=f"A {number}", tags=[f"tag {tag}" for tag in range(200)])
    project = project_of(COMMAND.parse_args(["build", "-C", str(site.root)]))
    snapshot = load_snapshot(project, SourceCache(), {}, site.now)
    renderer = Renderer(project, snapshot.templates, snapshot.library, snapshot.to_html)
    renderer.preload(b"")
    feeds = [output for path, output in snapshot.outputs.items() if path.endswith("/feed.xml")]
    texts = [renderer.render(output)[0] for output in feeds]
    assert len(texts) == 200
    assert all(text.count(b"<item>") == 3 and text.count(b"<category>") == 600 for text in texts)
    assert len(renderer.theme.fragments.fragments) == 3


def test_c37_a_view_within_such_a_macro_makes_every_page_that_shows_it_stale(paper: Site) -> None:
    paper.write("content/_data/facts.yml", "river: high\n")
    text = "{% macro item(story) %}{{ story.title }}: {{ site.data.facts.river }}\n{% endmacro %}"
    paper.write("templates/feed.xml", text + "{% for story in stories %}{{ story | cached(item) }}{% endfor %}")
    paper.build()
    paper.edit("content/_data/facts.yml", "high", "low")
    paper.build()
    assert paper.read("tags/rain/feed.xml") == "Flood: low\nRain: low\n"
    assert paper.tree() == paper.clean_tree()
