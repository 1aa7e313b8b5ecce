"""What a page says in schema.org's words is what its readers see."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from heads import FLOOD, HEAD, SETTINGS, built, cards, flood, headed, heads, jpeg, things
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from optional import html
from PIL import Image
from smalllibrary import all_of, library, planned, story, writer
from smallsite import Site

from generator.formats.slugs import term_slug
from generator.model.output import Fill
from generator.model.post import Correction, Credit
from generator.model.post import Image as Picture
from generator.model.settings import Link, Project, Settings, ThemeOptions
from generator.render.lens import Lens
from generator.render.templates import Templates
from generator.render.theme import Theme
from generator.text.typography import set_line, style_of

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def site(site: Site) -> Site:
    """Make a site whose theme is nothing but heads."""
    return headed(site)


@pytest.fixture
def flooded(site: Site) -> Site:
    """Make such a site with one story that says everything."""
    return flood(site)


def test_a_story_in_the_words_of_schema_org(flooded: Site) -> None:
    built(flooded)
    found = things(flooded.read(FLOOD))
    publisher = {"@type": "NewsMediaOrganization", "name": "The Test", "url": "https://test.example/"}
    logo = found["NewsArticle"]["publisher"].pop("logo")
    assert flooded.path("_site" + logo["url"].removeprefix("https://test.example")).exists()
    assert (logo["width"], logo["height"]) == (512, 512)  # the default theme's icon
    images = found["NewsArticle"].pop("image")
    article = {key: value for key, value in found["NewsArticle"].items() if key != "wordCount"}
    assert article == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "River breaks its <banks>",
        "alternativeHeadline": "Low Street is under water",
        "description": "The river & what it took.",
        "url": "https://test.example/2026/07/12/flood/",
        "mainEntityOfPage": {"@type": "WebPage", "@id": "https://test.example/2026/07/12/flood/"},
        "datePublished": "2026-07-12T09:30:00+02:00",
        "dateModified": "2026-07-13T08:00:00+02:00",
        "author": [
            {"@type": "Person", "name": "Ada Wren", "url": "https://test.example/authors/ada-wren/"},
            {"@type": "Person", "name": "Ben", "url": "https://test.example/authors/ben/"},
        ],
        "publisher": publisher,
        "articleSection": "News",
        "keywords": ["rain", "high water"],
        "inLanguage": "en",
        "dateline": "Saltmere",
        "contentLocation": {"@type": "Place", "name": "Saltmere"},
        "isAccessibleForFree": True,
        "isPartOf": [
            {"@type": "WebSite", "name": "The Test", "url": "https://test.example/"},
            {"@type": "CreativeWorkSeries", "name": "The flood", "url": "https://test.example/series/the-flood/"},
        ],
        "position": 1,
        "isBasedOn": {
            "@type": "CreativeWork",
            "url": "https://agency.example/1",
            "publisher": {"@type": "Organization", "name": "The Agency"},
        },
        "correction": [
            {"@type": "CorrectionComment", "text": "It was Monday.", "datePublished": "2026-07-14T00:00:00+02:00"}
        ],
    }
    assert [(image["width"], image["height"]) for image in images] == [(1200, 675), (1200, 900), (1000, 1000)]
    assert {(image["caption"], image["creditText"]) for image in images} == {("Low Street", "Ada/Here")}


def test_the_trail_of_a_story(flooded: Site) -> None:
    built(flooded)
    trail = things(flooded.read(FLOOD))["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in trail] == [
        (1, "The Test", "https://test.example/"),
        (2, "News", "https://test.example/categories/news/"),
        (3, "River breaks its <banks>", "https://test.example/2026/07/12/flood/"),
    ]


def test_machines_are_told_what_readers_see(flooded: Site) -> None:
    flooded.remove("templates")  # the default theme, then
    built(flooded)
    page = flooded.read(FLOOD)
    article = things(page)["NewsArticle"]
    seen = html.fromstring(page.encode())
    body = " ".join(seen.xpath("string(//main)").split())
    assert article["headline"] == " ".join(seen.xpath("string(//h1)").split())
    times = [str(found) for found in seen.xpath("//main//time/@datetime")]
    assert {article["datePublished"], article["dateModified"]} <= set(times)
    told = [article["alternativeHeadline"], article["articleSection"], article["dateline"], *article["keywords"]]
    told += [author["name"] for author in article["author"]] + [article["isBasedOn"]["publisher"]["name"]]
    told += [article["correction"][0]["text"], article["image"][0]["caption"], article["image"][0]["creditText"]]
    assert [text for text in told if text not in body] == []


def test_told_sizes_are_those_of_the_files(flooded: Site) -> None:
    built(flooded)
    page = flooded.read(FLOOD)
    for image in things(page)["NewsArticle"]["image"]:
        path = flooded.path("_site" + image["url"].removeprefix("https://test.example"))
        with Image.open(path) as picture:
            assert picture.size == (image["width"], image["height"])


def test_a_picture_that_is_too_small_for_search_engines_is_on_the_card_only(site: Site) -> None:
    site.write("content/small.jpg", jpeg(200, 100))
    site.post("2026-07-12-flood.md", title="Flood", image="small.jpg")
    built(site)
    page = site.read(FLOOD)
    assert not things(page)["NewsArticle"].get("image")
    (address,) = [value for name, value in cards(page) if name == "og:image"]
    assert site.path("_site" + address.removeprefix("https://test.example")).exists()


def test_a_picture_that_is_just_large_enough_is_told_as_it_is(site: Site) -> None:
    site.write("content/narrow.jpg", jpeg(400, 130))
    site.post("2026-07-12-flood.md", title="Flood", image="narrow.jpg")
    built(site)
    (image,) = things(site.read(FLOOD))["NewsArticle"]["image"]
    assert (image["width"], image["height"]) == (400, 130)


def test_a_picture_of_others_is_told_without_a_size(site: Site) -> None:
    site.post("2026-07-12-flood.md", title="Flood", image="https://pictures.example/a.jpg")
    built(site)
    page = site.read(FLOOD)
    expected = {"@type": "ImageObject", "url": "https://pictures.example/a.jpg"}
    assert things(page)["NewsArticle"]["image"] == [expected]
    assert [pair for pair in cards(page) if "image" in pair[0]] == [("og:image", "https://pictures.example/a.jpg")]


def test_crops_can_be_turned_off(flooded: Site) -> None:
    flooded.write("content/_config.yml", SETTINGS + "images: {crops: false}\n")
    built(flooded)
    assert not [name for name in flooded.tree() if "16x9" in name]
    (image,) = things(flooded.read(FLOOD))["NewsArticle"]["image"]
    assert image["width"] == 960


def test_crops_are_made_once(flooded: Site) -> None:
    built(flooded)
    crops = [name for name in flooded.tree() if name.startswith(("flood-16x9", "flood-4x3", "flood-1x1"))]
    assert len(crops) == 3
    report = flooded.build()
    assert (report.written, report.removed) == ([], [])


def test_a_second_build_needs_no_pillow(flooded: Site) -> None:
    command = (
        "import sys; from generator.cli.main import main; "
        f"assert main(['build', '-C', {str(flooded.root)!r}, '--jobs', '1']) == 0; print('PIL' in sys.modules)"
    )
    said = [
        subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True).stdout.split()[-1]
        for _ in range(2)
    ]
    assert said == ["True", "False"]


def test_a_picture_that_is_not_there_is_not_told(site: Site) -> None:
    site.write("content/_config.yml", SETTINGS + "images: {missing: warn}\n")
    site.post("2026-07-12-flood.md", title="Flood", image="flood.jpg")
    site.build()
    page = site.read(FLOOD)
    assert "image" not in things(page)["NewsArticle"]
    assert not [pair for pair in cards(page) if "image" in pair[0]]


def test_a_page_has_crops_too(site: Site) -> None:
    site.write("content/flood.jpg", jpeg(1600, 1000))
    site.write("content/about.md", "---\ntitle: About\nimage: {path: flood.jpg, focus: left top}\n---\nUs.\n")
    built(site)
    said = dict(cards(site.read("about/index.html")))
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert site.path("_site" + said["og:image"].removeprefix("https://test.example")).exists()


def test_another_focus_gives_other_crops_and_takes_the_old_away(flooded: Site) -> None:
    built(flooded)
    before = {name for name in flooded.tree() if "-1x1-" in name}
    flooded.edit("content/_posts/2026-07-12-flood.md", '"focus":"left"', '"focus":"right"')
    report = flooded.build()
    after = {name for name in flooded.tree() if "-1x1-" in name}
    assert len(before) == len(after) == 1
    assert not before & after
    assert before <= set(report.removed)
    assert flooded.tree() == flooded.clean_tree()


def test_a_story_that_says_little(site: Site) -> None:
    site.post("2026-07-12-flood.md", "The *river* rose.\n\nAnd fell.\n", title="Flood")
    built(site)
    page = site.read(FLOOD)
    assert heads(page, "//meta[@name='description']/@content") == ["The river rose."]
    article = things(page)["NewsArticle"]
    assert article["description"] == "The river rose."
    assert not {"author", "image", "keywords", "articleSection", "dateModified", "correction"} & article.keys()
    assert [step["name"] for step in things(page)["BreadcrumbList"]["itemListElement"]] == ["The Test", "Flood"]


def test_a_story_in_another_language(site: Site) -> None:
    site.post("2026-07-12-flood.md", title="Crue", lang="fr")
    built(site)
    page = site.read(FLOOD)
    assert things(page)["NewsArticle"]["inLanguage"] == "fr"
    assert ("og:locale", "fr_FR") in cards(page)


def test_the_front_page_is_about_the_paper(flooded: Site) -> None:
    theme = (
        "theme: {logo: /logo.png, logo_width: 300, logo_height: 60, social: [{name: Us, url: https://us.example/}]}\n"
    )
    flooded.write("content/logo.png", jpeg(300, 60))
    flooded.write("content/_config.yml", SETTINGS + "description: News of the estuary.\n" + theme)
    built(flooded)
    found = things(flooded.read("index.html"))
    assert found.keys() == {"WebSite", "NewsMediaOrganization"}
    assert found["WebSite"]["url"] == "https://test.example/"
    assert found["NewsMediaOrganization"]["sameAs"] == ["https://us.example/"]
    assert found["NewsMediaOrganization"]["logo"] == {
        "@type": "ImageObject",
        "url": "https://test.example/logo.png",
    }
    assert ("og:description", "News of the estuary.") in cards(flooded.read("index.html"))
    assert ("og:type", "website") in cards(flooded.read("index.html"))


def test_an_authors_list_is_about_the_author(flooded: Site) -> None:
    ada = {"name": "Ada Wren", "role": "Editor", "bio": "She edits.", "picture": "flood.jpg"}
    links = {"website": "https://ada.example/", "links": [{"name": "More", "url": "https://more.example/"}]}
    flooded.write("content/_data/authors.yml", json.dumps({"ada": ada | links}))
    built(flooded)
    page = flooded.read("authors/ada-wren/index.html")
    profile = things(page)["ProfilePage"]
    del profile["mainEntity"]["worksFor"]["logo"]
    assert profile["mainEntity"] == {
        "@type": "Person",
        "name": "Ada Wren",
        "url": "https://test.example/authors/ada-wren/",
        "image": "https://test.example/flood.jpg",
        "jobTitle": "Editor",
        "description": "She edits.",
        "sameAs": ["https://ada.example/", "https://more.example/"],
        "worksFor": {"@type": "NewsMediaOrganization", "name": "The Test", "url": "https://test.example/"},
    }
    assert heads(page, "//meta[@name='description']/@content") == ["She edits."]


def test_lists_and_indexes(flooded: Site) -> None:
    built(flooded)
    page = flooded.read("tags/rain/index.html")
    assert things(page)["CollectionPage"]["url"] == "https://test.example/tags/rain/"
    trail = things(page)["BreadcrumbList"]["itemListElement"]
    assert [step["item"] for step in trail] == [
        "https://test.example/",
        "https://test.example/tags/",
        "https://test.example/tags/rain/",
    ]
    index = things(flooded.read("tags/index.html"))["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in index] == [step["name"] for step in trail[:2]]
    feeds = heads(page, "//link[@rel='alternate']/@href")
    assert feeds == ["/feed.xml", "/atom.xml", "/feed.json", "/tags/rain/feed.xml"]


def test_a_page_outside_the_news(site: Site) -> None:
    site.write("content/about.md", "---\ntitle: About\n---\nWho we are.\n")
    built(site)
    page = site.read("about/index.html")
    assert things(page).keys() == {"BreadcrumbList"}
    assert ("og:type", "website") in cards(page)
    assert ("og:title", "About") in cards(page)


HOSTILE = """</script><!--<script>alert("1")</script>'"><img onerror='x'>&amp;]]>\u2028"""


@pytest.mark.parametrize("is_default", [False, True])
def test_c17_c18_nothing_breaks_out_of_the_head(site: Site, is_default: bool) -> None:
    if is_default:
        site.remove("templates")
    site.post(
        "2026-07-12-flood.md",
        permalink="/flood/",
        title=HOSTILE,
        subtitle=HOSTILE,
        description=HOSTILE,
        authors=[HOSTILE],
        categories=[HOSTILE],
        tags=[HOSTILE],
        location=HOSTILE,
        corrections=[{"text": HOSTILE}],
        source={"name": HOSTILE},
        image={"path": "https://x.example/a.jpg", "alt": HOSTILE, "caption": HOSTILE, "credit": HOSTILE},
    )
    built(site)
    page = site.read("flood/index.html")
    article = things(page)["NewsArticle"]
    plain = HOSTILE.replace("\u2028", "").strip()
    shown = set_line(HOSTILE, style_of("en", {})).replace("\u2028", "").strip()
    assert article["headline"].replace("\u2028", "").strip() == shown
    for said in (article["author"][0]["name"], article["keywords"][0], article["dateline"]):
        assert said.replace("\u2028", "").strip() == plain
    assert len(html.fromstring(page.encode()).xpath("//script")) == len(things(page))
    assert "<img onerror" not in page
    assert dict(cards(page))["og:title"].replace("\u2028", "").strip() == shown


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Any:  # a function
    """Return what fills a story's head, and nothing else of the theme."""
    root = tmp_path_factory.mktemp("paper")
    own = root / "templates"
    own.mkdir()
    (own / "post.html").write_text(HEAD)
    project = Project(root, root, (own, ROOT / "templates"), (), root / "_site", root / "cache")
    templates = Templates(project, {})

    def fill(given: Settings, own: dict[str, Any], **told: Any) -> str:  # fields of all types
        shelf = library([msgspec.structs.replace(story(1, **told), **own)], settings=given)
        theme = Theme(
            project,
            templates,
            Lens(shelf),
            body=lambda _: "",
            to_html=lambda text, _="": text,
            slug=term_slug,
            seal=b"",
        )
        (output,) = planned(all_of(shelf, "story")).values()
        assert isinstance(output.recipe, Fill)
        return theme.fill(output, output.recipe).decode()

    return fill


# What HTML, or a lax reader of it, would not give back as it was written is no concern of ours.
WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"], exclude_characters="\ufeff")
    | st.sampled_from("<>&\"'/!-"),
    min_size=1,
    max_size=30,
).filter(lambda text: text == text.strip() and term_slug(text))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS | st.sampled_from(["</script>", "<!--", "<script", "]]>"]), min_size=12, max_size=12))
def test_c18_any_words_come_back_as_they_were_written(press: Any, words: list[str]) -> None:
    title, name, author, category, tag, location, text, source, caption, credit, alt, social = words
    given_settings = Settings(
        title=name, url="https://test.example", theme=ThemeOptions(social=(Link(social, "https://us.example/"),))
    )
    page = press(
        given_settings,
        {"location": location, "corrections": (Correction(text),), "source": Credit(source)},
        title=title,
        description=text,
        authors=(writer(author),),
        categories=(category,),
        tags=(tag,),
        image=Picture("https://x.example/a.jpg", alt, caption, credit, src="https://x.example/a.jpg"),
    )
    assert page.endswith("<body>end</body>\n</html>\n")
    scripts = html.fromstring(page.encode()).xpath("//head/script/text()")
    article = json.loads(scripts[0])
    assert len(scripts) == len(things(page)) == 2
    assert article["headline"] == title
    assert article["author"][0]["name"] == author
    assert (article["articleSection"], article["keywords"]) == (category, [tag])
    assert article["publisher"]["name"] == name
    assert article["dateline"] == article["contentLocation"]["name"] == location
    assert article["correction"][0]["text"] == text
    assert article["isBasedOn"]["publisher"]["name"] == source
    assert (article["image"][0]["caption"], article["image"][0]["creditText"]) == (caption, credit)
    said = dict(cards(page))
    assert (said["og:title"], said["og:site_name"], said["og:image:alt"]) == (title, name, alt)
    assert (said["article:section"], said["article:tag"]) == (category, tag)
