import io
import os
import struct
import warnings
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from generator.images.probe import is_raster, probe
from generator.model.digest import digest_bytes
from generator.model.image import ImageError, ImageInfo

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}

NONE = digest_bytes(b"")


def encoded(kind: str, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (200, 30, 60)).save(file, kind, **options)
    return file.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_header(width: int, height: int) -> bytes:
    """Make a PNG that promises a size and brings hardly any pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def probed(folder: Path, name: str, data: bytes) -> ImageInfo:
    path = folder / name
    path.write_bytes(data)
    return probe(path, digest_bytes(data))


def refused(folder: Path, name: str, data: bytes) -> ImageError:
    with pytest.raises(ImageError) as caught:
        probed(folder, name, data)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("kind", FORMATS)
def test_size_format_length_and_digest(tmp_path: Path, kind: str) -> None:
    data = encoded(kind)
    found = probed(tmp_path, "x", data)
    assert found == ImageInfo(40, 30, FORMATS[kind], len(data), digest_bytes(data), found.color)
    assert all(abs(int(found.color[at : at + 2], 16) - wanted) < 4 for at, wanted in ((1, 200), (3, 30), (5, 60)))


def test_the_content_decides_not_the_suffix(tmp_path: Path) -> None:
    assert probed(tmp_path, "x.jpg", encoded("PNG")).mime == "image/png"


@pytest.mark.parametrize("turned", range(1, 9))
def test_i09_sides_are_swapped_as_exif_says(tmp_path: Path, turned: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turned
    for kind in ("JPEG", "PNG", "WEBP"):
        picture = probed(tmp_path, "x", encoded(kind, exif=exif))
        assert (picture.width, picture.height) == ((40, 30) if turned < 5 else (30, 40)), kind


@pytest.mark.parametrize(
    "exif", [b"", b"Exif\0\0", b"Exif\0\0MM\0*\0\0\0\xff", b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0"]
)
def test_broken_exif_is_passed_over(tmp_path: Path, exif: bytes) -> None:
    assert probed(tmp_path, "x.jpg", encoded("JPEG", exif=exif)).width == 40


def test_a_second_picture_behind_a_jpeg_does_not_matter(tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.new("RGB", (40, 30)).save(file, "MPO", save_all=True, append_images=[Image.new("L", (20, 15))])
    assert probed(tmp_path, "x.jpg", file.getvalue()).mime == "image/jpeg"


def test_no_pixel_is_decoded(tmp_path: Path) -> None:
    whole = encoded("JPEG", (900, 700))
    head = whole[: whole.index(b"\xff\xda") + 14]  # all that stands before the pixels
    assert probed(tmp_path, "x.jpg", head).height == 700


def test_i01_empty(tmp_path: Path) -> None:
    assert refused(tmp_path, "x.jpg", b"").message == "this file is empty"


@pytest.mark.parametrize(("kind", "named"), [("JPEG", "JPEG"), ("PNG", "PNG"), ("WEBP", "WebP"), ("GIF", "GIF")])
def test_i02_broken_header(tmp_path: Path, kind: str, named: str) -> None:
    assert refused(tmp_path, "x", encoded(kind)[:12]).message == f"this {named} is damaged"


def test_i03_a_web_page(tmp_path: Path) -> None:
    for page in (b"<!DOCTYPE html><title>404</title>", b"\n <html>", b"\xef\xbb\xbf<!doctype HTML>"):
        assert refused(tmp_path, "x.jpg", page).message == "this seems to be a web page"
    assert refused(tmp_path, "x.jpg", b"just text").message == "this is not a picture that we know"


@pytest.mark.parametrize("size", [(30_000, 30_000), (10_001, 10_000), (2**31 - 1, 2**31 - 1)])
def test_i04_too_many_pixels(tmp_path: Path, size: tuple[int, int]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert refused(tmp_path, "x.png", png_header(*size)).message == "this picture has more than 100 megapixels"


def test_i04_just_within_the_limit(tmp_path: Path) -> None:
    assert probed(tmp_path, "x.png", png_header(10_000, 10_000)).width == 10_000


def test_i12_long_and_thin(tmp_path: Path) -> None:
    assert probed(tmp_path, "x.png", png_header(1, 65_000)).height == 65_000
    message = "this picture has a side of more than 65500 pixels"
    assert refused(tmp_path, "x.png", png_header(1, 65_501)).message == message


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "an EPS drawing"),
        (b"8BPS\0\x01" + bytes(40), "a Photoshop document"),
        (b"BM" + bytes(60), "a BMP picture"),
        (b"\0\0\0\x1cftypavif" + bytes(40), "an AVIF picture"),
        (b"<?xml version='1.0'?><svg/>", "an SVG drawing"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer, not the picture itself"),
    ],
)
def test_i13_other_formats_are_named(tmp_path: Path, data: bytes, kind: str) -> None:
    assert refused(tmp_path, "x.png", data).message == f"this seems to be {kind}"


def test_i13_whole_pictures_of_other_formats_are_refused(tmp_path: Path) -> None:
    for kind, named in (("TIFF", "a TIFF picture"), ("EPS", "an EPS drawing"), ("BMP", "a BMP picture")):
        assert refused(tmp_path, "x.png", encoded(kind)).message == f"this seems to be {named}"
    for kind in ("PPM", "TGA", "PCX", "ICO", "SGI"):
        assert refused(tmp_path, "x.png", encoded(kind)).message == "this is not a picture that we know"


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="this is a folder"):
        probe(tmp_path, NONE)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    loop = tmp_path / "loop.jpg"
    loop.symlink_to(loop)
    for path in (loop, tmp_path / "missing.jpg"):
        with pytest.raises(ImageError, match="this file cannot be read: "):
            probe(path, NONE)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_fifo_does_not_hold_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.jpg")
    with pytest.raises(ImageError, match="this is not a file"):
        probe(tmp_path / "x.jpg", NONE)


def test_what_is_a_raster_picture() -> None:
    assert [path for path in ("a.jpg", "a.PNG", "a", "a.unknown", "svg/a") if not is_raster(path)] == []
    assert not is_raster("a.svg")
    assert not is_raster("b/a.SVG")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(sorted(FORMATS)), data=st.data())
def test_damage_gives_a_size_or_a_picture_error(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    broken = bytearray(encoded(kind))
    for _ in range(data.draw(st.integers(1, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "x"
    path.write_bytes(broken[: data.draw(st.integers(0, len(broken)))])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            picture = probe(path, digest_bytes(path.read_bytes()))
        except ImageError:
            return
    assert 0 < picture.width * picture.height <= 100_000_000
