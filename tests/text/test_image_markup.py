"""Pictures on a page: all sizes and formats of the site's own, in front matter and texts; captions and credits."""

import io
import re
import struct

import pytest
from broken import BAD, broken, printed, refused, warned
from hypothesis import given
from hypothesis import strategies as st
from optional import Element, html
from PIL import Image as Pillow
from smallsite import CONFIG, Site

from generator.images.metadata import EmbeddedMetadata, mean_color, read_metadata
from generator.model.post import Figure, Image
from generator.text.image_markup import with_image_markup

STORY = "2026/07/20/bad/index.html"
BOAT = "content/assets/boat.jpg"


def jpeg(
    width: int = 1200, height: int = 800, shade: tuple[int, int, int] = (120, 120, 120), **options: object
) -> bytes:
    file = io.BytesIO()
    Pillow.new("RGB", (width, height), shade).save(file, "JPEG", **options)
    return file.getvalue()


def png(width: int, height: int, mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Pillow.new(mode, (width, height)).save(file, "PNG")
    return file.getvalue()


def story(body: str, *lines: str) -> str:
    return "\n".join(("---", "title: A story", *lines, "---", body, ""))


def built(site: Site) -> None:
    assert printed(site.build(), site) == ""


def prose(site: Site, body: str, *lines: str, name: str = BAD, page: str = STORY) -> Element:
    """Return the running text of a story that has this body."""
    site.write(name, story(body, *lines))
    built(site)
    (found,) = html.document_fromstring(site.read(page)).find_class("prose")
    return found


def candidates(srcset: str) -> dict[str, int]:
    """Return the files that a `srcset` names, with their widths."""
    return {url: int(width.removesuffix("w")) for url, width in (one.split() for one in srcset.split(", "))}


@pytest.fixture
def harbour(paper: Site) -> Site:
    """Make a site that has a picture."""
    paper.write(BOAT, jpeg())
    return paper


def check_files(site: Site, picture: Element, baseurl: str = "") -> None:
    """Look whether each file that a picture names is there, in the format and width that is promised."""
    sources = [(one.get("type"), candidates(one.get("srcset"))) for one in picture.iter("source")]
    assert sources
    for mime, files in sources:
        for url, width in files.items():
            with Pillow.open(site.path("_site" + url.removeprefix(baseurl))) as made:
                assert (Pillow.MIME[made.format or ""], made.width) == (mime, width)
    (img,) = picture.iter("img")
    with Pillow.open(site.path("_site" + img.get("src").removeprefix(baseurl))) as made:
        assert (str(made.width), str(made.height)) == (img.get("width"), img.get("height"))
        assert made.format == "JPEG"


def test_a_storys_picture_in_every_size_and_format(harbour: Site) -> None:
    harbour.write(BAD, story("Words.", "image: {path: /assets/boat.jpg, alt: A boat, focus: 20% 30%}"))
    built(harbour)
    (hero,) = html.document_fromstring(harbour.read(STORY)).find_class("hero")
    (picture,) = hero.iter("picture")
    check_files(harbour, picture)
    (img,) = picture.iter("img")
    assert img.get("style") == "background-color:#787878;object-position:20% 30%"
    assert (img.get("alt"), img.get("fetchpriority"), img.get("loading")) == ("A boat", "high", None)
    sizes = "(min-width: 62rem) 51.5rem, (min-width: 42rem) 38rem, 100vw"
    assert {one.get("sizes") for one in picture.iter("source")} == {sizes}
    (card,) = html.document_fromstring(harbour.read("index.html")).find_class("lead-picture")
    check_files(harbour, card)


def test_a_picture_in_a_text(harbour: Site) -> None:
    text = prose(harbour, 'Before.\n\n![A boat](/assets/boat.jpg "The <boat> & crew")\n\nAfter.')
    (figure,) = text.iter("figure")
    (picture,) = figure.iter("picture")
    check_files(harbour, picture)
    (img,) = picture.iter("img")
    assert (img.get("alt"), img.get("title"), img.get("loading")) == ("A boat", None, "lazy")
    assert img.get("style") == "background-color:#787878"
    assert [caption.text for caption in figure.iter("figcaption")] == ["The <boat> & crew"]
    assert [child.tag for child in text] == ["p", "figure", "p"]


def test_a_picture_among_words_or_without_a_title_is_no_figure(harbour: Site) -> None:
    text = prose(
        harbour, '![A](/assets/boat.jpg "T") and words.\n\n![B](/assets/boat.jpg)\n\n> ![C][c]\n\n[c]: /assets/boat.jpg'
    )
    assert not list(text.iter("figure"))
    assert [img.get("title") for img in text.iter("img")] == ["T", None, None]
    assert len(list(text.iter("picture"))) == 3


@pytest.mark.parametrize(
    "src",
    ["https://x.example/a.jpg", "//x.example/a.jpg", "data:image/gif;base64,R0lGODlhAQABAAAAACw="],
)
def test_pictures_of_others_only_load_late(harbour: Site, src: str) -> None:
    (img,) = prose(harbour, f'<p><img alt="" src="{src}" title="T"></p>').iter("img")
    assert dict(img.attrib) == {"loading": "lazy", "decoding": "async", "alt": "", "src": src, "title": "T"}


@pytest.mark.parametrize(
    ("src", "base"),
    [
        ("/assets/boat.jpg", ""),
        ("assets/boat.jpg", ""),
        ("../../../../assets/boat.jpg?v=1#top", ""),
        ("https://test.example/assets/boat.jpg", ""),
        ("/assets/bo%61t.jpg", ""),
        ("/news/assets/boat.jpg", "/news"),
        ("/assets/boat.jpg", "/news"),
        ("https://test.example/news/assets/boat.jpg", "/news"),
    ],
)
def test_every_way_to_name_a_picture(harbour: Site, src: str, base: str) -> None:
    harbour.write("content/_config.yml", f"{CONFIG}baseurl: '{base}'\n")
    (picture,) = prose(harbour, f"![A boat]({src})").iter("picture")
    check_files(harbour, picture, base)
    (img,) = picture.iter("img")
    assert img.get("src").startswith(f"{base}/assets/boat-")


def test_a_picture_beside_its_page(harbour: Site) -> None:
    harbour.write("content/guides/map.jpg", jpeg(500, 300))
    page = prose(harbour, "![Map](map.jpg)", name="content/guides/walk.md", page="guides/walk/index.html")
    (picture,) = page.iter("picture")
    check_files(harbour, picture)


def test_a_page_of_html_has_its_pictures_too(harbour: Site) -> None:
    harbour.write(
        "content/plain.html", '---\nlayout: none\n---\n<!DOCTYPE html><img src=/assets/boat.jpg alt="A &amp; b">'
    )
    built(harbour)
    (picture,) = html.document_fromstring(harbour.read("plain/index.html")).iter("picture")
    check_files(harbour, picture)


def test_what_its_author_says_of_a_picture_holds(harbour: Site) -> None:
    body = '<img src="/assets/boat.jpg" width="300" class="left" loading="eager" style="float: left">\n'
    (picture,) = prose(harbour, body).iter("picture")
    (img,) = picture.iter("img")
    assert (img.get("width"), img.get("height"), img.get("class")) == ("300", "200", "left")
    assert (img.get("loading"), img.get("style")) == ("eager", "float: left")
    assert {source.get("sizes") for source in picture.iter("source")} == {"300px"}


def test_a_picture_that_is_written_with_its_sizes_stays_as_it_is(harbour: Site) -> None:
    body = '<picture><source srcset="/assets/boat.jpg 2x"><img src="/assets/boat.jpg" alt=""></picture>'
    (img,) = prose(harbour, body).iter("img")
    assert dict(img.attrib) == {"loading": "lazy", "decoding": "async", "src": "/assets/boat.jpg", "alt": ""}


def test_i15_a_drawing_in_a_text_stays_a_file(harbour: Site) -> None:
    harbour.write("content/assets/map.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    (img,) = prose(harbour, "![Map](assets/map.svg)").iter("img")
    assert dict(img.attrib) == {"loading": "lazy", "decoding": "async", "alt": "Map", "src": "/assets/map.svg"}


def test_i16_a_missing_picture_in_a_text(harbour: Site) -> None:
    said = f"""\
{BAD}:6:6  there is no picture "/assets/gone.jpg"
    6 | ![B](/assets/gone.jpg)
             ^
  Put it into the content folder under that path, or mend the path. \
With images: {{missing: warn}} in _config.yml the site is built without it."""
    told = broken(harbour, story("`![A](/assets/boat.jpg)`\n\n![B](/assets/gone.jpg)"))
    assert told == said
    assert refused(harbour) == told  # said again until it is mended
    harbour.write("content/assets/gone.jpg", jpeg())
    built(harbour)
    assert "gone-480" in harbour.read(STORY)
    harbour.remove("content/assets/gone.jpg")
    assert refused(harbour) == told


def test_i16_a_missing_picture_may_be_a_warning(harbour: Site) -> None:
    harbour.edit("content/_config.yml", "title:", "images: {missing: warn}\ntitle:")
    harbour.build()
    harbour.write(BAD, story("![B](/assets/gone.jpg)"))
    assert f'{BAD}:4:6  warning: there is no picture "/assets/gone.jpg"' in warned(harbour)
    (img,) = html.document_fromstring(harbour.read(STORY)).find_class("prose")[0].iter("img")
    assert img.get("src") == "/assets/gone.jpg"


def test_i01_i02_a_picture_in_a_text_that_is_none(harbour: Site) -> None:
    harbour.write("content/assets/half.jpg", b"<!DOCTYPE html>")
    said = broken(harbour, story("![B](/assets/half.jpg)"))
    assert said.startswith(f"{BAD}:4:6  content/assets/half.jpg: this seems to be a web page\n")


def test_a_sample_of_code_names_no_picture(harbour: Site) -> None:
    text = prose(
        harbour, "Write `![A](/assets/none.jpg)`:\n\n    <img src='/assets/none.jpg'>\n\n<!-- <img src='/none.jpg'> -->"
    )
    assert not list(text.iter("img"))
    assert not [name for name in harbour.tree() if name.startswith("assets/boat-")]


def test_a_picture_in_one_text_changes_no_other_page(harbour: Site) -> None:
    prose(harbour, "Words.")
    harbour.write(BAD, story("Words.\n\n![A boat](/assets/boat.jpg)"))
    report = harbour.build()
    pages = {name for name in report.written if not name.startswith("assets/boat-")}
    assert pages == {STORY, "feed.xml", "atom.xml", "feed.json"}
    assert harbour.build().written == []


def test_another_picture_under_its_name_changes_the_page(harbour: Site) -> None:
    before = html.tostring(prose(harbour, "![A boat](/assets/boat.jpg)"))
    harbour.write(BOAT, jpeg(1200, 800, (200, 10, 10)))
    built(harbour)
    (after,) = html.document_fromstring(harbour.read(STORY)).find_class("prose")
    assert html.tostring(after) != before
    check_files(harbour, after)
    assert harbour.tree() == harbour.clean_tree()


def test_feeds_name_every_size_by_its_whole_address(harbour: Site) -> None:
    prose(harbour, "![A boat](/assets/boat.jpg)")
    urls = re.findall(r"[^\s\"',]+boat-\d+-[0-9a-f]+\.\w+", harbour.read("feed.xml"))
    assert urls
    assert all(url.startswith("https://test.example/assets/") for url in urls)


def test_a_transparent_picture_has_no_colour_behind_it(harbour: Site) -> None:
    harbour.write("content/assets/logo.png", png(600, 400, "RGBA"))
    (img,) = prose(harbour, "![Logo](/assets/logo.png)").iter("img")
    assert img.get("style") == "background-color:transparent"


# What is not a picture


MARKUP = "<p>|</p>|<img src=x>|<img|src='a'| |title='t'|>|<!--|-->|x|\"|<script>|</script>|<picture>|</picture>|é|\n|/"


@given(st.lists(st.sampled_from(MARKUP.split("|")), max_size=25).map("".join))
def test_all_but_pictures_stays_byte_for_byte(text: str) -> None:
    done = with_image_markup(text, (), "")
    assert re.sub(r"<(img) loading=\"lazy\" decoding=\"async\"", r"<\1", done) == text


@given(st.text(alphabet="<>/pimgsrc=\"' ax\n!-", max_size=60))
def test_what_is_broken_is_left_alone(text: str) -> None:
    figures = [
        Figure("a", (1, 1), Image("/a", src="/a-9.jpg", srcset="/a-9.jpg 9w", width=9, height=9, file_digest="1"))
    ]
    done = with_image_markup(text, figures, "")
    assert done == text or "<img" in text.lower()


def test_a_text_of_a_million_tags_takes_no_time() -> None:
    text = "<p><img src='a'" * 50_000 + "<p>" * 200_000
    assert with_image_markup(text, (), "")


# What files say of themselves


def iptc(**records: str) -> bytes:
    """Return a JPEG that says this in IPTC's way."""
    numbers = {"caption": 120, "creator": 80, "agency": 110, "copyright": 116}
    block = b"".join(
        struct.pack(">BBBH", 0x1C, 2, numbers[name], len(text.encode())) + text.encode()
        for name, text in records.items()
    )
    block += b"\0" * (len(block) % 2)
    part = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(block)) + block
    plain = jpeg()
    return plain[:2] + b"\xff\xed" + struct.pack(">H", len(part) + 2) + part + plain[2:]


XMP = """<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/'
 photoshop:Credit='Agency'><dc:description><rdf:Alt><rdf:li xml:lang='fr'>Un bateau</rdf:li>
<rdf:li xml:lang='x-default'>A boat\N{ZERO WIDTH SPACE} at
 dawn</rdf:li></rdf:Alt></dc:description><dc:creator><rdf:Seq><rdf:li>Ada</rdf:li><rdf:li>Bo</rdf:li></rdf:Seq></dc:creator>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def exif(**tags: str) -> bytes:
    numbers = {"caption": 0x010E, "creator": 0x013B, "copyright": 0x8298}
    told = Pillow.Exif()
    for name, text in tags.items():
        told[numbers[name]] = text
    return jpeg(exif=told.tobytes())


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            iptc(caption="A boat é", creator="Ada", agency="Agency", copyright="© A"),
            EmbeddedMetadata("A boat é", "Ada/Agency", "© A"),
        ),
        (iptc(creator="Ada", agency="Ada / Agency"), EmbeddedMetadata("", "Ada / Agency", "")),
        (jpeg(xmp=XMP.encode()), EmbeddedMetadata("A boat at dawn", "Ada, Bo/Agency", "")),
        (exif(caption="A boat", creator="Ada", copyright="(c) Ada"), EmbeddedMetadata("A boat", "Ada", "(c) Ada")),
        (exif(caption="OLYMPUS DIGITAL CAMERA"), EmbeddedMetadata()),
        (jpeg(xmp=b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + XMP.encode()), EmbeddedMetadata()),
        (jpeg(xmp=b"<broken"), EmbeddedMetadata()),
        (jpeg(), EmbeddedMetadata()),
    ],
    ids=["iptc", "agency", "xmp", "exif", "camera", "entities", "broken", "none"],
)
def test_a_file_says_what_it_shows_and_whose_it_is(data: bytes, expected: EmbeddedMetadata) -> None:
    with Pillow.open(io.BytesIO(data)) as image:
        assert read_metadata(image) == expected


def test_where_front_matter_says_nothing_the_file_does(harbour: Site) -> None:
    harbour.write(BOAT, iptc(caption="Boats <at> dawn", creator="Ada", copyright="© Ada"))
    harbour.write(BAD, story("![A](/assets/boat.jpg 'Mine')", "image: {path: /assets/boat.jpg, alt: A boat}"))
    built(harbour)
    page = harbour.read(STORY)
    assert 'Boats &lt;at&gt; dawn <span class="credit">Ada</span>' in page
    assert 'Mine <span class="credit">Ada</span>' in page
    assert '"copyrightNotice": "© Ada"' in page or '"copyrightNotice":"© Ada"' in page
    harbour.write(BAD, story("Words.", "image: {path: /assets/boat.jpg, alt: A boat, caption: Ours, credit: Us}"))
    built(harbour)
    assert 'Ours <span class="credit">Us</span>' in harbour.read(STORY)


def test_what_another_file_says_takes_its_place(harbour: Site) -> None:
    harbour.write(BOAT, iptc(caption="One", creator="Ada"))
    harbour.write(BAD, story("Words.", "image: {path: /assets/boat.jpg, alt: A boat}"))
    built(harbour)
    harbour.write(BOAT, iptc(caption="Two"))
    built(harbour)
    page = harbour.read(STORY)
    assert "<figcaption>Two</figcaption>" in page
    assert "One" not in page
    assert harbour.tree() == harbour.clean_tree()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (jpeg(64, 64, (200, 30, 60)), "#c81e3c"),
        (png(3000, 2000), ""),
        (png(30, 20, "RGBA"), "transparent"),
        (png(30, 20, "I;16"), ""),
        (jpeg()[:700], ""),
    ],
    ids=["jpeg", "large png", "transparent", "16 bits", "broken"],
)
def test_the_colour_to_show_until_a_picture_is_there(data: bytes, expected: str) -> None:
    with Pillow.open(io.BytesIO(data)) as image:
        found = mean_color(image)
    assert len(found) == len(expected)
    assert all(
        abs(int(found[at : at + 2], 16) - int(expected[at : at + 2], 16)) < 4 for at in (1, 3, 5) if "#" in expected
    )
