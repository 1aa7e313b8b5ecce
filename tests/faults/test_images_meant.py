"""I17 and I18: pictures that hold more than pixels, or are named as they are not; and what is shown for want of one."""

import io
import os
import struct
import zlib

import pytest
from broken import BAD, BAD_PAGE, printed, refused, warned
from PIL import Image, ImageCms, PngImagePlugin
from smallsite import Site

from generator.read.media.similar_names import SimilarNames

WITHOUT = "With images: {missing: warn} in _config.yml the site is built without it."
LONG = "History. " * 240_000  # more than 2 MiB


def png(**options: object) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(file, "PNG", **options)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(data: bytes, kind: bytes, said: bytes, *, last: bool = False) -> bytes:
    place = len(data) - 12 if last else 33
    return data[:place] + chunk(kind, said) + data[place:]


def text(*, packed: bool, kind: str = "tEXt") -> bytes:
    info = PngImagePlugin.PngInfo()
    if kind == "iTXt":
        info.add_itxt("XML:com.adobe.xmp", LONG, zip=packed)
    else:
        info.add_text("Comment", LONG, zip=packed)
    return png(pnginfo=info)


def profile() -> bytes:
    """Return a profile of 2 MiB of sRGB, with something long behind it."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return struct.pack(">I", len(srgb) + (2 << 20)) + srgb[4:] + os.urandom(2 << 20)


PICTURES = {
    "text": lambda: text(packed=False),
    "packed text": lambda: text(packed=True),
    "international text": lambda: text(packed=False, kind="iTXt"),
    "packed international text": lambda: text(packed=True, kind="iTXt"),
    "text behind the pixels": lambda: with_chunk(png(), b"zTXt", b"a\0\0" + zlib.compress(LONG.encode()), last=True),
    "a profile": lambda: png(icc_profile=profile()),
    "a packed profile": lambda: png(icc_profile=profile()[: 1 << 16] + bytes(2 << 20)),
    "20 MiB": lambda: with_chunk(png(), b"tEXt", b"a\0" + b"b" * (20 << 20)),
    "64 texts": lambda: with_chunk(png(), b"zTXt", b"a\0\0" + zlib.compress(bytes(64 << 20))),
}


@pytest.mark.parametrize("what", PICTURES)
def test_i17_a_picture_with_long_text_or_profile(paper: Site, what: str) -> None:
    paper.write("content/assets/x.png", PICTURES[what]())
    paper.write(BAD, "---\ntitle: A\nimage: assets/x.png\n---\n![x](/assets/x.png)\n")
    report = paper.build("--strict")
    assert printed(report, paper) == ""
    made = [name for name in report.written if name.startswith("assets/x-256-")]
    assert made
    for name in made:
        with Image.open(io.BytesIO(paper.tree()[name])) as image:
            assert image.size == (256, 256)


def test_i17_colours_come_by_a_long_profile(paper: Site) -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    paper.write("content/assets/x.png", png(icc_profile=swapped + bytes(2 << 20)))
    paper.write(BAD, "---\ntitle: A\nimage: assets/x.png\n---\n")
    assert paper.build("--strict").problems == []  # one that does not fit counts as sRGB, as a short one does


def test_i17_a_truncated_picture_is_still_damaged(paper: Site) -> None:
    paper.build()
    paper.write("content/assets/x.png", text(packed=False)[:-200])
    paper.write(BAD, "---\ntitle: A\nimage: assets/x.png\n---\n")
    assert "content/assets/x.png: " in refused(paper)


@pytest.mark.parametrize(
    ("lies", "named"),
    [
        ("assets/IMG_0001.JPG", "assets/img_0001.jpg"),
        ("assets/pier.jpg", "assets/Pier.JPG"),
        ("assets/pier.jpg", "assets/pier.png"),
        ("assets/pier.jpeg", "assets/pier.jpg"),
        ("assets/2026/pier.jpg", "assets/pier.jpg"),
        ("pier.webp", "assets/pier.jpg"),
        ("assets/the-pier.jpg", "assets/the pier.jpg"),
        ("assets/Shot 9.41\u202fAM.png", "assets/Shot 9.41 AM.png"),
        ("static/pier.jpg", "assets/pier.jpg"),
    ],
)
def test_i18_the_picture_that_is_there_is_named(paper: Site, lies: str, named: str) -> None:
    paper.build()
    paper.write(lies if lies.startswith("static/") else f"content/{lies}", png())
    paper.write(BAD, f"---\ntitle: A\nimage: {named}\n---\n![x](</{named}>)\n")
    said = refused(paper)
    assert said.count('there is no picture "') == 2
    spelt = lies.replace("\u202f", "%E2%80%AF")
    assert said.count(f'  There is "{spelt}": write it so. {WITHOUT}') == 2


def test_i18_the_likeliest_is_named_and_nothing_where_none_is_like() -> None:
    index = SimilarNames(["b/x.jpg", "a/x.jpg", "a/X.png", "c.jpg"])
    assert index.near("a/X.JPG") == "a/x.jpg"
    assert index.near("a/x.webp") == "a/X.png"
    assert index.near("d/x.jpg") == "a/x.jpg"
    assert index.near("e/f.gif") == ""


DAMAGED = {
    "no file": None,
    "an empty file": b"",
    "a web page": b"<!DOCTYPE html>\n<html>404",
    "half a header": b"\x89PNG\r\n\x1a\n\0\0",
}


@pytest.mark.parametrize("what", DAMAGED)
def test_i16_the_hint_names_the_setting_and_no_broken_picture_is_shown(paper: Site, what: str) -> None:
    data = DAMAGED[what]
    if data is not None:
        paper.write("content/assets/gone.jpg", data)
    paper.write(BAD, "---\ntitle: A story\nimage: assets/gone.jpg\n---\nWords.\n")
    paper.write("content/page.md", "---\ntitle: A page\nimage: {path: assets/gone.jpg, alt: x}\n---\nWords.\n")
    assert refused(paper).count(WITHOUT) == 2
    paper.edit("content/_config.yml", "title:", "images: {missing: warn, crops: true}\ntitle:")
    said = warned(paper)
    assert said.count("warning: image: ") == 2
    assert WITHOUT not in said
    for name, page in paper.tree().items():
        assert b"gone" not in page or name in (".newsprint", "assets/gone.jpg"), name
    assert '<figure class="hero">' not in paper.read(BAD_PAGE)
    paper.write("content/assets/gone.jpg", png())
    assert paper.build().problems == []
    assert '<figure class="hero">' in paper.read(BAD_PAGE)
    assert paper.tree() == paper.clean_tree()
    paper.remove("content/assets/gone.jpg")
    paper.build()
    assert paper.tree() == paper.clean_tree()
