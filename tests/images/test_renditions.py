"""`images: {widths, hero, thumbnail}`: a picture comes in the widths of the place where it is shown."""

import io
import re
from collections.abc import Iterable

import pytest
from broken import BAD, broken, printed
from optional import Element, html
from PIL import Image as Pillow
from smallsite import CONFIG, Site
from text.test_image_markup import BOAT, STORY, candidates, check_files, jpeg, png, story

LIST = "tags/boats/index.html"
FRONT = "index.html"
BOTH = "hero: [300, 600], thumbnail: [90, 180]"
HERO = "tags: [boats]\nimage: {path: /assets/boat.jpg, alt: A boat}"
TEXT = "![A boat](/assets/boat.jpg)"
OTHER = "content/_posts/2026-07-01-other.md"


@pytest.fixture
def harbour(paper: Site) -> Site:
    """Make a site with a story that has a picture, and the same one in its text."""
    paper.write(BOAT, jpeg(800, 400))
    paper.write(BAD, story(TEXT, HERO))
    return paper


def told(site: Site, images: str) -> Site:
    """Build with these settings of pictures."""
    site.write("content/_config.yml", f"{CONFIG}images: {{{images}}}\n")
    assert printed(site.build(), site) == ""
    return site


def pictures(site: Site, page: str, kind: str) -> list[Element]:
    """Return the pictures within elements of that class."""
    return [
        picture
        for element in html.document_fromstring(site.read(page)).find_class(kind)
        for picture in element.iter("picture")
    ]


def widths(picture: Element) -> list[int]:
    """Return the widths among which modern browsers choose."""
    (source,) = picture.iter("source")
    return list(candidates(source.get("srcset")).values())


def made(site: Site, name: str = "boat") -> list[str]:
    """Return the sizes and shapes that there are of a picture."""
    found = [re.fullmatch(rf"assets/{name}-(\w+)-[0-9a-f]+(\.\w+)", path) for path in site.tree()]
    return sorted(one[1] + one[2] for one in found if one)


def sizes(avif: Iterable[int], jpg: Iterable[int], shapes: Iterable[str] = ("16x9", "1x1", "4x3", "card")) -> list[str]:
    return sorted([f"{one}.avif" for one in avif] + [f"{one}.jpg" for one in (*jpg, *shapes)])


def test_a_picture_has_the_widths_of_the_place_where_it_is_shown(harbour: Site) -> None:
    told(harbour, f"widths: [200, 400], {BOTH}")
    shown = {
        "hero": pictures(harbour, STORY, "hero"),
        "text": pictures(harbour, STORY, "prose"),
        "lead": pictures(harbour, FRONT, "lead-picture"),
        "row": pictures(harbour, LIST, "row-picture"),
    }
    assert {place: [widths(one) for one in found] for place, found in shown.items()} == {
        "hero": [[300, 600]],
        "text": [[200, 400]],
        "lead": [[300, 600]],
        "row": [[90, 180]],
    }
    for (picture,) in shown.values():
        check_files(harbour, picture)
    assert made(harbour) == sizes([90, 180, 200, 300, 400, 600], [180, 400, 600])
    assert harbour.build().written == []
    assert harbour.tree() == harbour.clean_tree()


def test_cards_show_thumbnails(harbour: Site) -> None:
    harbour.write("content/_posts/2026-07-21-newer.md", story("Words.", "pin: true", HERO))
    told(harbour, BOTH)
    (lead,), (card,) = pictures(harbour, FRONT, "lead-picture"), pictures(harbour, FRONT, "card-picture")
    assert (widths(lead), widths(card)) == ([300, 600], [90, 180])
    (img,) = card.iter("img")
    assert (img.get("width"), img.get("height"), img.get("loading")) == ("180", "90", "lazy")


def test_one_width_will_do(harbour: Site) -> None:
    told(harbour, "widths: 400, hero: 700, thumbnail: 90")
    (hero,), (row,) = pictures(harbour, STORY, "hero"), pictures(harbour, LIST, "row-picture")
    check_files(harbour, hero)
    check_files(harbour, row)
    assert (widths(hero), widths(row)) == ([700], [90])
    assert made(harbour) == sizes([90, 400, 700], [90, 400, 700])


def test_what_is_not_said_is_the_widths(harbour: Site) -> None:
    plain = told(harbour, "widths: [200, 400]").tree()
    assert made(harbour) == sizes([200, 400], [400])
    (row,) = pictures(harbour, LIST, "row-picture")
    assert widths(row) == [200, 400]
    assert told(harbour, "widths: [200, 400], hero: [400, 200, 200]").tree() == plain
    assert told(harbour, "hero: [200, 400], widths: [200, 400], thumbnail: [200, 400]").tree() == plain


def test_thumbnails_change_lists_and_nothing_else(harbour: Site) -> None:
    before = told(harbour, "crops: true").tree()
    after = told(harbour, "thumbnail: [90, 180]").tree()
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert {path for path in changed if not path.startswith("assets/")} == {
        ".newsprint", LIST, "2026/index.html", "2026/07/index.html",
    }  # fmt: skip
    assert {re.sub("-[0-9a-f]+[.]", ".", path) for path in changed - before.keys()} == {
        "assets/boat-90.avif", "assets/boat-180.avif", "assets/boat-180.jpg",
    }  # fmt: skip
    assert before.keys() - after.keys() == set()


def test_one_file_for_a_size_that_two_places_ask_for(harbour: Site) -> None:
    harbour.write(BAD, story("Words.", HERO))
    harbour.write(OTHER, story(TEXT))
    told(harbour, "widths: [200, 400], hero: [400, 600], thumbnail: [90, 200]")
    assert made(harbour) == sizes([90, 200, 400, 600], [200, 400, 600])
    (hero,), (text,) = pictures(harbour, STORY, "hero"), pictures(harbour, "2026/07/01/other/index.html", "prose")
    files = [candidates(next(one.iter("source")).get("srcset")) for one in (hero, text)]
    assert [path for path in files[0] if path in files[1]] == [path for path, width in files[0].items() if width == 400]


def test_a_story_that_shows_a_picture_large_changes_no_other(harbour: Site) -> None:
    harbour.write(BAD, story("Words."))
    harbour.write(OTHER, story(TEXT))
    told(harbour, f"widths: [200, 400], {BOTH}")
    assert made(harbour) == sizes([200, 400], [400], ())
    before = harbour.tree()
    harbour.write(BAD, story("Words.", HERO))
    report = harbour.build()
    assert "2026/07/01/other/index.html" not in report.written
    pictures_before = [path for path in before if "boat-" in path]
    assert all(harbour.tree()[path] == before[path] for path in pictures_before)
    harbour.remove(OTHER)
    harbour.build()
    assert made(harbour) == sizes([90, 180, 300, 600], [180, 600])
    assert harbour.tree() == harbour.clean_tree()


def test_a_small_picture_is_never_enlarged(harbour: Site) -> None:
    harbour.write(BOAT, jpeg(100, 50))
    told(harbour, f"widths: [200, 400], {BOTH}")
    assert made(harbour) == sizes([90, 100], [100], ())
    (row,), (hero,) = pictures(harbour, LIST, "row-picture"), pictures(harbour, STORY, "hero")
    assert (widths(row), widths(hero)) == ([90, 100], [100])


def test_the_fallback_of_each_is_its_widest_up_to_960(harbour: Site) -> None:
    harbour.write(BOAT, jpeg(1500, 300))
    told(harbour, "widths: [1000, 1500], hero: [300, 960, 1400], thumbnail: [90, 1000], crops: false")
    assert made(harbour) == sizes([90, 300, 960, 1000, 1400, 1500], [90, 960, 1000], ())


def test_in_one_format_each_has_all_its_widths(harbour: Site) -> None:
    told(harbour, f"formats: [original], {BOTH}")
    row = html.document_fromstring(harbour.read(LIST)).find_class("row-picture")[0]
    (img,) = row.iter("img")
    assert list(candidates(img.get("srcset")).values()) == [90, 180]
    assert (img.get("width"), img.get("height")) == ("180", "90")
    assert not list(row.iter("picture", "source"))


@pytest.mark.parametrize(
    ("image", "src"),
    [("/assets/map.svg", "/assets/map.svg"), ("https://x.example/a.jpg", "https://x.example/a.jpg")],
    ids=["a drawing", "somebody else's"],
)
def test_i15_what_has_no_sizes_is_shown_as_it_is(harbour: Site, image: str, src: str) -> None:
    harbour.write("content/assets/map.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    harbour.write(BAD, story("Words.", "tags: [boats]", f"image: {{path: '{image}', alt: A map}}"))
    told(harbour, BOTH)
    for page, kind in ((STORY, "hero"), (LIST, "row-picture")):
        (img,) = html.document_fromstring(harbour.read(page)).find_class(kind)[0].iter("img")
        assert (img.get("src"), img.get("srcset"), img.get("width")) == (src, None, None)


def test_a_missing_picture_that_is_a_warning_is_in_no_list(harbour: Site) -> None:
    harbour.build()
    harbour.remove(BOAT)
    harbour.write("content/_config.yml", f"{CONFIG}images: {{missing: warn, {BOTH}}}\n")
    assert not harbour.build().failed
    assert html.document_fromstring(harbour.read(LIST)).find_class("row-picture") == []
    assert "boat.jpg" not in harbour.read(LIST)


def test_what_moves_moves_in_lists_too(harbour: Site) -> None:
    frames = [Pillow.new("RGB", (400, 200), shade) for shade in ("red", "green", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=100)
    harbour.write("content/assets/wave.gif", file.getvalue())
    harbour.write(BAD, story("Words.", "tags: [boats]", "image: {path: /assets/wave.gif, alt: A wave}"))
    told(harbour, f"crops: false, {BOTH}")
    assert made(harbour, "wave") == ["180.gif", "180.webp", "300.webp", "400.gif", "400.webp", "90.webp"]
    for path in [path for path in harbour.tree() if path.startswith("assets/wave-")]:
        with Pillow.open(harbour.path(f"_site/{path}")) as picture:
            assert getattr(picture, "n_frames", 1) == 3


def test_a_tower_is_too_long_for_modern_formats_only_where_it_is_large(harbour: Site) -> None:
    harbour.write("content/assets/tower.png", png(400, 20_000))
    harbour.write(BAD, story("Words.", "tags: [boats]", "image: {path: /assets/tower.png, alt: A tower}"))
    told(harbour, "hero: 400, thumbnail: 90, crops: false")
    assert made(harbour, "tower") == ["400.png", "90.avif", "90.png"]


def test_a_theme_asks_for_thumbnails(harbour: Site) -> None:
    harbour.write(
        "templates/list.html",
        "{% for post in paginator.posts if post.image %}{% set it = post.image.thumbnail %}"
        "{{ it.src }} {{ it.srcset }} {{ it.sources|length }} {{ it.width }}x{{ it.height }}{% endfor %}",
    )
    told(harbour, f"crops: false, {BOTH}")
    assert re.fullmatch(r"(/assets/boat-180-\w+.jpg) \1 180w 1 180x90", harbour.read(LIST))
    told(harbour, "crops: false, hero: [300, 600]")
    assert re.fullmatch(r"(/assets/boat-600-\w+.jpg) \1 600w 1 600x300", harbour.read(LIST))


def test_a_page_has_both(harbour: Site) -> None:
    harbour.write("content/map.md", f"---\ntitle: Map\n{HERO}\n---\n{TEXT}\n")
    harbour.write(BAD, story("Words."))
    told(harbour, f"widths: [200], crops: false, {BOTH}")
    assert [widths(one) for one in pictures(harbour, "map/index.html", "hero")] == [[300, 600]]
    assert made(harbour) == sizes([90, 180, 200, 300, 600], [180, 200, 600], ())


def test_widths_that_make_no_sense_are_said_with_a_way_out(harbour: Site) -> None:
    harbour.build()
    harbour.write("content/_config.yml", "title: T\nimages:\n  thumbnail: [240, wide]\n")
    assert broken(harbour, story("Words.")).splitlines()[-1].strip() == (
        "Write thumbnail: 960 or thumbnail: [480, 960], each from 1 to 10000."
    )


def test_what_is_wrong_with_a_width_is_said_at_its_own_line(harbour: Site) -> None:
    harbour.write(
        "content/_config.yml", "url: https://t.example\nimages:\n  widths: [480]\n  herro: 5\n  # wide\n  hero: wide\n"
    )
    wrong = harbour.build().problems
    assert [(one.line, one.column, one.severity) for one in wrong] == [(6, 9, "error")]
    harbour.edit("content/_config.yml", "hero: wide", "hero: 600")
    wrong = harbour.build().problems
    assert [(one.line, one.column, one.severity) for one in wrong] == [(4, 10, "warning")]
    assert wrong[0].message == "images: herro: there is no such setting"
