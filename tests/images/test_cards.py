"""Cards that are drawn for stories without a picture."""

import io

import pytest
from broken import BAD, printed, refused, warned
from demonstration import URL, Demo
from heads import cards, things
from PIL import Image, ImageChops, ImageFont
from smallsite import CONFIG, Site

from generator.images.cards import draw_card
from generator.model.digest import Digest
from generator.model.output import SocialCard

CARDS = CONFIG + "images: {cards: true}\n"
STORY = "2026/07/20/bad/index.html"


def drawn(title: str, name: str = "The Test", source: str = "") -> Image.Image:
    data = draw_card(
        SocialCard(
            source,
            Digest(source) if source else None,
            title,
            name,
            "#fcfbf8",
            "#1b1d20",
            "#9c1c20",
            ("", 0, 0),
            Digest("card"),
        )
    )
    return Image.open(io.BytesIO(data)).convert("RGB")


def written(image: Image.Image) -> tuple[int, int, int, int] | None:
    """Return where there is a headline."""
    part = image.crop((0, 30, 1200, 490))
    return ImageChops.difference(part, Image.new("RGB", part.size, "#fcfbf8")).getbbox()


@pytest.fixture
def carded(paper: Site) -> Site:
    paper.write("content/_config.yml", CARDS)
    return paper


def test_a_story_without_a_picture_has_its_headline_as_one(carded: Site) -> None:
    carded.write(BAD, "---\ntitle: River breaks its banks\n---\nWords.\n")
    assert printed(carded.build(), carded) == ""
    said = dict(cards(carded.read(STORY)))
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert said["og:image:alt"] == "River breaks its banks"
    assert 'name="twitter:card" content="summary_large_image"' in carded.read(STORY)
    with Image.open(carded.path("_site" + said["og:image"].removeprefix("https://test.example"))) as image:
        assert (image.size, image.format) == ((1200, 630), "PNG")
    assert "image" not in things(carded.read(STORY))["NewsArticle"]  # it shows nothing of what happened
    assert carded.build().written == []


def test_none_is_drawn_unasked_or_where_there_is_a_picture(carded: Site) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (800, 600)).save(picture, "JPEG")
    carded.write("content/x.jpg", picture.getvalue())
    carded.write(BAD, "---\ntitle: Pictured\nimage: x.jpg\n---\nWords.\n")
    assert not carded.build().failed
    assert dict(cards(carded.read(STORY)))["og:image"].startswith("https://test.example/x-card-")
    made = [name for name in carded.tree() if name.startswith("assets/cards/")]
    assert len(made) == 3  # of the stories without one
    carded.write("content/_config.yml", CONFIG)
    carded.build()
    assert not [name for name in carded.tree() if name.startswith("assets/cards/")]
    assert "og:image" not in dict(cards(carded.read("news/2026/07/12/flood/index.html")))


def test_a_drawing_is_no_card(carded: Site) -> None:
    carded.write("content/x.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    carded.write(BAD, "---\ntitle: Drawn\nimage: x.svg\n---\nWords.\n")
    carded.build()
    assert "/assets/cards/" in dict(cards(carded.read(STORY)))["og:image"]


def test_a_new_headline_changes_the_card_and_no_other(carded: Site) -> None:
    carded.build()
    before = {name for name in carded.tree() if name.startswith("assets/cards/")}
    carded.edit("content/_posts/2026-07-12-flood.md", "Flood", "Deluge")
    report = carded.build()
    after = {name for name in carded.tree() if name.startswith("assets/cards/")}
    assert len(before - after) == len(after - before) == 1
    assert [name for name in report.written if name.startswith("assets/cards/")] == list(after - before)
    assert carded.tree() == carded.clean_tree()


@pytest.mark.parametrize("title", ["Привіт, читальне", "السماور", "Für Würmer", "新聞", "Emoji 🎈"])
def test_what_the_font_cannot_write_is_left_out(title: str) -> None:
    assert drawn(title).tobytes() == drawn("\ufffe").tobytes()
    assert drawn(title, "日報").tobytes() == drawn("\ufffe", "\ufffe").tobytes()


@pytest.mark.parametrize(
    "title",
    ["A", "Rain \u2013 again\u2026 \u201cso\u201d it\u2019s", "word " * 200, "W" * 300, "a" * 40 + " " + "b" * 90],
)
def test_every_headline_fits(title: str) -> None:
    box = written(drawn(title))
    assert box is not None
    assert box[0] >= 60
    assert box[2] <= 1140
    assert box[3] <= 470


def test_the_colours_are_the_papers_own() -> None:
    shades = {colour for _, colour in drawn("Rain").getcolors() or []}
    assert len(shades) <= 16
    assert {(0xFC, 0xFB, 0xF8), (0x1B, 0x1D, 0x20), (0x9C, 0x1C, 0x20)} <= shades


def test_the_sites_own_font(carded: Site) -> None:
    font = ImageFont.load_default(20)
    assert isinstance(font, ImageFont.FreeTypeFont)
    carded.write("content/fonts/own.ttf", font.font_bytes)
    carded.write("content/_config.yml", CARDS.replace("cards: true", "cards: true, card_font: /fonts/own.ttf"))
    report = carded.build()
    assert printed(report, carded) == ""
    carded.write("content/fonts/own.ttf", b"no font")
    assert "image: content/fonts/own.ttf: this is not a font that can be drawn with" in refused(carded)


def test_a_font_that_is_not_there(carded: Site) -> None:
    carded.build()
    carded.write("content/_config.yml", CARDS.replace("cards: true", "cards: true, card_font: x.ttf"))
    assert 'content/_config.yml:4:9  warning: images: card_font: there is no file "x.ttf"' in warned(carded)


def test_every_story_of_the_newspaper_has_a_card_of_the_size_that_it_tells(demo: Demo) -> None:
    for path, page in demo.news().items():
        told = {one.get("property"): one.get("content") for one in page.iter("meta")}
        url = told["og:image"]
        assert url.startswith(URL), path
        with Image.open(demo.file(url.removeprefix(URL))) as image:
            assert (image.width, image.height) == (int(told["og:image:width"]), int(told["og:image:height"])), path
            assert image.width / image.height == pytest.approx(1200 / 630, rel=0.01), path
