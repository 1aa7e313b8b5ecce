"""I01 to I04 and I16 in a whole build: what is wrong with a picture is said at the line that names it."""

import io
import struct
import zlib

import pytest
from broken import BAD, broken, printed, refused, warned
from PIL import Image
from smallsite import Site

WITHOUT = "With images: {missing: warn} in _config.yml the site is built without it."
EXPORT = "Export it again as JPEG, PNG, WebP or GIF."
SMALLER = "Export it smaller: 1600 pixels wide is plenty."


def photograph() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(file, "JPEG")
    return file.getvalue()


def png(width: int, height: int) -> bytes:
    """Return a PNG whose header promises this size, and which holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(99))), (b"IEND", b"")]
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def story(*lines: str) -> str:
    return "\n".join(("---", "title: A story", *lines, "---", "Words.", ""))


@pytest.mark.parametrize(
    ("name", "data", "why", "hint"),
    [
        pytest.param("x.jpg", b"", "this file is empty", "Copy the picture there once more.", id="i01"),
        pytest.param("x.jpg", photograph()[:20_000], "the end of this picture is missing", EXPORT, id="i02"),
        pytest.param("x.jpg", photograph()[:100], "this JPEG is damaged", EXPORT, id="i02-head"),
        pytest.param("x.jpg", b"<!DOCTYPE html>\n<html>", "this seems to be a web page", EXPORT, id="i03"),
        pytest.param("x.png", png(30_000, 30_000), "this picture has more than 100 megapixels", SMALLER, id="i04"),
        pytest.param("x.png", png(8_000, 6_000), "the end of this picture is missing", EXPORT, id="i04-hollow"),
        pytest.param("x.png", b"II*\0" + bytes(99), "this seems to be a TIFF picture", EXPORT, id="i13"),
    ],
)
def test_i01_i04_a_picture_that_is_none(paper: Site, name: str, data: bytes, why: str, hint: str) -> None:
    paper.build()
    paper.write(f"content/assets/{name}", data)
    said = f"""\
{BAD}:3:8  image: content/assets/{name}: {why}
    3 | image: /assets/{name}
               ^
  {hint}{"" if "end of" in why else " " + WITHOUT}"""
    assert broken(paper, story(f"image: /assets/{name}")) == said
    assert refused(paper) == said  # said again until it is mended
    paper.write(f"content/assets/{name}", photograph())
    report = paper.build()
    assert report.problems == []
    assert paper.tree() == paper.clean_tree()


@pytest.mark.parametrize(
    ("lines", "place", "caret"),
    [
        (["image: assets/x.jpg"], "3:8", "               ^"),
        (["tags: [a]", "image:", "  alt: A cat", "  path: assets/x.jpg"], "5:3", "          ^"),
        (["image: {path: assets/x.jpg, alt: A cat}"], "3:8", "               ^"),
    ],
)
def test_i16_a_missing_picture(paper: Site, lines: list[str], place: str, caret: str) -> None:
    number = int(place.partition(":")[0])
    said = f"""\
{BAD}:{place}  image: there is no picture "assets/x.jpg"
    {number} | {["---", "title: A story", *lines][number - 1]}
{caret}
  Put it into the content folder under that path, or mend the path. {WITHOUT}"""
    assert broken(paper, story(*lines)) == said


def test_i16_a_missing_picture_of_a_page(paper: Site) -> None:
    said = f"""\
content/page.md:3:8  image: there is no picture "/assets/x.jpg"
    3 | image: /assets/x.jpg
               ^
  Put it into the content folder under that path, or mend the path. {WITHOUT}"""
    assert broken(paper, story("image: /assets/x.jpg"), "content/page.md") == said


@pytest.mark.parametrize(
    "path", ["../../../etc/passwd", "/etc/passwd", "about.md", "/", "assets", "_posts/../about.md"]
)
def test_i16_a_path_that_leads_elsewhere(paper: Site, path: str) -> None:
    paper.write("content/assets/notes.txt", "x")
    said = f'{BAD}:3:8  image: there is no picture "{path}"\n'
    assert broken(paper, story(f"image: {path}")).startswith(said)


def test_i16_a_site_may_ask_for_warnings_only(paper: Site) -> None:
    paper.edit("content/_config.yml", "title:", "images: {missing: warn}\ntitle:")
    paper.build()
    paper.write(BAD, story("image: /assets/x.jpg"))
    said = f"""\
{BAD}:3:8  warning: image: there is no picture "/assets/x.jpg"
    3 | image: /assets/x.jpg
               ^
  Put it into the content folder under that path, or mend the path."""
    assert warned(paper) == said


def test_i16_a_picture_that_is_deleted_is_missed(paper: Site) -> None:
    paper.write("content/assets/x.jpg", photograph())
    paper.write(BAD, story("image: /assets/x.jpg"))
    assert paper.build().problems == []
    paper.remove("content/assets/x.jpg")
    assert refused(paper).startswith(f'{BAD}:3:8  image: there is no picture "/assets/x.jpg"\n')


@pytest.mark.parametrize("base", ["/a", "/as", "/assets", "/news"])
@pytest.mark.parametrize("written", ["{base}/assets/x.jpg", "/assets/x.jpg", "assets/x.jpg"])
def test_i16_baseurl_is_a_folder_not_some_letters(paper: Site, base: str, written: str) -> None:
    paper.edit("content/_config.yml", "title:", f"baseurl: {base}\ntitle:")
    paper.write("content/assets/x.jpg", photograph())
    if base == "/assets" and not written.startswith("{"):
        pytest.skip("/assets/x.jpg is then /x.jpg")
    paper.write(BAD, story(f"image: {written.format(base=base)}"))
    assert printed(paper.build(), paper) == ""


@pytest.mark.parametrize("formats", ["[tiff]", "[]", "avif", "[avif, 3]"])
def test_a_format_that_is_not_known_is_refused(paper: Site, formats: str) -> None:
    paper.edit("content/_config.yml", "title:", f"images: {{formats: {formats}}}\ntitle:")
    assert printed(paper.build(), paper).startswith(
        "content/_config.yml:1:19  images: formats: this should be a list of formats, the one for old browsers last"
    )
