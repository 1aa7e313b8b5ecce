"""The default theme: what readers find on each page of small papers of many kinds."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from optional import Element, html
from smallsite import CONFIG, Site

WORD = "flood "
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


class Shown:
    """A finished page, asked by CSS-like paths of XPath."""

    def __init__(self, site: Site, name: str) -> None:
        self.text = site.read(name)
        self.tree = html.document_fromstring(self.text)

    def all(self, path: str) -> list[Element]:
        return list(self.tree.xpath(path))

    def one(self, path: str) -> Element:
        found = self.all(path)
        assert len(found) == 1, f"{path}: {len(found)}"
        return found[0]

    def words(self, path: str) -> list[str]:
        return [" ".join(found.text_content().split()) for found in self.all(path)]

    def links(self, path: str) -> list[str]:
        return [str(found.get("href")) for found in self.all(path)]

    def has(self, name: str) -> bool:
        return bool(self.all(classed(name)))


def classed(name: str) -> str:
    """Return the path of all elements of a class."""
    return f'//*[contains(concat(" ", @class, " "), " {name} ")]'


def fill(site: Site, count: int, **front: object) -> None:
    """Write stories, one an hour back from noon of 20 November; front matter as for `Site.post`, texts with `{}`."""
    for place in range(count):
        day, hour = divmod(place, 12)
        own: dict[str, Any] = {
            key: value.format(place) if isinstance(value, str) else value for key, value in front.items()
        }
        date = f"2026-11-{20 - day:02} {12 - hour:02}:05:00 +0000"
        own = {"title": f"Story {place}", "date": date, **own}
        site.post(f"2026-11-{20 - day:02}-s{place}.md", **own)


def config(site: Site, more: str) -> None:
    site.write("content/_config.yml", CONFIG + more)


def sound(page: Shown) -> None:
    """Check what holds for every page: one h1, no level left out, no id twice, landmarks, a way past the masthead."""
    levels = [int(found.tag[1]) for found in page.all("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    ids = [str(found) for found in page.all("//@id")]
    assert len(ids) == len(set(ids))
    assert page.links("//body/a[1]") == ["#main-content"]
    assert [found.tag for found in page.all("//body/*")] == ["a", "header", "main", "footer"]
    names = [str(found.get("aria-label")) for found in page.all("//nav")]
    assert len(names) == len(set(names))
    assert not page.all("//script[not(@type='application/ld+json')]")
    assert all(found.get("alt") is not None for found in page.all("//img"))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 19, 20, 33])
@pytest.mark.parametrize("pictures", [False, True])
def test_the_front_page_shows_each_of_its_stories_once_above_the_sections(
    site: Site, count: int, pictures: bool
) -> None:
    site.write("content/dot.png", PNG)
    fill(site, count, category="News", **({"image": {"path": "/dot.png", "alt": "A dot"}} if pictures else {}))
    site.build()
    front = Shown(site, "index.html")
    sound(front)
    above = front.links(f"({classed('front')}|{classed('more')})//h3/a")
    expected = count if count < 20 else 10 + count % 10
    assert above == [f"/news/2026/11/{20 - place // 12}/s{place}/" for place in range(expected)]
    assert front.has("nothing") is (count == 0)
    rail = len(front.all(f"{classed('rail')}//li"))
    assert rail == 0 or rail > 2
    assert len(front.all("//img[@fetchpriority='high']")) == (1 if pictures and count else 0)
    assert all(image.get("loading") == "lazy" for image in front.all("//main//img[not(@fetchpriority)]"))


def test_sections_repeat_nothing_where_the_whole_paper_stands_above(site: Site) -> None:
    fill(site, 12, category="News")
    site.build()
    assert not Shown(site, "index.html").has("department")
    fill(site, 24, category="News")
    site.build()
    front = Shown(site, "index.html")
    assert front.words(f"{classed('department')}/h2") == ["News"]
    tops = front.links(f"{classed('tops')}//h3/a")
    assert not set(tops) & set(front.links(f"{classed('department')}//h3/a"))


def test_forty_sections_are_twelve_and_a_way_to_all(site: Site) -> None:
    fill(site, 40, category="Section {}")
    site.build()
    front = Shown(site, "index.html")
    ways = front.links("//nav[@aria-label='Sections']//a")
    assert len(ways) == 13
    assert ways[-1] == "/categories/"
    assert len(front.all(classed("department"))) <= 9


def test_pinned_stories_lead(site: Site) -> None:
    fill(site, 8)
    site.post("2020-01-01-old.md", title="An old one", pin=True)
    site.build()
    assert Shown(site, "index.html").words(f"{classed('lead')}//h3") == ["An old one"]


@pytest.mark.parametrize("count", [9, 10, 19, 33])
@pytest.mark.parametrize("pinned", [1, 2, 6])
def test_the_latest_are_the_newest_where_an_older_story_leads(site: Site, count: int, pinned: int) -> None:
    site.write("content/dot.png", PNG)
    fill(site, count)
    for place in range(pinned):
        site.post(f"2020-01-0{place + 1}-p{place}.md", title=f"Pin {place}", pin=True, image="/dot.png")
    site.build()
    front = Shown(site, "index.html")
    sound(front)
    latest = front.words(f"{classed('rail')}//h3")
    assert latest[:4] == ["Story 0", "Story 1", "Story 2", "Story 3"]
    # Whatever the page has to show is on it, and nothing twice beside the latest.
    elsewhere = front.words(f"({classed('tops')}|{classed('more')})//h3")
    assert len(elsewhere) == len(set(elsewhere))
    whole = count + pinned
    shown = min(count, whole if whole < 20 else 10 + whole % 10)
    assert {*latest, *elsewhere} >= {f"Story {place}" for place in range(shown)}
    assert {*latest, *elsewhere} >= {f"Pin {place}" for place in range(pinned)}


def test_the_latest_repeat_nothing_where_the_newest_story_leads(site: Site) -> None:
    fill(site, 19)
    site.post("2026-11-20-now.md", title="Now", date="2026-11-20 13:00:00 +0000", pin=True)
    site.build()
    front = Shown(site, "index.html")
    words = front.words(f"{classed('front')}//h3")
    assert words[0] == "Now"
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ({"subtitle": "It held."}, "It held."),
        ({"subtitle": "It held.", "description": "The wall."}, "The wall."),
        ({"subtitle": "It held.", "excerpt": "Read on."}, "It held."),
        ({"subtitle": "Won 3\u20131"}, "Won 3\u20131"),
        ({}, "Some words."),
    ],
)
def test_lists_show_the_description_or_the_subtitle_or_how_the_text_begins(
    site: Site, front: dict[str, Any], said: str
) -> None:
    site.post("2026-07-12-wall.md", title="Wall", tags=["walls"], **front)
    site.build()
    assert Shown(site, "index.html").words(classed("summary")) == [said]
    assert Shown(site, "tags/walls/index.html").words(classed("summary")) == [said]


def test_scores_and_years_are_not_broken_over_lines(site: Site) -> None:
    score = "Won 3\u20131"
    for day in (10, 11, 12):
        site.post(f"2026-07-{day}-won.md", f"{score}\n\n`3\u20131`\n", title=score, subtitle=score, tags=["a"])
    site.build()
    for name in ("index.html", "tags/a/index.html", "2026/07/11/won/index.html"):
        page = Shown(site, name)
        body = page.text.partition("<body")[2]
        assert set(page.words(classed("unbroken"))) == {"3\u20131"}
        left = re.sub(r'<span class="unbroken">[^<]*</span>|<code>.*?</code>', "", body)
        assert "3\u20131" not in left, name
        assert f"<title>{score}" in page.text or name != "2026/07/11/won/index.html"


def test_the_foot_leads_only_to_indexes_that_list_something(site: Site) -> None:
    site.build()
    links = "//footer//nav//a"
    assert Shown(site, "index.html").words(links) == ["RSS"]
    assert Shown(site, "404.html").words("//main//li") == ["Front page"]
    site.post("2026-07-12-wall.md", title="Wall", author="Ada")
    site.build()
    assert Shown(site, "index.html").words(links) == ["Archive", "Authors", "RSS"]
    site.post("2026-07-13-more.md", title="More", tags=["a"], category="News")
    site.build()
    assert Shown(site, "index.html").words(links) == ["Archive", "Sections", "Topics", "Authors", "RSS"]
    site.post("2026-07-14-more.md", title="More", tags=["b"], category="News", author="Ada")
    assert "2026/07/12/wall/index.html" not in site.build().written


@pytest.mark.parametrize(("count", "opened"), [(1, True), (8, True), (9, False), (40, False)])
def test_a_table_of_contents_has_a_title_and_a_long_one_is_closed(site: Site, count: int, opened: bool) -> None:
    text = "\n\n".join(f"## Part {part}\n\nText." for part in range(count))
    site.post("2026-07-12-wall.md", text, title="Wall", toc=True)
    site.post("2026-07-13-mur.md", text, title="Mur", toc=True, lang="fr")
    site.build()
    page = Shown(site, "2026/07/12/wall/index.html")
    sound(page)
    assert page.words("//details[@class='toc']/summary") == ["Contents"]
    assert len(page.all("//details[@class='toc']//a")) == count
    assert bool(page.all("//details[@open]")) is opened
    assert Shown(site, "2026/07/13/mur/index.html").words("//summary") == ["Sommaire"]


def test_contents_of_a_text_without_headings_are_no_empty_box(site: Site) -> None:
    site.post("2026-07-12-wall.md", "Text.\n", title="Wall", toc=True)
    site.build()
    assert not Shown(site, "2026/07/12/wall/index.html").has("toc")


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="120"/>'


@pytest.mark.parametrize(
    ("theme", "classes", "source"),
    [
        ("logo: l.svg", "logo logo-plated", None),
        ("logo: l.svg, logo_height: 40", "logo logo-sized logo-plated", None),
        ("logo: l.svg, logo_dark: d.svg", "logo", ("/d.svg", "300", "60")),
        ("logo: l.svg, logo_dark: d.svg, logo_width: 100", "logo logo-sized", ("/d.svg", "100", "20")),
        ("logo: l.svg, logo_dark: /l.svg", "logo", None),
        ('logo: l.svg, logo_dark: "https://x.example/d.svg"', "logo", ("https://x.example/d.svg", None, None)),
    ],
)
def test_a_logo_for_dark_pages(site: Site, theme: str, classes: str, source: tuple[str | None, ...] | None) -> None:
    site.write("content/l.svg", LOGO)
    site.write("content/d.svg", LOGO.replace('"600" height="120"', '"300" height="60"'))
    config(site, f"theme: {{{theme}}}\n")
    assert site.build().problems == []
    front = Shown(site, "index.html")
    assert front.one("//h1//img").get("class") == classes
    found = [tuple(one.get(name) for name in ("srcset", "width", "height")) for one in front.all("//h1//source")]
    assert found == ([source] if source else [])


def test_a_logo_for_dark_pages_that_is_missing_or_alone_is_warned_of(site: Site) -> None:
    site.write("content/l.svg", LOGO)
    config(site, "theme:\n  logo: l.svg\n  logo_dark: d.svg\n")
    (problem,) = site.build().problems
    assert (problem.line, problem.message) == (6, 'theme: logo_dark: there is no picture "d.svg"')
    assert not Shown(site, "index.html").all("//source")
    config(site, "theme:\n  logo_dark: l.svg\n")
    (problem,) = site.build().problems
    assert (problem.line, problem.severity) == (5, "warning")
    assert problem.message == "theme: logo_dark: without logo this is not shown"


def test_stories_of_the_newest_day_show_their_time_and_all_others_their_day(site: Site) -> None:
    fill(site, 14)
    site.build()
    front = Shown(site, "index.html")
    assert front.words(f"{classed('folio')}//time") == ["Friday, November 20, 2026"]
    shown = dict(zip(front.words("//h3"), front.words(f"{classed('front')}//p//time"), strict=False))
    assert shown["Story 0"].replace("\u202f", " ") == "12:05 PM"
    assert shown["Story 13"] == "Nov 19, 2026"


def test_a_story_without_a_time_of_its_own_shows_its_day(site: Site) -> None:
    site.post("2026-07-12-flood.md", title="Flood", date="2026-07-12")
    site.build()
    assert Shown(site, "index.html").words(f"{classed('lead')}//time") == ["Jul 12, 2026"]
    assert Shown(site, "2026/07/12/flood/index.html").words(f"{classed('story-facts')}//time") == ["July 12, 2026"]


def test_long_headlines_are_whole_and_set_smaller(site: Site) -> None:
    title = (WORD * 34).strip()
    site.post("2026-07-12-flood.md", title=title)
    site.build()
    assert title in Shown(site, "index.html").words(classed("long"))
    assert Shown(site, "2026/07/12/flood/index.html").words("//h1[@class='long']") == [title]


def test_the_masthead_has_the_papers_own_face(site: Site) -> None:
    site.write("content/logo.png", PNG)
    config(site, "theme:\n  ears: [Rain later, 'No. <1>']\n  logo: /logo.png\n  social: []\n")
    fill(site, 2)
    site.build()
    front = Shown(site, "index.html")
    assert front.words(classed("ear")) == ["Rain later", "No. <1>"]
    logo = front.one("//h1//img")
    assert logo.get("src") == "/logo.png"
    # As wide as it is high: a mark beside the name.
    assert logo.get("alt") == ""
    assert front.words("//h1") == ["The Test"]
    assert not Shown(site, "2026/11/20/s0/index.html").has("ear")


STORY: dict[str, Any] = {
    "title": "The wall",
    "subtitle": "It held.",
    "date": "2026-07-12 09:30:00 +0000",
    "last_modified_at": "2026-07-13 10:00:00 +0000",
    "authors": ["Ada Byron", "Ben Okri", "Cy Twombly"],
    "categories": ["News"],
    "tags": ["river", "walls"],
    "location": "Saltmere",
    "series": "The river",
    "corrections": [{"date": "2026-07-13", "text": "It was a Tuesday."}],
    "source": {"name": "The Ledger", "url": "https://ledger.example/wall"},
    "image": {"path": "/dot.png", "alt": "A wall", "caption": "The wall.", "credit": "Ada"},
}


@pytest.fixture
def story(site: Site) -> Shown:
    """Build a story of which everything is said."""
    site.write("content/dot.png", PNG)
    site.post("2026-07-01-one.md", title="One", date="2026-07-01", series="The river", tags=["walls"])
    site.post("2026-07-12-wall.md", "Text.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", **STORY)
    site.post("2026-07-20-last.md", title="Last", date="2026-07-20")
    site.build()
    return Shown(site, "news/2026/07/12/wall/index.html")


def test_a_story_says_all_that_is_known_of_it(story: Shown) -> None:
    sound(story)
    assert story.words(f"{classed('story-head')}/*") == ["News", "The wall", "It held."]
    facts = story.words(f"{classed('story-facts')}/p")
    assert facts[0] == "By Ada Byron, Ben Okri and Cy Twombly"
    assert facts[1] == "Saltmere"
    assert [time.get("datetime") for time in story.all(f"{classed('story-facts')}//time")] == [
        "2026-07-12T09:30:00+00:00",
        "2026-07-13T10:00:00+00:00",
    ]
    assert facts[3].startswith("Updated July 13, 2026")
    assert facts[-1] == "Part 2 of the series The river"
    assert story.links(f"{classed('story-facts')}//a[starts-with(@href, '#')]") == ["#corrections"]
    assert story.words("//*[@id='corrections']/p") == ["July 13, 2026 It was a Tuesday."]
    assert story.words(classed("story-source")) == ["This story first appeared in The Ledger."]
    assert story.links(f"{classed('story-source')}/a") == ["https://ledger.example/wall"]
    assert story.words("//figcaption") == ["The wall. Ada"]
    assert story.words("//a[@rel='tag']") == ["river", "walls"]
    assert story.words("//nav[contains(@class, 'neighbours')]/a") == ["Earlier One", "Later Last"]
    box = story.one("//table/..")
    assert [box.get(name) for name in ("role", "tabindex", "aria-label")] == ["region", "0", "Table"]


def test_the_times_stand_between_headline_and_text(story: Shown) -> None:
    assert story.text.index("<h1") < story.text.index("<time") < story.text.index('class="prose"')


def test_the_hero_is_loaded_first_and_leaves_no_gap(story: Shown) -> None:
    hero = story.one("//figure[@class='hero']//img")
    assert hero.get("fetchpriority") == "high"
    assert hero.get("loading") is None
    assert (hero.get("width"), hero.get("height")) == ("1", "1")


def test_a_bare_story_shows_no_empty_part(site: Site) -> None:
    site.post("2026-07-12-flood.md", title="Flood")
    site.build()
    page = Shown(site, "2026/07/12/flood/index.html")
    sound(page)
    for part in (
        "kicker",
        "standfirst",
        "hero",
        "story-byline",
        "corrections",
        "story-source",
        "related",
        "neighbours",
    ):
        assert not page.has(part), part
    assert not [found.tag for found in page.all("//main//p[not(node())]|//main//ul[not(*)]")]


def test_a_credit_without_an_address_is_no_link(site: Site) -> None:
    site.post("2026-07-12-flood.md", title="Flood", source="The Ledger")
    site.build()
    page = Shown(site, "2026/07/12/flood/index.html")
    assert page.words(classed("story-source")) == ["This story first appeared in The Ledger."]
    assert not page.all(f"{classed('story-source')}//a")


def test_share_links_are_plain_links_with_the_whole_address(site: Site) -> None:
    every = ["email", "bluesky", "facebook", "linkedin", "mastodon", "reddit", "telegram", "whatsapp", "x"]
    config(site, f"theme: {{share: [{', '.join(every)}]}}\n")
    site.post("2026-07-12-flood.md", title="Rain & <wind>", date="2026-07-12")
    site.build()
    links = Shown(site, "2026/07/12/flood/index.html").links("//nav[contains(@class, 'share')]//a")
    assert len(links) == len(every)
    for link in links:
        assert "https%3A//test.example/2026/07/12/flood/" in link
        assert not re.search(r"[\s<>\"]", link)
        assert "Rain & " not in link


def test_nothing_is_shared_where_there_is_no_address_or_no_wish(site: Site) -> None:
    site.post("2026-07-12-flood.md", title="Flood")
    config(site, "theme: {share: []}\n")
    site.build()
    assert not Shown(site, "2026/07/12/flood/index.html").has("share")
    site.write("content/_config.yml", "title: The Test\npermalink: pretty\n")
    site.build()
    assert not Shown(site, "2026/07/12/flood/index.html").has("share")


def test_c17_markup_in_any_field_of_a_story_shows_as_text(site: Site) -> None:
    bad = "<i>x</i>&\"'"
    site.post(
        "2026-07-12-flood.md",
        title=bad,
        subtitle=bad,
        author=bad,
        categories=[bad],
        tags=[bad],
        location=bad,
        series=bad,
        source=bad,
        corrections=bad,
    )
    site.build()
    for path in site.path("_site").rglob("*.html"):
        assert not Shown(site, path.relative_to(site.path("_site")).as_posix()).all("//i"), path


def test_the_page_speaks_the_language_of_its_story(site: Site) -> None:
    site.post("2026-07-12-ar.md", title="سلام", date="2026-07-12", lang="ar", categories=["News"], tags=["river"])
    site.post("2026-07-13-en.md", title="Peace", date="2026-07-13")
    site.build()
    page = Shown(site, "news/2026/07/12/ar/index.html")
    sound(page)
    assert (page.tree.get("lang"), page.tree.get("dir")) == ("ar", "rtl")
    # What is in the site's own language says so.
    spoken = "/ancestor-or-self::*[@lang][1]/@lang"
    for path in ("//p[@class='nameplate']//span", "//nav[@class='sections']//a", "//a[@rel='tag']", "//bdi"):
        assert {str(found) for found in page.all(path + spoken)} == {"en"}, path
    other = Shown(site, "2026/07/13/en/index.html")
    assert other.tree.get("lang") == "en"
    assert [str(found) for found in other.all("//bdi/@lang")] == ["ar"]
    card = Shown(site, "index.html").one("//article[@lang='ar']")
    assert card.get("dir") == "rtl"
    assert card.xpath(".//p[@class='kicker']/@lang") == ["en"]
    assert card.xpath(".//time/ancestor-or-self::*[@lang][1]/@lang") == ["en"]


def test_lists_say_what_they_are_and_lead_to_their_feed(paper: Site) -> None:
    paper.write(
        "content/_data/authors.yml",
        "ada:\n  name: Ada\n  role: Editor\n  bio: She counts.\n  email: ada@test.example\n"
        "  links: [{name: Notes, url: 'https://ada.example'}, {name: Bad, url: 'javascript:alert(1)'}]\n",
    )
    paper.build()
    author = Shown(paper, "authors/ada/index.html")
    sound(author)
    head = classed("list-head")
    assert author.words(f"{head}/*") == [
        "Author",
        "Ada",
        "Editor",
        "She counts.",
        "Notes ada@test.example",
        "2 stories RSS feed",
    ]
    assert author.links(f"{head}//a") == [
        "/authors/",
        "https://ada.example",
        "mailto:ada@test.example",
        "/authors/ada/feed.xml",
    ]
    section = Shown(paper, "categories/sport/index.html")
    assert section.words(f"{head}/*") == ["Section", "Sport", "1 story RSS feed"]
    assert section.one("//*[@aria-current]").get("href") == "/categories/sport/"
    month = Shown(paper, "2026/07/index.html")
    assert month.words(f"{head}/*") == ["Archive", "July 2026", "3 stories"]
    assert month.words("//title") == ["July 2026 \N{EN DASH} The Test"]


@pytest.mark.parametrize(
    ("config", "name"),
    [
        ("", "Untitled"),
        ("url: https://me:key@paper.example:8000/x\n", "paper.example:8000"),
        ("title: ' '\n", "Untitled"),
    ],
)
def test_a_paper_without_a_title_has_a_name_all_the_same(paper: Site, config: str, name: str) -> None:
    paper.write("content/_config.yml", config)
    assert not paper.build().failed
    assert Shown(paper, "index.html").words("//title") == Shown(paper, "index.html").words("//h1") == [name]
    assert Shown(paper, "tags/rain/index.html").words("//title") == [f"rain \N{EN DASH} {name}"]
    assert f"<title>{name}</title>" in paper.read("feed.xml")


@pytest.mark.parametrize("links", ["5", "Notes", "[Notes, 5, {name: Notes}]", "{name: Notes, url: /n/}"])
def test_what_is_no_list_of_links_is_passed_over(paper: Site, links: str) -> None:
    paper.build()
    before = Shown(paper, "authors/ada/index.html").links("//nav//a")
    paper.write("content/_data/authors.yml", f"ada: {{name: Ada, role: Editor, links: {links}}}\n")
    paper.edit(
        "content/_config.yml", "title: The Test\n", f"title: The Test\nnavigation: {links}\nfooter_links: {links}\n"
    )
    report = paper.build()
    said = [(problem.severity, problem.line, problem.message.partition(":")[0]) for problem in report.problems]
    assert said == [("warning", 2, "navigation"), ("warning", 3, "footer_links")]
    page = Shown(paper, "authors/ada/index.html")
    assert page.links("//nav//a") == before
    assert page.words(classed("list-role")) == ["Editor"]


def test_an_authors_older_pages_say_nothing_that_changes_with_the_author(site: Site) -> None:
    fill(site, 33, author="Ada")
    site.write("content/_data/authors.yml", "ada: {name: Ada, bio: She counts.}\n")
    site.build()
    assert site.path("_site/authors/ada/page1/index.html").exists()
    site.edit("content/_data/authors.yml", "counts", "reckons")
    assert site.build().written == ["authors/ada/index.html"]


def test_old_pages_of_a_list_lead_on_and_show_no_total(site: Site) -> None:
    fill(site, 33)
    site.build()
    page = Shown(site, "page1/index.html")
    sound(page)
    assert page.words("//h1") == ["All stories"]
    assert page.words(classed("list-facts")) == ["Page 1"]
    assert page.links("//a[@rel='prev']")
    assert not page.links("//a[@rel='next']")


def test_indexes_are_grouped_by_letter_where_they_are_long_and_by_year(site: Site) -> None:
    fill(site, 30, tags=["{}"])
    for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz"):
        site.post(
            f"2025-01-{place + 1:02}-x.md", title=letter, tags=[f"{letter}{place}"], date=f"2025-01-{place + 1:02}"
        )
    site.build()
    tags = Shown(site, "tags/index.html")
    sound(tags)
    assert {*"ABCXYZ"} <= set(tags.words("//h2"))
    archive = Shown(site, "archive/index.html")
    assert archive.words("//h2") == ["2026", "2025"]
    assert archive.words("//main//li") == ["November 2026 30", "January 2025 26"]


def test_the_404_knows_ways_onward(paper: Site) -> None:
    paper.build()
    page = Shown(paper, "404.html")
    sound(page)
    assert {"/", "/archive/", "/categories/", "/authors/", "/tags/", "/tags/rain/"} <= set(page.links("//main//a"))


def test_a_new_story_changes_no_frame(site: Site) -> None:
    fill(site, 30, category="News", tags=["rain"])
    site.post("2025-01-01-quiet.md", title="Quiet", date="2025-01-01", categories=["News"], tags=["quiet"])
    site.write("content/about.md", "---\ntitle: About\n---\nWho we are.\n")
    site.build()
    site.post("2026-11-21-new.md", title="New", date="2026-11-21 08:00:00 +0000", categories=["News"], tags=["rain"])
    written = set(site.build().written)
    assert "index.html" in written
    assert not written & {"about/index.html", "404.html", "news/2025/01/01/quiet/index.html", "authors/index.html"}
    stories = {name for name in written if re.search(r"/s\d+/", name)}
    assert len(stories) <= 5  # its neighbour, and those that it is related to
    assert not site.build().written


def test_styles_stay_light() -> None:
    styles = (Path(__file__).parent.parent / "static/css/main.css").read_text("utf-8")
    assert len(styles) < 32_000
    assert not re.search(r"@import|url\(|https?:", styles)
    assert not re.search(r"[^-](margin|padding|border)-(left|right)\b", styles)
